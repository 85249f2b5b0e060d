#include "core/base/nearest.h"

#include <string>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

const std::vector<std::string_view> kFlags = {"--redis.url", "--redis.prefix", "--poll.interval",
                                              "--poll.timeout", "--help"};

TEST(Nearest, FindsTheFlagThatWasMeant) {
  EXPECT_EQ(nearest("--redis.ulr", kFlags), "--redis.url");
  EXPECT_EQ(nearest("--redis-prefix", kFlags), "--redis.prefix");
  EXPECT_EQ(nearest("--pol.interval", kFlags), "--poll.interval");
  EXPECT_EQ(nearest("--hlep", kFlags), "--help");
  EXPECT_EQ(nearest("--help", kFlags), "--help");
}

TEST(Nearest, FindsTheFlagOfWhichOnlyTheBeginningIsThere) {
  EXPECT_EQ(nearest("--redis", kFlags), "--redis.url");
  EXPECT_EQ(nearest("--pol", kFlags), "") << "no word of its own";
  EXPECT_EQ(nearest("--redis", {"--redi", "--redis.url"}), "--redi") << "a typing error is nearer";
}

TEST(Nearest, GuessesNothingForAnotherWord) {
  EXPECT_EQ(nearest("--turbo", kFlags), "");
  EXPECT_EQ(nearest("", kFlags), "");
  EXPECT_EQ(nearest("--redis.url", {}), "");
}

TEST(Nearest, AWordOfWhichNoLetterStaysIsAnotherWord) {
  EXPECT_EQ(nearest("x", {"db", "y"}), "");
  EXPECT_EQ(nearest("xy", {"db"}), "");
  EXPECT_EQ(nearest("ulr", {"url"}), "url");
}

TEST(Nearest, TheFirstOfEquallyNearOnesWins) {
  EXPECT_EQ(nearest("node1", {"node2", "node3"}), "node2");
}

TEST(Nearest, BearsVeryLongWords) { EXPECT_EQ(nearest(std::string(100'000, 'a'), kFlags), ""); }

}  // namespace
}  // namespace mtxmon
