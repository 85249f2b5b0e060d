#include "core/base/log.h"

#include <iterator>
#include <memory>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace mtxmon {

Status setup_logging(std::string_view program, std::string_view level) {
  const auto parsed = spdlog::level::from_str(std::string(level == "warning" ? "warn" : level));
  if (parsed == spdlog::level::off && level != "off") {
    return Error{fmt::format(
        "log level \"{}\" is unknown; use trace, debug, info, warning, error or off", level)};
  }
  auto logger = std::make_shared<spdlog::logger>(std::string(program),
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %n: %v", spdlog::pattern_time_type::utc);
  logger->set_level(parsed);
  logger->flush_on(spdlog::level::trace);
  spdlog::set_default_logger(std::move(logger));
  return {};
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text.substr(0, limit)) {
    if (c >= 0x20 && c < 0x7f) {
      out.push_back(c);
    } else {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  if (text.size() > limit) out += "…";
  return out;
}

}  // namespace mtxmon
