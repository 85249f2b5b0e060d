#include "core/metrics/process_stats.h"

#include <chrono>
#include <latch>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace mtxmon {
namespace {

TEST(ProcessStats, EveryFigureIsThereAndPlausible) {
  const ProcessStats stats = read_process_stats();
  ASSERT_TRUE(stats.cpu_seconds_total && stats.start_time_seconds && stats.resident_memory_bytes &&
              stats.virtual_memory_bytes && stats.open_fds && stats.max_fds && stats.threads);
  EXPECT_GE(*stats.cpu_seconds_total, 0);
  EXPECT_GT(*stats.resident_memory_bytes, 100'000U);
  EXPECT_GE(*stats.virtual_memory_bytes, *stats.resident_memory_bytes);
  EXPECT_GE(*stats.max_fds, *stats.open_fds);
  const double now =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_LE(*stats.start_time_seconds, now + 2);  // btime is rounded to seconds
  EXPECT_GT(*stats.start_time_seconds, now - 24 * 3600);
}

TEST(ProcessStats, CountsOpenFiles) {
  const auto before = read_process_stats().open_fds;
  const int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
  ASSERT_GE(file, 0);
  const auto during = read_process_stats().open_fds;
  close(file);
  ASSERT_TRUE(before && during);
  EXPECT_EQ(*during, *before + 1);
  EXPECT_EQ(read_process_stats().open_fds, before);
}

TEST(ProcessStats, CountsThreads) {
  std::latch end(1);
  // The first one: sanitizers start a thread of their own together with it.
  const std::jthread first([&] { end.wait(); });
  const auto before = read_process_stats().threads;
  const std::jthread second([&] { end.wait(); });
  const auto during = read_process_stats().threads;
  end.count_down();
  ASSERT_TRUE(before && during);
  EXPECT_EQ(*during, *before + 1);
}

}  // namespace
}  // namespace mtxmon
