// CivetSink: a live client's connection, as civetweb has it.
#pragma once

#include <string_view>

#include "core/web/live_sink.h"

struct mg_connection;

namespace mtxmon {

class CivetSink final : public LiveSink {
 public:
  explicit CivetSink(mg_connection* connection) : connection_(connection) {}

  WriteResult write_text(std::string_view text) override;
  WriteResult write_close(int code) override;
  void hang_up() override;

 private:
  WriteResult write(int opcode, std::string_view payload);

  mg_connection* const connection_;
};

}  // namespace mtxmon
