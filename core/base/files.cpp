#include "core/base/files.h"

#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace mtxmon {

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
  if (!file.is_open() || file.bad())  // bad: it opens but cannot be read, a directory for example
    return Error{fmt::format("cannot read {}: is it a file, and may this user read it?", path)};
  return text.str();
}

Result<std::string> read_secret(const std::string& path, std::string_view origin) {
  auto text = read_file(path);
  if (!text) return std::move(text).error().within(origin);
  std::string secret = std::move(*text).substr(0, text->find_first_of("\r\n"));
  if (secret.empty())
    return Error{
        fmt::format("{}: {} is empty; its first line must be the password or token", origin, path)};
  return secret;
}

}  // namespace mtxmon
