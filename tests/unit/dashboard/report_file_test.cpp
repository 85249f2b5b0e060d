#include "dashboard/report_file.h"

#include <csignal>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/base/files.h"

namespace mtxmon {
namespace {

namespace fs = std::filesystem;

class ReportFile : public testing::Test {
 protected:
  ReportFile() { fs::create_directory(folder_); }
  ~ReportFile() override { fs::remove_all(folder_); }

  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  const fs::path folder_ =
      fs::temp_directory_path() / ("mtxmon-report-" + std::to_string(::getpid()));
  const std::string file_ = folder_ / "day.csv";
};

// As a full disk: no file of this process gets longer.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = std::signal(SIGXFSZ, SIG_IGN);
};

TEST_F(ReportFile, IsWrittenAndOverwritten) {
  for (const std::string text : {"a long first text", "short", ""}) {
    ASSERT_TRUE(write_report(file_, text));
    EXPECT_EQ(read_file(file_).value(), text);
    EXPECT_EQ(files(), 1);
  }
}

TEST_F(ReportFile, StaysAsItWasWhenTheDiskIsFull) {
  const std::string large(100'000, 'x');
  {
    const FileLimit full(50'000);
    const Status status = write_report(file_, large);
    ASSERT_FALSE(status);
    EXPECT_THAT(status.error().message, testing::StartsWith(file_ + ": cannot be written: "));
    EXPECT_EQ(files(), 0);
  }
  ASSERT_TRUE(write_report(file_, "of yesterday"));
  const FileLimit full(50'000);
  EXPECT_FALSE(write_report(file_, large));
  EXPECT_EQ(read_file(file_).value(), "of yesterday");
  EXPECT_EQ(files(), 1);
}

TEST_F(ReportFile, KeepsItsRightsAndLinks) {
  ASSERT_TRUE(write_report(file_, "old"));
  fs::permissions(file_, fs::perms::owner_read | fs::perms::owner_write);
  const std::string link = folder_ / "newest.csv";
  fs::create_symlink("day.csv", link);
  ASSERT_TRUE(write_report(link, "new"));
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(read_file(file_).value(), "new");
  EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(ReportFile, MayBeADevice) {
  EXPECT_TRUE(write_report("/dev/null", "text"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_FALSE(write_report("/dev/full", "text"));
  EXPECT_EQ(write_report("/nonexistent/day.csv", "").error().message,
            "/nonexistent/day.csv: cannot be written: No such file or directory");
  EXPECT_FALSE(write_report(folder_, "text"));
}

}  // namespace
}  // namespace mtxmon
