// Percent-decoding gives back what was encoded, in paths and in queries.
#include <fmt/format.h>

#include "core/web/http_types.h"
#include "tests/fuzz/fuzz.h"

namespace mtxmon {
namespace {

std::string encoded(std::string_view text) {
  std::string out;
  for (const char c : text) out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

void fuzz(std::string_view text) {
  require(percent_decode(encoded(text)) == text, "encoded bytes come back");
  const auto decoded = percent_decode(text);
  require(!decoded || decoded->size() <= text.size(), "decoding never grows");
  Request request;
  request.query = "a=1&" + encoded(text) + "=" + encoded(text) + "&b=2";
  if (text != "a") require(request.parameter(text) == text, "a parameter comes back");
  request.query = text;
  for (const char* name : {"", "a", "path"}) static_cast<void>(request.parameter(name));
}

}  // namespace
}  // namespace mtxmon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mtxmon::fuzz(mtxmon::text_of(data, size));
  return 0;
}
