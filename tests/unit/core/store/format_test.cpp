#include "core/store/format.h"

#include <string>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(Format, OwnAndOlderAreUnderstood) {
  EXPECT_TRUE(check_format(std::to_string(kRedisFormat), {}).ok());
  EXPECT_TRUE(check_format("0", {}).ok());
}

class UnknownFormat : public testing::TestWithParam<std::string> {};

TEST_P(UnknownFormat, IsRefusedWithTheWayOut) {
  RedisAddress address;
  address.host = "h";
  address.port = 1;
  const auto checked = check_format(GetParam(), address);
  ASSERT_FALSE(checked.ok());
  EXPECT_NE(checked.error().message.find("Redis at h:1 holds"), std::string::npos);
  EXPECT_NE(checked.error().message.find("update it"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Texts, UnknownFormat,
                         testing::Values(std::to_string(kRedisFormat + 1), "", "one", "1.5", "1 ",
                                         "99999999999"));

}  // namespace
}  // namespace mtxmon
