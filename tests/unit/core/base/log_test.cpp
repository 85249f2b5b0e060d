#include "core/base/log.h"

#include <memory>

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

namespace mtxmon {
namespace {

TEST(Printable, LeavesAsciiAlone) {
  EXPECT_EQ(printable("cam/front-1 (a=b)~"), "cam/front-1 (a=b)~");
  EXPECT_EQ(printable(""), "");
}

TEST(Printable, EscapesWhatCouldForgeALineOrMoveACursor) {
  EXPECT_EQ(printable("a\nb"), "a\\x0ab");
  EXPECT_EQ(printable("\x1b[2J\r\t"), "\\x1b[2J\\x0d\\x09");
  EXPECT_EQ(printable(std::string_view("\0\x7f", 2)), "\\x00\\x7f");
  EXPECT_EQ(printable("k\xC3\xBC"), "k\\xc3\\xbc");
  EXPECT_EQ(printable("\xFF"), "\\xff");
}

TEST(Printable, CutsAtTheLimit) {
  EXPECT_EQ(printable("abcdef", 6), "abcdef");
  EXPECT_EQ(printable("abcdef", 5), "abcde…");
  EXPECT_EQ(printable("\n\n", 1), "\\x0a…");
  EXPECT_EQ(printable(std::string(1000, 'x')), std::string(200, 'x') + "…");
}

class SetupLogging : public testing::Test {
 protected:
  void TearDown() override { spdlog::set_default_logger(before_); }

 private:
  std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
};

TEST_F(SetupLogging, TakesEveryDocumentedLevel) {
  for (const char* level : {"trace", "debug", "info", "warning", "error", "off"}) {
    EXPECT_TRUE(setup_logging("test", level).ok()) << level;
  }
}

TEST_F(SetupLogging, RefusesUnknownLevelsAndNamesTheKnownOnes) {
  const auto status = setup_logging("test", "loud");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message,
            "log level \"loud\" is unknown; use trace, debug, info, warning, error or off");
}

TEST_F(SetupLogging, WritesOneLineToStderrFromTheLevelOn) {
  testing::internal::CaptureStderr();
  ASSERT_TRUE(setup_logging("mediamtx-test", "warning").ok());
  spdlog::info("quiet");
  spdlog::warn("node={} is slow", "a");
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(text.find("quiet"), std::string::npos);
  EXPECT_TRUE(text.ends_with("Z warning mediamtx-test: node=a is slow\n")) << text;
}

}  // namespace
}  // namespace mtxmon
