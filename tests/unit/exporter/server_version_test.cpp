#include "exporter/server_version.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(ServerVersion, Parses) {
  EXPECT_EQ(parse_server_version("v1.20.1"), (ServerVersion{1, 20, 1}));
  EXPECT_EQ(parse_server_version("1.9.0"), (ServerVersion{1, 9, 0}));
  EXPECT_EQ(parse_server_version("v1.21.0-12-gabcdef"), (ServerVersion{1, 21, 0}));
  for (const char* odd :
       {"", "v", "v1", "v1.2", "dev", "v1.x.3", "v-1.2.3", "v1..2", "v99999999999999999999.1.1"})
    EXPECT_FALSE(parse_server_version(odd).has_value()) << odd;
}

TEST(ServerVersion, ComparesByNumberNotByText) {
  EXPECT_LT(*parse_server_version("v1.9.3"), *parse_server_version("v1.20.1"));
}

TEST(ServerTraitsTest, ByRelease) {
  EXPECT_FALSE(server_traits(std::nullopt).recordings_are_safe);
  EXPECT_FALSE(server_traits(ServerVersion{1, 11, 3}).recordings_are_safe);
  EXPECT_TRUE(server_traits(ServerVersion{1, 12, 0}).recordings_are_safe);
  EXPECT_FALSE(server_traits(ServerVersion{1, 20, 0}).srt_loss_is_exact);
  EXPECT_TRUE(server_traits(ServerVersion{1, 20, 1}).srt_loss_is_exact);
  EXPECT_FALSE(server_traits(ServerVersion{1, 19, 9}).forwards);
  EXPECT_TRUE(server_traits(ServerVersion{1, 21, 0}).forwards);
}

}  // namespace
}  // namespace mtxmon
