// A sample that can be decoded is the same after encoding and decoding it. The input is an id and
// its fields, one per line.
#include <sstream>

#include "core/store/history.h"
#include "tests/fuzz/fuzz.h"

namespace mtxmon {
namespace {

void fuzz(std::string_view text) {
  std::istringstream lines{std::string(text)};
  std::string id;
  std::getline(lines, id);
  std::vector<std::string> fields;
  for (std::string line; std::getline(lines, line);) fields.push_back(line);
  const auto decoded = decode_history(id, fields);
  if (!decoded) return;
  HistorySample sample{decoded->time, {}};
  for (const auto& [name, value] : decoded->values) sample.values.emplace_back(name, value);
  const auto again = decode_history(history_id(sample.time), encode_history(sample));
  require(again && again->time == decoded->time && again->values == decoded->values,
          "a sample survives");
}

}  // namespace
}  // namespace mtxmon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mtxmon::fuzz(mtxmon::text_of(data, size));
  return 0;
}
