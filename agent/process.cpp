#include "agent/process.h"

#include <array>

#include "agent/proc_text.h"

namespace mtxmon {

Result<ProcessStat> parse_process_stat(std::string_view stat) {
  // The name stands in brackets and may hold blanks and brackets itself.
  const auto bracket = stat.rfind(')');
  if (bracket == std::string_view::npos) return Error{"has no name in brackets"};
  const auto fields = split_fields(stat.substr(bracket + 1, stat.find('\n') - bracket - 1));
  // proc(5): the first field behind the name is number 3.
  constexpr std::size_t kUser = 14 - 3;
  constexpr std::size_t kSystem = 15 - 3;
  constexpr std::size_t kThreads = 20 - 3;
  constexpr std::size_t kStart = 22 - 3;
  constexpr std::size_t kResident = 24 - 3;
  if (fields.size() <= kResident) return Error{"has less than 24 fields"};
  const auto user = parse_count(fields[kUser]);
  const auto system = parse_count(fields[kSystem]);
  const auto threads = parse_count(fields[kThreads]);
  const auto start = parse_count(fields[kStart]);
  const auto resident = parse_count(fields[kResident]);
  if (!user || !system || !threads || !start || !resident)
    return Error{"does not have numbers where it should"};
  return ProcessStat{*user + *system, *threads, *start, *resident};
}

}  // namespace mtxmon
