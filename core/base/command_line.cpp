#include "core/base/command_line.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "core/base/nearest.h"
#include "core/base/version.h"

namespace mtxmon {
namespace {

std::string default_text(const Option& option) {
  if (option.fallback.empty() || option.type == OptionType::Switch) return "";
  return fmt::format(" (default {})", option.fallback);
}

// Those whose defaults hardly anybody changes stand apart in the help.
std::string help_group(const Option& option) {
  return option.name.starts_with("health.") ? "Thresholds" : "Options";
}

int usage_error(Program program, const std::string& message) {
  std::fprintf(stderr, "%s: %s\nTry --help.\n", std::string(program_name(program)).c_str(),
               message.c_str());
  return kExitUsage;
}

// "--redis.ulr=x" → a text that names the flag and the nearest one.
std::string unknown_flag(const std::string& argument, const std::vector<std::string>& known) {
  if (!argument.starts_with("-"))
    return fmt::format("\"{}\" is not expected: every value belongs to a flag", argument);
  const std::string flag = argument.substr(0, argument.find('='));
  const auto guess = nearest(flag, {known.begin(), known.end()});
  return guess.empty() ? fmt::format("unknown flag {}", flag)
                       : fmt::format("unknown flag {}; did you mean {}?", flag, guess);
}

}  // namespace

std::variant<CommandLine, int> parse_command_line(Program program, std::string_view summary,
                                                  const std::vector<ExtraFlag>& extra, int argc,
                                                  const char* const* argv,
                                                  std::string_view command) {
  CLI::App app{std::string(summary),
               fmt::format("{}{}{}", program_name(program), command.empty() ? "" : " ", command)};
  app.set_help_flag("--help,-h", "print this text and end");
  app.allow_extras();
  app.get_formatter()->column_width(38);
  app.footer(
      "Every flag is also an environment variable (--redis.url: MTXMON_REDIS_URL, lists separated "
      "by spaces)\n"
      "and a key of the configuration file (redis: {url: …}). Flag wins over environment, file and "
      "default.");

  std::vector<std::string> known = {"--help"};
  FlagValues flags;
  FlagValues texts;
  std::map<std::string, CLI::Option*> switches;
  for (const Option& option : all_options()) {
    if (!option.serves(program)) continue;
    const std::string name(option.name);
    const std::string flag = "--" + name;
    known.push_back(flag);
    const std::string help = fmt::format("{}{}", option.help, default_text(option));
    if (option.type == OptionType::Switch) {
      switches[name] = app.add_flag(flag, help);
      continue;
    }
    CLI::Option* added = app.add_option(flag, texts[name], help);
    added->type_name(std::string(option.value_name))->expected(1)->take_all();
    added->allow_extra_args(false)->group(help_group(option));
  }
  bool check_only = false;
  bool print_only = false;
  bool version = false;
  app.add_flag("--check-config", check_only, "check flags, environment and file, and end");
  app.add_flag("--print-config", print_only,
               "print the settings in force with their origin, secrets hidden, and end");
  app.add_flag("--version", version, "print the version and end");
  known.insert(known.end(), {"--check-config", "--print-config", "--version"});
  const std::string group = command.empty() ? "Options" : "What to do";
  std::map<std::string, bool> extra_given;
  FlagValues extra_texts;
  for (const ExtraFlag& one : extra) {
    known.push_back("--" + one.name);
    if (one.value_name.empty()) {
      app.add_flag("--" + one.name, extra_given[one.name], one.help)->group(group);
      continue;
    }
    auto* added = app.add_option("--" + one.name, extra_texts[one.name], one.help);
    added->type_name(one.value_name)->expected(1)->take_all();
    added->allow_extra_args(false)->group(group);
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return kExitOk;
  } catch (const CLI::ParseError& error) {
    return usage_error(program, error.what());
  }
  if (version) {
    std::printf("%s %s (revision %s, %s)\n", std::string(program_name(program)).c_str(), kVersion,
                kRevision, kCompiler);
    return kExitOk;
  }
  if (const auto unexpected = app.remaining(); !unexpected.empty()) {
    return usage_error(program, unknown_flag(unexpected.front(), known));
  }

  const auto too_many = [&](const std::string& name, std::size_t times) {
    return usage_error(program,
                       fmt::format("--{} is there {} times; it takes one value", name, times));
  };
  for (auto& [name, values] : texts) {
    if (values.empty()) continue;
    if (values.size() > 1 && find_option(program, name)->type != OptionType::List)
      return too_many(name, values.size());
    flags[name] = values;
  }
  for (const auto& [name, values] : extra_texts) {
    if (values.size() > 1) return too_many(name, values.size());
  }
  for (const auto& [name, given] : switches) {  // "--name=false" overrules the environment, too
    if (given->count() > 0) flags[name] = {given->results().back()};
  }
  auto settings =
      Settings::load(program, flags, [](const std::string& variable) -> std::optional<std::string> {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread starts
        const char* value = std::getenv(variable.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
      });
  if (!settings) return usage_error(program, settings.error().message);
  if (print_only) {
    std::fputs(settings->print().c_str(), stdout);
    return kExitOk;
  }
  CommandLine line{std::move(*settings), {}, {}, check_only};
  for (const auto& [name, given] : extra_given) {
    if (given) line.switches.push_back(name);
  }
  for (const auto& [name, values] : extra_texts) {
    if (!values.empty()) line.values[name] = values.front();
  }
  return line;
}

int finish_check(Program program) {
  std::printf("%s: configuration is good\n", std::string(program_name(program)).c_str());
  return kExitOk;
}

}  // namespace mtxmon
