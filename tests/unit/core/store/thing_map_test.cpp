#include "core/store/thing_map.h"

#include <string>

#include <gtest/gtest.h>

#include "core/store/entry_id.h"

namespace mtxmon {
namespace {

TEST(ThingMap, GivesEachNameItsNumber) {
  ThingMap things;
  const auto a = things.of("stream:a").number;
  EXPECT_EQ(things.of("stream:a").number, a);
  EXPECT_NE(things.of("stream:b").number, a);
  EXPECT_EQ(things.by_number(a), &things.of("stream:a"));
  EXPECT_TRUE(things.of("connection:srt:1").is_connection);
  EXPECT_FALSE(things.of("stream:a").is_connection);
}

TEST(ThingMap, ANumberIsNotGivenAgain) {
  ThingMap things;
  const auto a = things.of("stream:a").number;
  things.erase("stream:a");
  EXPECT_EQ(things.by_number(a), nullptr);
  EXPECT_NE(things.of("stream:b").number, a);
  things.erase("stream:never");
}

TEST(ThingText, ComesBack) {
  const auto thing = parse_thing(thing_text({.number = 17, .last_ms = 1'800'000'000'000}));
  ASSERT_TRUE(thing.has_value());
  EXPECT_EQ(thing->number, 17);
  EXPECT_EQ(thing->last_ms, 1'800'000'000'000);
}

class ForeignThing : public testing::TestWithParam<std::string> {};

TEST_P(ForeignThing, IsNone) { EXPECT_FALSE(parse_thing(GetParam()).has_value()); }

INSTANTIATE_TEST_SUITE_P(Texts, ForeignThing,
                         testing::Values("", "1", "1 ", " 1", "0 5", "-1 5", "1 5x", "x 5", "1  5",
                                         "99999999999999999999 5"));

TEST(EntryTime, IsTheFirstPartOfTheId) {
  EXPECT_EQ(entry_time_ms("1800000000123-0"), 1'800'000'000'123);
  for (const char* foreign : {"", "-", "x-0", "-5-0", "123", "99999999999999999999-0"})
    EXPECT_EQ(entry_time_ms(foreign), 0) << foreign;
}

}  // namespace
}  // namespace mtxmon
