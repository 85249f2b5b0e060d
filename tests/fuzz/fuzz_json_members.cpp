// What split_object and split_array let through is JSON to the last byte, and joining it gives the
// same members again.
#include "core/model/json_members.h"
#include "tests/fuzz/fuzz.h"

namespace mtxmon {
namespace {

void fuzz(std::string_view text) {
  if (const auto members = split_object(text)) {
    const auto again = split_object(join_object(*members));
    require(again.ok() && *again == *members, "an object survives split and join");
    for (const auto& [key, raw] : *members) {
      require(split_array("[" + raw + "]").ok(), "a raw value is JSON");
      static_cast<void>(text_member(*members, key));
      static_cast<void>(number_member(*members, key, 0));
    }
  }
  if (const auto items = split_array(text)) {
    std::string joined = "[";
    for (const auto& item : *items) joined.append(joined.size() > 1 ? "," : "").append(item);
    const auto again = split_array(joined + "]");
    require(again.ok() && *again == *items, "an array survives split and join");
  }
}

}  // namespace
}  // namespace mtxmon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mtxmon::fuzz(mtxmon::text_of(data, size));
  return 0;
}
