#include "core/model/program_info.h"

#include "core/base/version.h"

namespace mtxmon {

ProgramInfo this_program(std::string_view listen_address) {
  return {kVersion, listen_address.ends_with(":0") ? "" : std::string(listen_address)};
}

void write_program(JsonWriter& json, const ProgramInfo& program) {
  json.begin_object().member("version", program.version);
  if (!program.listen_address.empty()) json.member("listen_address", program.listen_address);
  json.end_object();
}

}  // namespace mtxmon
