#include "agent/load.h"

#include "agent/proc_text.h"

namespace mtxmon {
namespace {

// The fields of the first line.
std::vector<std::string_view> first_line(std::string_view text) {
  return split_fields(text.substr(0, text.find('\n')));
}

}  // namespace

Result<Load> parse_load(std::string_view loadavg) {
  const auto fields = first_line(loadavg);
  if (fields.size() < 3) return Error{"does not begin with three numbers"};
  const auto load1 = parse_decimal(fields[0]);
  const auto load5 = parse_decimal(fields[1]);
  const auto load15 = parse_decimal(fields[2]);
  if (!load1 || !load5 || !load15) return Error{"does not begin with three numbers"};
  return Load{*load1, *load5, *load15};
}

Result<double> parse_uptime(std::string_view uptime) {
  const auto fields = first_line(uptime);
  const auto seconds = fields.empty() ? std::nullopt : parse_decimal(fields[0]);
  if (!seconds) return Error{"does not begin with a number"};
  return *seconds;
}

}  // namespace mtxmon
