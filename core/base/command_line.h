// The command line that all three programs share: flags of the option table plus --help, --version,
// --check-config and --print-config.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/settings.h"

namespace mtxmon {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;  // wrong flags or configuration

struct ExtraFlag {
  std::string name;  // "once"
  std::string help;
  std::string value_name = "";  // "FILE"; empty: a switch
};

struct CommandLine {
  Settings settings;
  std::vector<std::string> switches;          // extra flags without a value that were given
  std::map<std::string, std::string> values;  // and those with one
  bool check_only = false;  // --check-config: check what is left to check, then finish_check()
};

// Says that the configuration is good; the exit code.
[[nodiscard]] int finish_check(Program program);

// Either what to run with, or the exit code of a run that is already over (help and version were
// printed on stdout, errors on stderr). argv[0] may be a command of the program: `command` is its
// words for the help, "export uptime".
[[nodiscard]] std::variant<CommandLine, int> parse_command_line(Program program,
                                                                std::string_view summary,
                                                                const std::vector<ExtraFlag>& extra,
                                                                int argc, const char* const* argv,
                                                                std::string_view command = "");

}  // namespace mtxmon
