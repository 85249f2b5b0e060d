#include "core/web/compress.h"

#include <array>

#include <zlib.h>

#include "core/web/http_types.h"

namespace mtxmon {
namespace {

// "gzip;q=0.5": is the weight above zero? A weight that cannot be read counts as zero: plain text
// is always right.
bool wanted(std::string_view parameters) {
  const std::size_t at = parameters.find("q=");
  if (at == std::string_view::npos) return true;
  const std::string_view weight = trim(parameters.substr(at + 2));
  if (!weight.starts_with('0') && !weight.starts_with('1')) return false;
  return weight.find_first_of("123456789") != std::string_view::npos;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  const std::string lower = to_lower(accept_encoding);
  std::string_view rest = lower;
  bool any = false;
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(item.size() < rest.size() ? item.size() + 1 : item.size());
    const std::string_view coding = trim(item.substr(0, item.find(';')));
    const std::string_view parameters = item.substr(std::min(item.size(), item.find(';')));
    if (coding == "gzip" || coding == "x-gzip")
      return wanted(parameters);  // named: "*" no longer matters
    if (coding == "*") any = wanted(parameters);
  }
  return any;
}

bool compressible(std::string_view content_type) {
  constexpr std::array<std::string_view, 6> kTextual = {"text/", "json", "javascript",
                                                        "xml",   "yaml", "openmetrics"};
  const std::string lower = to_lower(content_type);
  for (const auto textual : kTextual) {
    if (lower.find(textual) != std::string::npos) return true;
  }
  return false;
}

std::string gzip(std::string_view text) {
  constexpr int kGzipWindow = 15 + 16;  // the largest window; + 16 asks zlib for the gzip container
  constexpr int kMemoryLevel = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    return {};
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  // zlib does not write to next_in; it only lacks the const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(result == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

}  // namespace mtxmon
