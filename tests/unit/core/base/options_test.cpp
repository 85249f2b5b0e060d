#include "core/base/options.h"

#include <cctype>
#include <set>

#include <gtest/gtest.h>

#include "core/base/option_value.h"

namespace mtxmon {
namespace {

constexpr Program kPrograms[] = {Program::Exporter, Program::Dashboard, Program::Agent};

TEST(Options, EachProgramHasAnOptionOnce) {
  for (const Program program : kPrograms) {
    std::set<std::string_view> names;
    for (const Option& option : all_options()) {
      if (!option.serves(program)) continue;
      EXPECT_TRUE(names.insert(option.name).second)
          << program_name(program) << " has two of " << option.name;
    }
    EXPECT_FALSE(names.empty());
  }
}

TEST(Options, RowsAreSound) {
  for (const Option& option : all_options()) {
    SCOPED_TRACE(option.name);
    EXPECT_NE(option.programs & 7U, 0U);
    EXPECT_EQ(option.programs & ~7U, 0U);
    EXPECT_FALSE(option.help.empty());
    EXPECT_EQ(option.value_name.empty(), option.type == OptionType::Switch);
    EXPECT_NE(option.name.find('.'), std::string_view::npos) << "a key of the file has a section";
    for (const char c : option.name)
      EXPECT_NE(std::string_view("abcdefghijklmnopqrstuvwxyz0123456789.-").find(c),
                std::string_view::npos)
          << c;
  }
}

TEST(Options, DefaultsAreValuesTheyAccept) {
  for (const Option& option : all_options()) {
    SCOPED_TRACE(option.name);
    EXPECT_LE(option.minimum, option.maximum);
    if (option.type == OptionType::Duration || option.type == OptionType::Integer ||
        option.type == OptionType::Number) {
      const auto good = check_value(option, option.fallback);
      EXPECT_TRUE(good.ok()) << good.error().message;
    } else if (option.type == OptionType::Switch) {
      EXPECT_EQ(option.fallback, "false");  // a flag can only switch on
    }
  }
}

TEST(Options, KeysAndVariablesFollowFromTheName) {
  EXPECT_EQ(option_key("web.listen-address"), "web.listen_address");
  EXPECT_EQ(option_environment("web.listen-address"), "MTXMON_WEB_LISTEN_ADDRESS");
  EXPECT_EQ(option_environment("redis.url"), "MTXMON_REDIS_URL");
}

// Two options with one variable could not be told apart, neither could an option of a program
// (MTXMON_EXPORTER_…) and one that all share.
TEST(Options, VariablesAreUnambiguous) {
  std::set<std::string> names;
  for (const Option& option : all_options()) names.insert(std::string(option.name));
  std::set<std::string> variables;
  for (const auto& name : names) {
    EXPECT_TRUE(variables.insert(option_environment(name)).second) << name;
    for (const Program program : kPrograms)
      EXPECT_FALSE(name.starts_with(std::string(program_word(program)) + ".")) << name;
  }
}

TEST(Options, FindOptionKnowsTheProgram) {
  ASSERT_NE(find_option(Program::Exporter, "web.listen-address"), nullptr);
  EXPECT_EQ(find_option(Program::Exporter, "web.listen-address")->fallback, "127.0.0.1:9972");
  EXPECT_EQ(find_option(Program::Dashboard, "web.listen-address")->fallback, "127.0.0.1:8088");
  EXPECT_EQ(find_option(Program::Agent, "web.listen-address")->fallback, "127.0.0.1:9973");
  EXPECT_EQ(find_option(Program::Agent, "mediamtx.url"), nullptr);
  EXPECT_EQ(find_option(Program::Agent, "web.listen"), nullptr);
}

TEST(Options, ProgramsHaveTheirNames) {
  EXPECT_EQ(program_name(Program::Exporter), "mediamtx-exporter");
  EXPECT_EQ(program_name(Program::Dashboard), "mediamtx-dashboard");
  EXPECT_EQ(program_name(Program::Agent), "mediamtx-agent");
  EXPECT_EQ(program_word(Program::Exporter), "exporter");
  EXPECT_EQ(program_word(Program::Dashboard), "dashboard");
  EXPECT_EQ(program_word(Program::Agent), "agent");
}

}  // namespace
}  // namespace mtxmon
