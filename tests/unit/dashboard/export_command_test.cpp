#include "dashboard/export_command.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::HasSubstr;

// What an export of these words says before it would look for Redis.
std::string errors_of(std::vector<const char*> words) {
  words.insert(words.begin(), "export");
  testing::internal::CaptureStderr();
  EXPECT_EQ(run_export(static_cast<int>(words.size()), words.data()), 2);
  return testing::internal::GetCapturedStderr();
}

TEST(ExportCommand, SaysWhichWordIsTooMany) {
  EXPECT_THAT(errors_of({"uptime", "cam"}), HasSubstr("\"cam\" is one word too many"));
  EXPECT_THAT(errors_of({"uptime", "--node", "local", "cam"}),
              HasSubstr("\"cam\" is one word too many"));
  EXPECT_THAT(errors_of({"--node=local", "cam"}), HasSubstr("\"cam\" is one word too many"));
  EXPECT_THAT(errors_of({"--node", "local", "uptime"}), HasSubstr("say export uptime first"));
  EXPECT_THAT(errors_of({"events", "sessions"}), HasSubstr("one report at a time"));
}

TEST(ExportCommand, HelpSaysThatAFileIsOverwritten) {
  testing::internal::CaptureStdout();
  const char* const words[] = {"export", "uptime", "--help"};
  EXPECT_EQ(run_export(3, words), 0);
  EXPECT_THAT(testing::internal::GetCapturedStdout(),
              HasSubstr("one that is there is overwritten"));
}

}  // namespace
}  // namespace mtxmon
