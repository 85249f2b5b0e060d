// A URL is an address or an error, and neither ever shows a password.
#include "core/store/redis_address.h"
#include "tests/fuzz/fuzz.h"

namespace mtxmon {
namespace {

void check(const std::string& url) {
  constexpr std::string_view kSecret = "planted-S3CRET";
  const auto address = parse_redis_url(url);
  const std::string shown = address.ok() ? address->display() : address.error().message;
  require(!shown.empty(), "there is something to show");
  if (url.starts_with("redis://user:planted-S3CRET@"))
    require(shown.find(kSecret) == std::string::npos, "no password is shown");
  if (!address) return;
  require(address->host.empty() != address->socket_path.empty(), "either a host or a socket");
  require((address->port == 0) == address->host.empty(), "a host has a port");
  require(address->database >= 0, "a database is a number");
}

void fuzz(std::string_view text) {
  check(std::string(text));
  if (text.find("planted") == std::string_view::npos)
    check("redis://user:planted-S3CRET@" + std::string(text));
}

}  // namespace
}  // namespace mtxmon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mtxmon::fuzz(mtxmon::text_of(data, size));
  return 0;
}
