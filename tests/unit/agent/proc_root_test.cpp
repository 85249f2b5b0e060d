#include "agent/proc_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/load.h"
#include "tests/unit/agent/host_fixture.h"

namespace mtxmon {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(ProcRoot, StaysBelowItsRoot) {
  EXPECT_EQ(ProcRoot("/").path("proc/stat"), "/proc/stat");
  EXPECT_EQ(ProcRoot("/host").path("proc/stat"), "/host/proc/stat");
  EXPECT_EQ(ProcRoot("/host").path("/srv/video"), "/host/srv/video");
  EXPECT_EQ(ProcRoot("/host").path("/"), "/host");
  EXPECT_EQ(ProcRoot("/").path("/"), "/");
}

TEST(ProcRoot, TakesTheFirstProcessOfTheHostInAContainer) {
  EXPECT_EQ(ProcRoot("/").of_host_process("net/dev"), "proc/self/net/dev");
  EXPECT_EQ(ProcRoot("/host").of_host_process("net/dev"), "proc/1/net/dev");
}

TEST(ProcRoot, ReadsRealProcFiles) {
  const auto text = ProcRoot("/").read("proc/self/mountinfo");
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, HasSubstr(" - proc "));
}

TEST(ProcRoot, ReadsFilesOfAnySizeUpToTheLimit) {
  const TemporaryRoot root;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{16384},
                                 std::size_t{16385}, std::size_t{1} << 20U}) {
    const std::string text(size, 'x');
    root.write("file", text);
    const auto read = ProcRoot(root.path()).read("file");
    ASSERT_TRUE(read) << size;
    EXPECT_EQ(*read, text) << size;
  }
  root.write("file", std::string((std::size_t{1} << 20U) + 1, 'x'));
  const auto read = ProcRoot(root.path()).read("file");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, (root.path() / "file").string() + ": is larger than 1 MiB");
}

TEST(ProcRoot, NamesThePathInEveryError) {
  const TemporaryRoot root;
  root.write("proc/loadavg", "much\n");
  const ProcRoot proc(root.path());

  const auto absent = proc.read("proc/stat");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().message,
            (root.path() / "proc/stat").string() + ": No such file or directory");

  const auto folder = proc.read("proc");
  ASSERT_FALSE(folder);
  EXPECT_THAT(folder.error().message, EndsWith("/proc: Is a directory"));

  const auto garbage = proc.read_as("proc/loadavg", parse_load);
  ASSERT_FALSE(garbage);
  EXPECT_EQ(garbage.error().message,
            (root.path() / "proc/loadavg").string() + ": does not begin with three numbers");
}

TEST(ProcRoot, KnowsWhatExists) {
  EXPECT_TRUE(ProcRoot(proc_fixture("vm/tick1")).exists("sys/class/net/eth0/device"));
  EXPECT_FALSE(ProcRoot(proc_fixture("vm/tick1")).exists("sys/class/net/lo/device"));
}

}  // namespace
}  // namespace mtxmon
