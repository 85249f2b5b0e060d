#include "agent/process_watch.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/agent/host_fixture.h"

namespace mtxmon {
namespace {

class ProcessWatchTest : public testing::Test {
 protected:
  void put(int pid, const std::string& name, int cpu_ticks, int start_ticks = 500) const {
    root_.write(fmt::format("proc/{}/comm", pid), name + "\n");
    root_.write(fmt::format("proc/{}/stat", pid),
                fmt::format("{} ({}) S 1 1 1 0 -1 0 0 0 0 0 {} 0 0 0 20 0 7 0 {} 0 250 0\n", pid,
                            name, cpu_ticks, start_ticks));
  }
  std::vector<HostProcess> sample() { return watch_.sample(root(), clock_.steady_now()); }
  [[nodiscard]] ProcRoot root() const { return ProcRoot(root_.path()); }

  TemporaryRoot root_;
  ManualClock clock_;
  ProcessWatch watch_{100, 4096};
};

TEST_F(ProcessWatchTest, SaysWhatTheServerTakes) {
  put(1, "systemd", 5);
  put(77, "mediamtx", 1000);
  root_.write("proc/77x/comm", "mediamtx\n");
  auto found = sample();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].pid, 77U);
  EXPECT_EQ(found[0].resident_bytes, 250U * 4096);
  EXPECT_EQ(found[0].threads, 7U);
  EXPECT_EQ(found[0].started_after_boot_seconds, 5);
  EXPECT_FALSE(found[0].cpu_cores) << "a first look has no rate";

  clock_.advance(Milliseconds(2000));
  put(77, "mediamtx", 1300);
  EXPECT_DOUBLE_EQ(*sample()[0].cpu_cores, 1.5) << "3 s of CPU time in 2 s";
}

TEST_F(ProcessWatchTest, AnotherProcessUnderTheSameNumberIsANewOne) {
  put(77, "mediamtx", 1000);
  (void)sample();
  clock_.advance(Milliseconds(2000));
  put(77, "mediamtx", 1200, 900);
  EXPECT_FALSE(sample()[0].cpu_cores);
}

TEST_F(ProcessWatchTest, OneThatEndedIsGoneAndOneThatStartsIsFound) {
  put(77, "mediamtx", 1000);
  (void)sample();
  root_.remove("proc/77");
  put(90, "mediamtx", 3);
  EXPECT_TRUE(sample().empty());
  EXPECT_EQ(sample().at(0).pid, 90U) << "looked for at once, since one is missing";
}

TEST_F(ProcessWatchTest, AllProcessesAreLookedThroughSeldom) {
  put(1, "systemd", 5);
  EXPECT_TRUE(sample().empty());
  put(77, "mediamtx", 1000);
  clock_.advance(ProcessWatch::kLookThrough - Milliseconds(1));
  EXPECT_TRUE(sample().empty());
  clock_.advance(Milliseconds(1));
  EXPECT_EQ(sample().size(), 1U);
}

TEST_F(ProcessWatchTest, NothingIsThere) { EXPECT_TRUE(sample().empty()); }

}  // namespace
}  // namespace mtxmon
