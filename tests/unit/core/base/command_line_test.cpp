#include "core/base/command_line.h"

#include <cstdlib>
#include <map>

#include <gmock/gmock.h>

#include "tests/unit/core/base/settings_fixture.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

struct Outcome {
  std::variant<CommandLine, int> outcome;
  std::string out;
  std::string err;

  [[nodiscard]] int code() const {
    return std::holds_alternative<int>(outcome) ? std::get<int>(outcome) : -1;
  }
  [[nodiscard]] const Settings& settings() const { return std::get<CommandLine>(outcome).settings; }
};

Outcome parse(std::vector<const char*> arguments, Program program = Program::Exporter) {
  arguments.insert(arguments.begin(), "program");
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  auto outcome =
      parse_command_line(program, "Polls MediaMTX",
                         {{"once", "one poll, as JSON on stdout"}, {"output", "where to", "FILE"}},
                         static_cast<int>(arguments.size()), arguments.data());
  return {std::move(outcome), testing::internal::GetCapturedStdout(),
          testing::internal::GetCapturedStderr()};
}

// Sets a variable of this process for one test. No other thread runs.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    setenv(name, value, 1);  // NOLINT(concurrency-mt-unsafe)
  }
  ~Variable() { unsetenv(name_); }  // NOLINT(concurrency-mt-unsafe)
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

TEST(CommandLine, WithoutFlagsRunsWithDefaults) {
  const Outcome result = parse({});
  ASSERT_EQ(result.code(), -1) << result.err;
  EXPECT_EQ(result.settings().text("log.level"), "info");
  EXPECT_TRUE(std::get<CommandLine>(result.outcome).switches.empty());
  EXPECT_FALSE(std::get<CommandLine>(result.outcome).check_only);
  EXPECT_EQ(result.out + result.err, "");
}

TEST(CommandLine, TakesExtraFlagsWithAValue) {
  for (const auto& arguments :
       {std::vector<const char*>{"--output", "a b"}, std::vector<const char*>{"--output=a b"}}) {
    const Outcome result = parse(arguments);
    ASSERT_EQ(result.code(), -1) << result.err;
    EXPECT_EQ(std::get<CommandLine>(result.outcome).values.at("output"), "a b");
    EXPECT_TRUE(std::get<CommandLine>(result.outcome).switches.empty());
  }
  EXPECT_TRUE(std::get<CommandLine>(parse({}).outcome).values.empty());
  const Outcome twice = parse({"--output", "a", "--output", "b"});
  EXPECT_EQ(twice.code(), kExitUsage);
  EXPECT_THAT(twice.err, HasSubstr("--output is there 2 times; it takes one value"));
  EXPECT_EQ(parse({"--output"}).code(), kExitUsage);
  EXPECT_THAT(parse({"--outptu", "x"}).err, HasSubstr("did you mean --output?"));
}

TEST(CommandLine, TakesFlagsInBothForms) {
  const Outcome result = parse({"--poll.interval", "1s", "--redis.prefix=x:", "--once"});
  ASSERT_EQ(result.code(), -1) << result.err;
  EXPECT_EQ(result.settings().duration("poll.interval"), Milliseconds(1000));
  EXPECT_EQ(result.settings().text("redis.prefix"), "x:");
  EXPECT_EQ(std::get<CommandLine>(result.outcome).switches, std::vector<std::string>{"once"});
}

TEST(CommandLine, ListsAreRepeatedFlags) {
  const Outcome result = parse({"--mediamtx.url", "a=http://a", "--mediamtx.url=b=http://b"});
  ASSERT_EQ(result.code(), -1) << result.err;
  ASSERT_EQ(result.settings().nodes().size(), 2U);
  EXPECT_EQ(result.settings().nodes()[1].node, "b");
}

TEST(CommandLine, AFlagTakesOneValue) {
  for (const char* flag : {"--mediamtx.url", "--log.level", "--output"}) {
    const Outcome result = parse({flag, "a=http://a", "b=http://b"});
    EXPECT_EQ(result.code(), kExitUsage);
    EXPECT_THAT(result.err,
                HasSubstr("\"b=http://b\" is not expected: every value belongs to a flag"));
  }
}

TEST(CommandLine, HelpListsEveryFlagOfTheProgram) {
  for (const Program program : {Program::Exporter, Program::Dashboard, Program::Agent}) {
    const Outcome result = parse({"--help"}, program);
    EXPECT_EQ(result.code(), kExitOk);
    EXPECT_EQ(result.err, "");
    for (const Option& option : all_options()) {
      EXPECT_EQ(result.out.find("--" + std::string(option.name) + " ") != std::string::npos,
                find_option(program, option.name) != nullptr)
          << program_name(program) << ": " << option.name;
    }
    for (const char* flag : {"--version", "--check-config", "--print-config", "--once", "-h"})
      EXPECT_NE(result.out.find(flag), std::string::npos) << flag;
  }
  EXPECT_EQ(parse({"-h"}).code(), kExitOk);
}

TEST(CommandLine, HelpShowsThresholdsApart) {
  const Outcome result = parse({"--help"});
  const auto group = result.out.find("Thresholds:");
  ASSERT_NE(group, std::string::npos) << result.out;
  EXPECT_GT(result.out.find("--health.settle-after TIME"), group);
  for (const char* flag : {"--config.file", "--log.level", "--version"})
    EXPECT_LT(result.out.find(flag), group) << flag;
  EXPECT_EQ(parse({"--help"}, Program::Agent).out.find("Thresholds"), std::string::npos);
}

TEST(CommandLine, VersionNamesTheBuild) {
  const Outcome result = parse({"--version"});
  EXPECT_EQ(result.code(), kExitOk);
  EXPECT_TRUE(result.out.starts_with("mediamtx-exporter ")) << result.out;
  EXPECT_NE(result.out.find("(revision "), std::string::npos);
  EXPECT_EQ(result.err, "");
}

TEST(CommandLine, AnUnknownFlagIsAnErrorWithAGuess) {
  const struct {
    const char* argument;
    const char* text;
  } rows[] = {
      {"--redis.ulr=x", "mediamtx-exporter: unknown flag --redis.ulr; did you mean --redis.url?\n"},
      {"--ocne", "mediamtx-exporter: unknown flag --ocne; did you mean --once?\n"},
      {"--print-confg", "unknown flag --print-confg; did you mean --print-config?\n"},
      {"--config=x", "unknown flag --config; did you mean --config.file?\n"},
      {"--turbo", "mediamtx-exporter: unknown flag --turbo\n"},
      {"-v", "mediamtx-exporter: unknown flag -v\n"},
      {"start", "mediamtx-exporter: \"start\" is not expected: every value belongs to a flag\n"},
  };
  for (const auto& row : rows) {
    const Outcome result = parse({row.argument});
    EXPECT_EQ(result.code(), kExitUsage);
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.err.find(row.text), std::string::npos) << result.err;
    EXPECT_TRUE(result.err.ends_with("Try --help.\n")) << result.err;
  }
}

TEST(CommandLine, AFlagOfAnotherProgramIsUnknown) {
  const Outcome result = parse({"--mediamtx.url", "http://a"}, Program::Agent);
  EXPECT_EQ(result.code(), kExitUsage);
  EXPECT_NE(result.err.find("mediamtx-agent: unknown flag --mediamtx.url"), std::string::npos);
}

TEST(CommandLine, ASingleFlagIsThereOnce) {
  const Outcome result = parse({"--redis.url", "redis://a", "--redis.url", "redis://b"});
  EXPECT_EQ(result.code(), kExitUsage);
  EXPECT_NE(result.err.find("--redis.url is there 2 times; it takes one value"), std::string::npos)
      << result.err;
}

TEST(CommandLine, AFlagWithoutItsValueIsAnError) {
  const Outcome result = parse({"--redis.url"});
  EXPECT_EQ(result.code(), kExitUsage);
  EXPECT_NE(result.err.find("--redis.url"), std::string::npos) << result.err;
}

TEST(CommandLine, AnErrorOfTheSettingsIsAUsageError) {
  const Outcome result = parse({"--poll.interval", "2"});
  EXPECT_EQ(result.code(), kExitUsage);
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(result.err.starts_with(
      "mediamtx-exporter: --poll.interval: poll.interval: \"2\" is not a duration"))
      << result.err;
}

TEST(CommandLine, ASwitchCanBeSetBothWays) {
  const Variable variable("MTXMON_WEB_ALLOW_UNAUTHENTICATED", "true");
  EXPECT_TRUE(parse({}).settings().enabled("web.allow-unauthenticated"));
  EXPECT_FALSE(
      parse({"--web.allow-unauthenticated=false"}).settings().enabled("web.allow-unauthenticated"));
  const Variable off("MTXMON_EXPORTER_WEB_ALLOW_UNAUTHENTICATED", "no");
  EXPECT_FALSE(parse({}).settings().enabled("web.allow-unauthenticated"));
  EXPECT_TRUE(
      parse({"--web.allow-unauthenticated"}).settings().enabled("web.allow-unauthenticated"));
  const Outcome odd = parse({"--web.allow-unauthenticated=maybe"});
  EXPECT_EQ(odd.code(), kExitUsage);
  EXPECT_NE(odd.err.find("--web.allow-unauthenticated: web.allow_unauthenticated: \"maybe\" is "
                         "neither true nor false"),
            std::string::npos)
      << odd.err;
}

TEST(CommandLine, CheckConfigLeavesTheRestToTheProgram) {
  const Outcome good = parse({"--check-config"});
  ASSERT_EQ(good.code(), -1);
  EXPECT_TRUE(std::get<CommandLine>(good.outcome).check_only);
  EXPECT_EQ(parse({"--check-config", "--poll.interval=0s"}).code(), kExitUsage);
  testing::internal::CaptureStdout();
  EXPECT_EQ(finish_check(Program::Exporter), kExitOk);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "mediamtx-exporter: configuration is good\n");
}

TEST(CommandLine, PrintConfigShowsTheSettingsAndEnds) {
  const Outcome result = parse({"--print-config", "--log.level", "debug"});
  EXPECT_EQ(result.code(), kExitOk);
  EXPECT_NE(result.out.find("log:\n  level: \"debug\"  # --log.level\n"), std::string::npos)
      << result.out;
  EXPECT_EQ(result.err, "");
}

class CommandLineFile : public SettingsFixture {};

TEST_F(CommandLineFile, IsReadAndItsErrorsAreShown) {
  const std::string good = file("good.yml", "log: {level: error}\n");
  EXPECT_EQ(parse({"--config.file", good.c_str()}).settings().text("log.level"), "error");
  const std::string bad = file("bad.yml", "log:\n  levle: error\n");
  const Outcome result = parse({"--config.file", bad.c_str()});
  EXPECT_EQ(result.code(), kExitUsage);
  EXPECT_NE(result.err.find("bad.yml:2: unknown key \"log.levle\"; did you mean \"log.level\"?"),
            std::string::npos)
      << result.err;
}

}  // namespace
}  // namespace mtxmon
