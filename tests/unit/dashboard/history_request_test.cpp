#include "dashboard/history_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/series.h"
#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<HistoryRequest> parse(const std::string& query) {
  Request request;
  request.query = query;
  return parse_history_request(request, kNow);
}

std::vector<std::string> names(const Result<HistoryRequest>& request) {
  std::vector<std::string> out;
  for (const auto number : request->series) out.emplace_back(series_of(number)->name);
  return out;
}

TEST(HistoryRequest, HasDefaults) {
  const auto request = parse("node=local&path=cam%2Ffront");
  ASSERT_TRUE(request.ok()) << request.error().message;
  EXPECT_EQ(request->subject.kind, SubjectKind::Stream);
  EXPECT_EQ(request->subject.source, "local");
  EXPECT_EQ(request->subject.name, "cam/front");
  EXPECT_EQ(request->range.to, kNow);
  EXPECT_EQ(request->range.from, kNow - std::chrono::seconds(600));
  EXPECT_EQ(request->points, 600U);
  EXPECT_EQ(request->form, AnswerForm::Json);
  EXPECT_TRUE(request->series.empty());
}

TEST(HistoryRequest, TakesUnixSecondsAndRfc3339) {
  const auto unix_times = parse("host=a&from=1795348740.5&to=1795348800");
  ASSERT_TRUE(unix_times.ok()) << unix_times.error().message;
  EXPECT_EQ(unix_times->range.from, kNow - Milliseconds(59'500));
  EXPECT_EQ(unix_times->range.to, kNow);
  const auto texts = parse("host=a&from=2026-11-22T11:00:00Z&to=2026-11-22T13:00:00%2B01:00");
  ASSERT_TRUE(texts.ok()) << texts.error().message;
  EXPECT_EQ(texts->range.from, kNow - std::chrono::hours(1));
  EXPECT_EQ(texts->range.to, kNow);
}

TEST(HistoryRequest, CountsTheDefaultRangeFromTo) {
  const auto request = parse("host=a&to=1795340000");
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->range.from, WallTime(std::chrono::seconds(1795340000 - 600)));
}

TEST(HistoryRequest, TakesAnEmptyRange) {
  EXPECT_TRUE(parse("host=a&from=1795340000&to=1795340000").ok());
}

TEST(HistoryRequest, TakesEachSeriesOnceInTheOrderOfTheRequest) {
  const auto request = parse("host=a&series=load1,,cpu_usage_ratio,load1,");
  ASSERT_TRUE(request.ok()) << request.error().message;
  EXPECT_THAT(names(request), ElementsAre("load1", "cpu_usage_ratio"));
  EXPECT_TRUE(parse("host=a&series=,")->series.empty());
}

TEST(HistoryRequest, TakesPointsAndForm) {
  EXPECT_EQ(parse("host=a&points=2")->points, 2U);
  EXPECT_EQ(parse("host=a&points=100000&series=load1")->points, 100'000U);
  EXPECT_EQ(parse("host=a&points=20000")->points, 20'000U);
  EXPECT_EQ(parse("host=a&format=csv")->form, AnswerForm::Csv);
}

struct Refused {
  std::string query;
  std::string message;
};

std::string bad_time(const std::string& what) {
  return what + " is neither Unix seconds nor a time like 2026-11-22T18:00:00Z";
}

TEST(HistoryRequest, RefusesWhatCannotBeAndSaysWhatMayBe) {
  const std::vector<Refused> table = {
      {"host=a&from=yesterday", bad_time("from: \"yesterday\"")},
      {"host=a&from=", bad_time("from: \"\"")},
      {"host=a&from=nan", bad_time("from: \"nan\"")},
      {"host=a&to=inf", bad_time("to: \"inf\"")},
      {"host=a&to=1e30", bad_time("to: \"1e30\"")},
      {"host=a&from=-1", bad_time("from: \"-1\"")},
      {"host=a&to=12x", bad_time("to: \"12x\"")},
      {"host=a&from=1795348801", "from: is later than to"},
      {"host=a&points=0", "points: \"0\" is not a number from 2 to 100000"},
      {"host=a&points=1", "points: \"1\" is not a number from 2 to 100000"},
      {"host=a&points=-5", "points: \"-5\" is not a number from 2 to 100000"},
      {"host=a&points=100001", "points: \"100001\" is not a number from 2 to 100000"},
      {"host=a&points=99999999999999999999",
       "points: \"99999999999999999999\" is not a number from 2 to 100000"},
      {"host=a&points=7.5", "points: \"7.5\" is not a number from 2 to 100000"},
      {"host=a&points=", "points: \"\" is not a number from 2 to 100000"},
      {"host=a&format=xml", "format: \"xml\" is neither json nor csv"}};
  for (const auto& [query, message] : table) {
    const auto request = parse(query);
    ASSERT_FALSE(request.ok()) << query;
    EXPECT_EQ(request.error().message, message);
  }
}

TEST(HistoryRequest, RefusesMoreValuesThanOneAnswerShouldHold) {
  const auto request = parse("host=a&points=100000");
  ASSERT_FALSE(request.ok());
  EXPECT_THAT(request.error().message, HasSubstr("points: 100000 points of "));
  EXPECT_THAT(request.error().message, HasSubstr("ask for fewer points, or name the series"));
}

TEST(HistoryRequest, NamesTheSeriesThatThereAre) {
  for (const std::string name : {"nope", "samples", "samples_live", "%0Ax"}) {
    const auto request = parse("node=local&path=cam&series=" + name);
    ASSERT_FALSE(request.ok()) << name;
    EXPECT_THAT(request.error().message, HasSubstr("\" is unknown; there are state, inbound_bits"));
    EXPECT_THAT(request.error().message, HasSubstr("link_loss_ratio"));
  }
}

}  // namespace
}  // namespace mtxmon
