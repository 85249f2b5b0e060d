// Times and durations that can be read can be written and read again.
#include "core/base/time_text.h"
#include "tests/fuzz/fuzz.h"

namespace mtxmon {
namespace {

void fuzz(std::string_view text) {
  if (const auto time = parse_rfc3339(text)) {
    const std::string written = format_rfc3339(*time);
    // An offset can lead out of the years that have four digits, or into the "not set" of Go.
    const bool in_range = written.size() == 24 && written > "0002";
    require(!in_range || parse_rfc3339(written) == time, "a time survives");
  }
  if (const auto duration = parse_duration(text)) {
    const auto again = parse_duration(format_duration(*duration));
    require(again.ok() && *again == *duration, "a duration survives");
    require(duration->count() >= 0, "no duration is negative");
  }
}

}  // namespace
}  // namespace mtxmon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mtxmon::fuzz(mtxmon::text_of(data, size));
  return 0;
}
