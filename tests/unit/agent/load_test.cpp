#include "agent/load.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(Load, ParsesLoadavg) {
  const auto load = parse_load("0.10 0.17 12.24 1/117 21242\n");
  ASSERT_TRUE(load);
  EXPECT_EQ(load->load1, 0.1);
  EXPECT_EQ(load->load5, 0.17);
  EXPECT_EQ(load->load15, 12.24);
}

TEST(Load, RefusesWhatIsNotLoadavg) {
  for (const auto* bad : {"", "\n", "0.1 0.2", "0.1 0.2 x", "-0.1 0.2 0.3", "0.1\n0.2 0.3"}) {
    EXPECT_FALSE(parse_load(bad)) << bad;
  }
}

TEST(Load, ParsesUptime) {
  const auto seconds = parse_uptime("1654.20 2924.74\n");
  ASSERT_TRUE(seconds);
  EXPECT_EQ(*seconds, 1654.2);
}

TEST(Load, RefusesWhatIsNotUptime) {
  for (const auto* bad : {"", "\n", "soon", "-1.0 2.0", "1,5", "nan"}) {
    EXPECT_FALSE(parse_uptime(bad)) << bad;
  }
}

}  // namespace
}  // namespace mtxmon
