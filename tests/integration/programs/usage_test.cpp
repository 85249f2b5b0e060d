// Wrong flags and files: every text names the fault, the place and the fix.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/integration/programs/running_program.h"

namespace mtxmon {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr auto kExporter = "mediamtx-exporter";
constexpr auto kPrograms = {"mediamtx-exporter", "mediamtx-dashboard", "mediamtx-agent"};

TEST(Usage, UnknownFlagWithTheNearestOne) {
  for (const char* name : kPrograms) {
    const Ending ending = run_program(name, {"--redis.ulr", "redis://127.0.0.1"});
    EXPECT_EQ(ending.code, 2) << name;
    EXPECT_THAT(ending.errors, AllOf(HasSubstr("--redis.ulr"), HasSubstr("--redis.url")));
    EXPECT_TRUE(ending.output.empty());
  }
}

TEST(Usage, UnknownKeyOfTheFileWithLineAndNearest) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("mtxmon-usage-" + std::to_string(::getpid()) + ".yml");
  std::ofstream(file) << "redis:\n  url: redis://127.0.0.1:6379\npoll:\n  intervall: 2s\n";
  for (const char* name : kPrograms) {
    const Ending ending = run_program(name, {"--config.file", file.string()});
    EXPECT_EQ(ending.code, 2) << name;
    EXPECT_THAT(ending.errors, AllOf(HasSubstr(file.string() + ":4"), HasSubstr("intervall"),
                                     HasSubstr("\"poll.interval\"")));
  }
  std::filesystem::remove(file);
}

TEST(Usage, AMissingFileIsNamed) {
  const Ending ending = run_program(kExporter, {"--config.file", "/nonexistent/monitor.yml"});
  EXPECT_EQ(ending.code, 2);
  EXPECT_THAT(ending.errors, HasSubstr("/nonexistent/monitor.yml"));
}

TEST(Usage, PasswordsInUrlsOfFlagsAreRefusedAndNotRepeated) {
  for (const char* name : kPrograms) {
    const Ending ending = run_program(name, {"--redis.url", "redis://:hunter2@127.0.0.1"});
    EXPECT_EQ(ending.code, 2) << name;
    EXPECT_THAT(ending.errors,
                AllOf(HasSubstr("MTXMON_REDIS_PASSWORD_FILE"), Not(HasSubstr("hunter2"))));
  }
  const Ending ending = run_program(kExporter, {"--mediamtx.url", "http://u:hunter2@127.0.0.1"});
  EXPECT_EQ(ending.code, 2);
  EXPECT_THAT(ending.errors,
              AllOf(HasSubstr("MTXMON_MEDIAMTX_PASSWORD_FILE"), Not(HasSubstr("hunter2"))));
}

TEST(Usage, SeveralServersNeedNames) {
  const Ending ending = run_program(
      kExporter, {"--mediamtx.url", "http://127.0.0.1:1", "--mediamtx.url", "http://127.0.0.1:2"});
  EXPECT_EQ(ending.code, 2);
  EXPECT_THAT(ending.errors, HasSubstr("NODE=http://127.0.0.1:1"));
}

TEST(Usage, ARoutableAddressWantsTheSwitch) {
  for (const char* name : kPrograms) {
    const Ending ending = run_program(name, {"--web.listen-address", "0.0.0.0:0"});
    EXPECT_EQ(ending.code, 1) << name;
    EXPECT_THAT(ending.errors,
                AllOf(HasSubstr("0.0.0.0"), HasSubstr("--web.allow-unauthenticated")));
  }
}

TEST(Usage, CheckConfigPrintConfigVersionAndHelpEndWell) {
  for (const char* name : kPrograms) {
    for (const char* flag : {"--check-config", "--print-config", "--version", "--help"}) {
      const Ending ending = run_program(name, {flag});
      EXPECT_EQ(ending.code, 0) << name << " " << flag << ": " << ending.errors;
      EXPECT_FALSE(ending.output.empty()) << name << " " << flag;
    }
  }
}

TEST(Usage, PrintConfigHidesSecrets) {
  const Ending ending = run_program(
      kExporter, {"--print-config", "--mediamtx.username", "monitor"},
      {"MTXMON_MEDIAMTX_PASSWORD=hunter2", "MTXMON_REDIS_URL=redis://:hunter2@localhost"});
  EXPECT_EQ(ending.code, 0) << ending.errors;
  EXPECT_THAT(ending.output, AllOf(HasSubstr("monitor"), Not(HasSubstr("hunter2"))));
}

}  // namespace
}  // namespace mtxmon
