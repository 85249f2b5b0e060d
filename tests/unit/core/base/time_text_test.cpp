#include "core/base/time_text.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

WallTime at(int y, unsigned m, unsigned d, Milliseconds time_of_day = Milliseconds(0)) {
  return WallTime(sys_days(year(y) / static_cast<int>(m) / static_cast<int>(d)).time_since_epoch() +
                  time_of_day);
}

constexpr Milliseconds clock_time(int hour, int minute, int second, int ms = 0) {
  return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) +
         Milliseconds(ms);
}

TEST(Rfc3339, FormatsUtcWithThreeDigits) {
  EXPECT_EQ(format_rfc3339(at(2026, 11, 22, clock_time(18, 0, 0, 123))),
            "2026-11-22T18:00:00.123Z");
  EXPECT_EQ(format_rfc3339(at(2026, 1, 2, clock_time(3, 4, 5, 6))), "2026-01-02T03:04:05.006Z");
  EXPECT_EQ(format_rfc3339(WallTime{}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_rfc3339(WallTime(Milliseconds(-1))), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, ReadsBackWhatItFormats) {
  for (const WallTime time : {
           WallTime{},
           WallTime(Milliseconds(-1)),
           at(2000, 2, 29, clock_time(23, 59, 59, 999)),
           at(2024, 2, 29),
           at(2026, 11, 22, clock_time(18, 0, 0, 1)),
           at(2, 1, 1),
           at(9999, 12, 31, clock_time(23, 59, 59, 999)),
       }) {
    EXPECT_EQ(parse_rfc3339(format_rfc3339(time)), time) << format_rfc3339(time);
  }
}

TEST(Rfc3339, ReadsEveryLengthOfTheFraction) {
  const WallTime second = at(2026, 11, 22, clock_time(18, 0, 7));
  const struct {
    const char* fraction;
    int ms;
  } rows[] = {{"", 0},
              {".1", 100},
              {".12", 120},
              {".123", 123},
              {".1239", 123},
              {".12399", 123},
              {".123999", 123},
              {".1239999", 123},
              {".12399999", 123},
              {".123999999", 123},
              {".000000001", 0},
              {".999999999", 999}};
  for (const auto& row : rows) {
    const std::string text = std::string("2026-11-22T18:00:07") + row.fraction + "Z";
    EXPECT_EQ(parse_rfc3339(text), second + Milliseconds(row.ms)) << text;
  }
}

TEST(Rfc3339, ReadsOffsets) {
  const WallTime expected = at(2026, 11, 22, clock_time(18, 0, 0));
  for (const char* text :
       {"2026-11-22T18:00:00Z", "2026-11-22t18:00:00z", "2026-11-22 18:00:00Z",
        "2026-11-22T18:00:00+00:00", "2026-11-22T18:00:00-00:00", "2026-11-22T20:00:00+02:00",
        "2026-11-22T12:30:00.000-05:30", "2026-11-23T17:59:00+23:59"}) {
    EXPECT_EQ(parse_rfc3339(text), expected) << text;
  }
}

TEST(Rfc3339, KnowsTheCalendar) {
  EXPECT_TRUE(parse_rfc3339("2024-02-29T00:00:00Z"));
  EXPECT_TRUE(parse_rfc3339("2000-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_rfc3339("2023-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_rfc3339("1900-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_rfc3339("2026-04-31T00:00:00Z"));
}

TEST(Rfc3339, ALeapSecondIsTheNextMinute) {
  EXPECT_EQ(parse_rfc3339("2016-12-31T23:59:60Z"), at(2017, 1, 1));
}

TEST(Rfc3339, TheZeroTimeOfGoProgramsIsNotSet) {
  EXPECT_FALSE(parse_rfc3339("0001-01-01T00:00:00Z"));
  EXPECT_FALSE(parse_rfc3339("0000-01-01T00:00:00Z"));
}

TEST(Rfc3339, RefusesGarbage) {
  for (const char* text : {"",
                           "now",
                           "2026",
                           "2026-11-22",
                           "2026-11-22T18:00Z",
                           "2026-11-22T18:00:00",
                           "2026-11-22T18:00:00.Z",
                           "2026-11-22T18:00:00.1234567890Z",
                           "2026-11-22T18:00:00,123Z",
                           "2026-11-22T18:00:00ZZ",
                           "2026-11-22T18:00:00Z ",
                           " 2026-11-22T18:00:00Z",
                           "2026-11-22X18:00:00Z",
                           "2026-13-22T18:00:00Z",
                           "2026-00-22T18:00:00Z",
                           "2026-11-00T18:00:00Z",
                           "2026-11-22T24:00:00Z",
                           "2026-11-22T18:60:00Z",
                           "2026-11-22T18:00:61Z",
                           "2026-11-22T18:00:00+0200",
                           "2026-11-22T18:00:00+02",
                           "2026-11-22T18:00:00+24:00",
                           "2026-11-22T18:00:00+02:60",
                           "+026-11-22T18:00:00Z",
                           "2026-1-22T18:00:00Z",
                           "20261122T180000Z",
                           "\357\274\222026-11-22T18:00:00Z"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Duration, ReadsNumbersWithUnits) {
  const struct {
    const char* text;
    long long ms;
  } rows[] = {{"250ms", 250},
              {"2s", 2000},
              {"1.5s", 1500},
              {"0.25s", 250},
              {"5m", 300'000},
              {"24h", 86400'000},
              {"7d", 604800'000},
              {"0s", 0},
              {"0.5d", 43200'000},
              {"1e3ms", 1000},
              {"36500d", 3153600000'000}};
  for (const auto& row : rows) {
    const auto duration = parse_duration(row.text);
    ASSERT_TRUE(duration.ok()) << duration.error().message;
    EXPECT_EQ(duration->count(), row.ms) << row.text;
  }
}

TEST(Duration, RefusesTheRestAndSaysHowToWriteIt) {
  for (const char* text : {"", "2", "s", "2 s", " 2s", "2s ", "-2s", "+2s", "2S", "2sec", "2w",
                           "nans", "infs", "1e999s", "0x10s", "2,5s", "zwei"}) {
    const auto duration = parse_duration(text);
    ASSERT_FALSE(duration.ok()) << text;
    EXPECT_NE(duration.error().message.find(std::string("\"") + text + "\""), std::string::npos);
    EXPECT_NE(duration.error().message.find("a number and a unit: 500ms"), std::string::npos);
  }
}

TEST(Duration, RefusesMoreThanAHundredYears) {
  const auto duration = parse_duration("40000d");
  ASSERT_FALSE(duration.ok());
  EXPECT_EQ(duration.error().message, "\"40000d\" is longer than 100 years");
}

TEST(Duration, FormatsInTheLargestExactUnit) {
  const struct {
    long long ms;
    const char* text;
  } rows[] = {{0, "0s"},         {1, "1ms"},        {1500, "1500ms"}, {2000, "2s"},
              {90'000, "90s"},   {300'000, "5m"},   {3600'000, "1h"}, {90'000'000, "25h"},
              {86400'000, "1d"}, {604800'000, "7d"}};
  for (const auto& row : rows) {
    EXPECT_EQ(format_duration(Milliseconds(row.ms)), row.text);
    EXPECT_EQ(*parse_duration(row.text), Milliseconds(row.ms));
  }
}

}  // namespace
}  // namespace mtxmon
