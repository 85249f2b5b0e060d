// The one list of everything that can be configured, for all three programs.
//
// Each row is a flag (--redis.url), an environment variable (MTXMON_REDIS_URL,
// MTXMON_EXPORTER_REDIS_URL wins) and a key of the YAML file (redis: {url: …}; "-" in flags is "_"
// in the file). docs/CONFIG.md is checked against it.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace mtxmon {

// Bits, so that a row can serve several programs.
enum class Program : unsigned { Exporter = 1, Dashboard = 2, Agent = 4 };

[[nodiscard]] std::string_view program_word(
    Program program);  // "exporter": section of the file, word in variables
[[nodiscard]] std::string_view program_name(Program program);  // "mediamtx-exporter"

enum class OptionType { Text, List, Duration, Integer, Number, Switch };

struct Option {
  std::string_view name;  // flag without the dashes: "web.listen-address"
  unsigned programs;      // bits of Program
  OptionType type;
  std::string_view value_name;  // "HOST:PORT" in the help
  std::string_view fallback;  // default, in the notation of the flag; lists are separated by spaces
  std::string_view help;
  // Of integers and numbers, and of durations in milliseconds.
  long long minimum = 0;
  long long maximum = std::numeric_limits<long long>::max();

  [[nodiscard]] bool serves(Program program) const {
    return (programs & static_cast<unsigned>(program)) != 0;
  }
};

[[nodiscard]] std::span<const Option> all_options();
// The row of `name` for `program`; null when it has none.
[[nodiscard]] const Option* find_option(Program program, std::string_view name);

[[nodiscard]] std::string option_key(
    std::string_view name);  // "web.listen-address" → "web.listen_address"
[[nodiscard]] std::string option_environment(
    std::string_view name);  // → "MTXMON_WEB_LISTEN_ADDRESS"

}  // namespace mtxmon
