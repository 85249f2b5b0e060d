#include "core/store/error_notice.h"

#include <fmt/format.h>

#include "core/base/log.h"

namespace mtxmon {
namespace {

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : printable(text, 500)) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  out.push_back('"');
  return out;
}

}  // namespace

std::string error_notice(std::string_view field, std::string_view name, std::string_view error) {
  return fmt::format(R"({{"type":"error","{}":{},"error":{}}})", field, json_text(name),
                     json_text(error));
}

}  // namespace mtxmon
