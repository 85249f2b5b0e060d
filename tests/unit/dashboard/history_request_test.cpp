#include "dashboard/history_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

Result<HistoryRequest> parse(const std::string& query) {
  Request request;
  request.query = query;
  return parse_history_request(request, kNow);
}

TEST(HistoryRequest, OfAStreamHasDefaults) {
  const auto request = parse("node=local&path=cam%2Ffront");
  ASSERT_TRUE(request.ok()) << request.error().message;
  EXPECT_EQ(request->node, "local");
  EXPECT_EQ(request->path, "cam/front");
  EXPECT_EQ(request->host, "");
  EXPECT_EQ(request->query.to, kNow);
  EXPECT_EQ(request->query.from, kNow - std::chrono::seconds(600));
  EXPECT_EQ(request->query.points, 0U);
  EXPECT_EQ(request->query.step_seconds, 2);
  EXPECT_THAT(
      request->query.series,
      ElementsAre("inbound_bits_per_second", "outbound_bits_per_second", "readers", "rtt_seconds",
                  "link_loss_ratio", "rtp_loss_ratio", "receive_bits_per_second",
                  "link_capacity_bits_per_second", "inbound_bytes_total"));
}

TEST(HistoryRequest, OfAHostHasOtherSeries) {
  const auto request = parse("host=venue-a");
  ASSERT_TRUE(request.ok()) << request.error().message;
  EXPECT_EQ(request->host, "venue-a");
  EXPECT_THAT(request->query.series,
              ElementsAre("cpu_usage_ratio", "load1", "memory_used_bytes", "swap_used_bytes",
                          "network_receive_bits_per_second", "network_transmit_bits_per_second"));
}

TEST(HistoryRequest, TakesUnixSecondsAndRfc3339) {
  const auto unix_times = parse("host=a&from=1795348740.5&to=1795348800");
  ASSERT_TRUE(unix_times.ok()) << unix_times.error().message;
  EXPECT_EQ(unix_times->query.from, kNow - Milliseconds(59'500));
  EXPECT_EQ(unix_times->query.to, kNow);
  const auto texts = parse("host=a&from=2026-11-22T11:00:00Z&to=2026-11-22T13:00:00%2B01:00");
  ASSERT_TRUE(texts.ok()) << texts.error().message;
  EXPECT_EQ(texts->query.from, kNow - std::chrono::hours(1));
  EXPECT_EQ(texts->query.to, kNow);
}

TEST(HistoryRequest, CountsTheDefaultRangeFromTo) {
  const auto request = parse("host=a&to=1795340000");
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->query.from, WallTime(std::chrono::seconds(1795340000 - 600)));
}

TEST(HistoryRequest, TakesAnEmptyRange) {
  EXPECT_TRUE(parse("host=a&from=1795340000&to=1795340000").ok());
}

TEST(HistoryRequest, TakesEachSeriesOnce) {
  const auto request = parse("host=a&series=load1,,cpu_usage_ratio,load1,");
  ASSERT_TRUE(request.ok()) << request.error().message;
  EXPECT_THAT(request->query.series, ElementsAre("load1", "cpu_usage_ratio"));
  EXPECT_THAT(parse("host=a&series=,")->query.series, SizeIs(6));
}

TEST(HistoryRequest, TakesPoints) {
  EXPECT_EQ(parse("host=a&points=1")->query.points, 1U);
  EXPECT_EQ(parse("host=a&points=100000")->query.points, 100'000U);
}

struct Refused {
  std::string query;
  std::string message;
};

const std::string kWhose = "say node= and path= for a stream, or host= for a host";
const std::string kHostNames =
    "cpu_usage_ratio, load1, memory_used_bytes, swap_used_bytes, network_receive_bits_per_second, "
    "network_transmit_bits_per_second";

std::string bad_time(const std::string& what) {
  return what + " is neither Unix seconds nor a time like 2026-11-22T18:00:00Z";
}

TEST(HistoryRequest, RefusesWhatCannotBeAndSaysWhatMayBe) {
  const std::vector<Refused> table = {
      {"", kWhose},
      {"node=local", kWhose},
      {"path=cam", kWhose},
      {"node=&path=", kWhose},
      {"node=local&path=cam&host=a", kWhose},
      {"host=a&series=load1,rtt_seconds",
       "series: \"rtt_seconds\" is unknown; there are " + kHostNames},
      {"host=a&series=%0Ax", "series: \"\\x0ax\" is unknown; there are " + kHostNames},
      {"host=a&from=yesterday", bad_time("from: \"yesterday\"")},
      {"host=a&from=", bad_time("from: \"\"")},
      {"host=a&from=nan", bad_time("from: \"nan\"")},
      {"host=a&to=inf", bad_time("to: \"inf\"")},
      {"host=a&to=1e30", bad_time("to: \"1e30\"")},
      {"host=a&from=-1", bad_time("from: \"-1\"")},
      {"host=a&to=12x", bad_time("to: \"12x\"")},
      {"host=a&from=1795348801", "from: is later than to"},
      {"host=a&points=0", "points: \"0\" is not a number from 1 to 100000"},
      {"host=a&points=-5", "points: \"-5\" is not a number from 1 to 100000"},
      {"host=a&points=100001", "points: \"100001\" is not a number from 1 to 100000"},
      {"host=a&points=99999999999999999999",
       "points: \"99999999999999999999\" is not a number from 1 to 100000"},
      {"host=a&points=7.5", "points: \"7.5\" is not a number from 1 to 100000"},
      {"host=a&points=", "points: \"\" is not a number from 1 to 100000"}};
  for (const auto& [query, message] : table) {
    const auto request = parse(query);
    ASSERT_FALSE(request.ok()) << query;
    EXPECT_EQ(request.error().message, message);
  }
}

TEST(HistoryRequest, SaysWhichSeriesAStreamHas) {
  const auto request = parse("node=local&path=cam&series=load1");
  ASSERT_FALSE(request.ok());
  EXPECT_THAT(request.error().message, HasSubstr("\"load1\" is unknown"));
  EXPECT_THAT(request.error().message, HasSubstr("link_loss_ratio"));
}

}  // namespace
}  // namespace mtxmon
