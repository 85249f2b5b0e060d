#include "agent/process.h"

#include <string>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

const std::string kStat =
    "4711 (mediamtx) S 1 4711 4711 0 -1 4194560 5000 0 3 0 1234 66 0 0 20 0 14 0 98765 1267843072 "
    "12500 18446744073709551615 1 1 0 0 0 0 0 0 2143420159 0 0 0 17 1 0 0 0 0 0\n";

TEST(ProcessStat, HasWhatAProcessTakes) {
  const auto stat = parse_process_stat(kStat);
  ASSERT_TRUE(stat) << stat.error().message;
  EXPECT_EQ(stat->cpu_ticks, 1300U);
  EXPECT_EQ(stat->threads, 14U);
  EXPECT_EQ(stat->start_ticks, 98765U);
  EXPECT_EQ(stat->resident_pages, 12500U);
}

TEST(ProcessStat, ANameMayLookLikeFields) {
  std::string stat = kStat;
  stat.replace(stat.find("mediamtx"), 8, "a) S 1 (2");
  EXPECT_EQ(parse_process_stat(stat)->cpu_ticks, 1300U);
}

TEST(ProcessStat, GarbageIsAnError) {
  EXPECT_FALSE(parse_process_stat(""));
  EXPECT_FALSE(parse_process_stat("4711 mediamtx S 1"));
  EXPECT_FALSE(parse_process_stat("4711 (mediamtx) S 1 4711"));
  std::string stat = kStat;
  stat.replace(stat.find("1234"), 4, "-123");
  EXPECT_FALSE(parse_process_stat(stat));
}

}  // namespace
}  // namespace mtxmon
