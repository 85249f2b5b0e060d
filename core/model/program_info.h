// ProgramInfo: which program wrote a document, so that a person finds it. Plain data.
#pragma once

#include <string>
#include <string_view>

#include "core/model/json_writer.h"

namespace mtxmon {

struct ProgramInfo {
  std::string version;
  // Of its /metrics, as configured; empty when the system chooses the port.
  std::string listen_address;

  friend bool operator==(const ProgramInfo&, const ProgramInfo&) = default;
};

// This build, listening on "127.0.0.1:9972".
[[nodiscard]] ProgramInfo this_program(std::string_view listen_address);

// An object: {"version","listen_address"}.
void write_program(JsonWriter& json, const ProgramInfo& program);

}  // namespace mtxmon
