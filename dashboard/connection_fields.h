// ConnectionFields: which members of the connections are asked for. A whole one has some sixty; a
// table of thousands needs a dozen. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace mtxmon {

class ConnectionFields {
 public:
  // "role,stream,srt.rtt_seconds": members, and members of members, in any order. An error says
  // what is wrong; names that no connection has are none, since every protocol has its own.
  [[nodiscard]] static Result<ConnectionFields> parse(std::string_view text);

  // The connection with only these, in its own order; `id` and `node` always. A text that is not an
  // object comes out as it is.
  [[nodiscard]] std::string pick(const std::string& connection) const;

 private:
  struct Field {
    std::string name;
    std::vector<std::string> members;  // of it; none: all of it
  };
  [[nodiscard]] const Field* find(std::string_view name) const;

  std::vector<Field> fields_;
};

}  // namespace mtxmon
