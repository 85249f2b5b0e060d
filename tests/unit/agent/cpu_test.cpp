#include "agent/cpu.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr CpuTicks kBefore = {100, 10, 50, 1000, 20, 0, 5, 1};

TEST(Cpu, ParsesStat) {
  const auto stat = parse_cpu(
      "cpu  11402 15169 9710 292474 854 1 124 115 7 8\n"
      "cpu0 4421 7760 4256 148375 44 0 16 54 3 4\n"
      "cpu1 6980 7408 5454 144099 809 1 107 61 4 4\n"
      "intr 638854 0 0\nctxt 1205833\nbtime 1795371157\nprocesses 21240\n");
  ASSERT_TRUE(stat);
  EXPECT_THAT(stat->ticks, ElementsAre(11402, 15169, 9710, 292474, 854, 1, 124, 115));
  EXPECT_EQ(stat->cpu_count, 2U);
  EXPECT_EQ(stat->boot_time_seconds, 1795371157U);
}

TEST(Cpu, RefusesWhatIsNotStat) {
  struct Case {
    const char* text;
    const char* error;
  };
  for (const auto& [text, error] : {
           Case{"", "no line \"cpu\""},
           Case{"garbage\n", "no line \"cpu\""},
           Case{"cpu0 1 2 3 4 5 6 7 8\nbtime 1\n", "no line \"cpu\""},
           Case{"cpu  1 2 3 4 5 6 7\ncpu0 1\nbtime 1\n", "eight modes"},
           Case{"cpu  1 2 3 4 5 6 7 x\ncpu0 1\nbtime 1\n", "eight modes"},
           Case{"cpu  1 2 3 4 5 6 7 -8\ncpu0 1\nbtime 1\n", "eight modes"},
           Case{"cpu  1 2 3 4 5 6 7 8\nbtime 1\n", "no line \"cpu0\""},
           Case{"cpu  1 2 3 4 5 6 7 8\ncpu0 1\n", "no line \"btime\""},
           Case{"cpu  1 2 3 4 5 6 7 8\ncpu0 1\nbtime soon\n", "does not hold a number"},
       }) {
    const auto stat = parse_cpu(text);
    ASSERT_FALSE(stat) << text;
    EXPECT_THAT(stat.error().message, HasSubstr(error)) << text;
  }
}

TEST(Cpu, RatiosAreSharesOfTheTimeBetween) {
  //                                  user nice system idle iowait irq softirq steal: in sum 200
  const auto ratios = cpu_ratios(kBefore, {140, 10, 70, 1120, 30, 0, 10, 6});
  ASSERT_TRUE(ratios);
  EXPECT_THAT(*ratios, ElementsAre(0.2, 0, 0.1, 0.6, 0.05, 0, 0.025, 0.025));
  EXPECT_THAT(busy_ratio(*ratios), DoubleEq(0.35));
}

TEST(Cpu, NoRatioWithoutTimeOrWithACounterThatWentBack) {
  EXPECT_EQ(cpu_ratios(kBefore, kBefore), std::nullopt);
  for (std::size_t mode = 0; mode < kBefore.size(); ++mode) {
    CpuTicks now = kBefore;
    for (auto& ticks : now) ticks += 100;
    now[mode] = kBefore[mode] - std::min<std::uint64_t>(kBefore[mode], 1);
    EXPECT_EQ(cpu_ratios(kBefore, now).has_value(), kBefore[mode] == 0) << kCpuModes[mode];
  }
  EXPECT_EQ(cpu_ratios(kBefore, CpuTicks{}), std::nullopt);
}

TEST(Cpu, HoldsIowaitOnly) {
  const CpuTicks iowait_fell = {110, 10, 50, 1000, 15, 0, 5, 1};
  EXPECT_THAT(hold_iowait(kBefore, iowait_fell), ElementsAre(110, 10, 50, 1000, 20, 0, 5, 1));
  const CpuTicks grew = {110, 10, 50, 1000, 25, 0, 5, 1};
  EXPECT_EQ(hold_iowait(kBefore, grew), grew);
  const CpuTicks reset = {1, 1, 1, 1, 1, 0, 0, 0};
  EXPECT_EQ(hold_iowait(kBefore, reset), reset);
}

TEST(Cpu, SecondsFollowTheUnitOfTheKernel) {
  EXPECT_THAT(to_seconds(kBefore, 100), ElementsAre(1, 0.1, 0.5, 10, 0.2, 0, 0.05, 0.01));
  EXPECT_THAT(to_seconds(kBefore, 1000)[3], 1);
}

}  // namespace
}  // namespace mtxmon
