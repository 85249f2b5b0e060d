#include "core/web/wire_response.h"

#include <algorithm>
#include <iterator>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "core/web/compress.h"

namespace mtxmon {
namespace {

constexpr std::size_t kCompressFromBytes = 1024;

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 426:
      return "Upgrade Required";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

const std::string* find_header(const Headers& headers, std::string_view lower_name) {
  for (const auto& [name, value] : headers) {
    if (to_lower(name) == lower_name) return &value;
  }
  return nullptr;
}

// A value may quote something from outside; a line break in it would let that write headers of its
// own.
std::string one_line(std::string_view value) {
  std::string out(value);
  std::replace_if(
      out.begin(), out.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return out;
}

std::string_view without_weak_mark(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

// If-None-Match compares weakly: the compressed form of a document is as fresh as the plain one.
bool matches(std::string_view if_none_match, std::string_view etag) {
  std::string_view rest = if_none_match;
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(item.size() < rest.size() ? item.size() + 1 : item.size());
    const std::string_view tag = trim(item);
    if (tag == "*" || without_weak_mark(tag) == without_weak_mark(etag)) return true;
  }
  return false;
}

class HeadWriter {
 public:
  explicit HeadWriter(int status) { append("HTTP/1.1 {} {}\r\n", status, reason(status)); }
  void add(std::string_view name, std::string_view value) { append("{}: {}\r\n", name, value); }
  [[nodiscard]] std::string finish() && { return std::move(head_ += "\r\n"); }

 private:
  template <typename... Args>
  void append(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(head_), format, std::forward<Args>(args)...);
  }
  std::string head_;
};

}  // namespace

WireResponse to_wire(const Request& request, const Response& response, bool keep_alive,
                     std::time_t now) {
  const std::string* etag = find_header(response.headers, "etag");
  const auto if_none_match = request.header("If-None-Match");
  const bool not_modified =
      response.status == 200 && etag && if_none_match && matches(*if_none_match, *etag);
  const int status = not_modified ? 304 : response.status;
  const bool bodiless = status == 304 || status == 204;

  const bool varies = !find_header(response.headers, "content-encoding") &&
                      (response.gzip_body || (response.body->size() >= kCompressFromBytes &&
                                              compressible(response.content_type)));
  std::shared_ptr<const std::string> body = response.body;
  bool gzipped = false;
  if (varies && accepts_gzip(request.header("Accept-Encoding").value_or(""))) {
    auto compressed = response.gzip_body;
    if (!compressed && !bodiless)
      compressed = std::make_shared<const std::string>(gzip(*response.body));
    gzipped = compressed && !compressed->empty();
    if (gzipped) body = std::move(compressed);
  }

  HeadWriter head(status);
  head.add("Date", fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", fmt::gmtime(now)));
  for (const auto& [name, value] : kSecurityHeaders) head.add(name, value);
  for (const auto& [name, value] : response.headers) {
    // Two codings of one document must not share a strong tag.
    const bool weaken = gzipped && &value == etag && !value.starts_with("W/");
    head.add(one_line(name), (weaken ? "W/" : "") + one_line(value));
  }
  if (!find_header(response.headers, "cache-control")) head.add("Cache-Control", "no-store");
  if (varies) head.add("Vary", "Accept-Encoding");
  if (!bodiless) {
    head.add("Content-Type", one_line(response.content_type));
    if (gzipped) head.add("Content-Encoding", "gzip");
    head.add("Content-Length", std::to_string(body->size()));
  }
  head.add("Connection", keep_alive ? "keep-alive" : "close");

  if (bodiless || request.method == "HEAD" || body->empty()) body = nullptr;
  return {status, std::move(head).finish(), std::move(body)};
}

}  // namespace mtxmon
