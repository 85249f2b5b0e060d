#include "core/base/player_url.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/percent.h"

namespace mtxmon {
namespace {

constexpr std::string_view kPath = "{path}";

std::string with_path(std::string_view url, std::string_view path) {
  std::string out;
  for (auto at = url.find(kPath); at != std::string_view::npos; at = url.find(kPath)) {
    out.append(url.substr(0, at)).append(path);
    url.remove_prefix(at + kPath.size());
  }
  return out.append(url);
}

}  // namespace

Status check_player_url(std::string_view url) {
  std::string_view rest = url;
  if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else {
    return Error{fmt::format("\"{}\" is not the URL of a player; write https://HOST/{{path}}",
                             url.find('@') == std::string_view::npos ? url : "(hidden)")};
  }
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#\\"));
  if (authority.find('@') != std::string_view::npos) {
    return Error{
        "user and password do not belong in the URL of a player, which everybody sees who opens "
        "the page; remove them"};
  }
  if (authority.find_first_of("{}") != std::string_view::npos) {
    return Error{fmt::format(
        "\"{}\" lets the name of a stream choose the host; write {{path}} behind it", url)};
  }
  if (with_path(rest, "").find_first_of("{}") != std::string::npos) {
    return Error{fmt::format(
        "\"{}\" has braces that mean nothing; only {{path}}, the name of the stream, is replaced",
        url)};
  }
  const bool odd = std::ranges::any_of(
      url, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '\x7f'; });
  if (authority.empty() || authority.front() == ':' || odd ||
      url.find_first_of("\"<>\\^`|") != std::string_view::npos) {
    return Error{
        fmt::format("\"{}\" is not the URL of a player; write https://HOST/{{path}}", url)};
  }
  return {};
}

std::string player_url_of(std::string_view url, std::string_view name) {
  return with_path(url, percent_encoded(name));
}

}  // namespace mtxmon
