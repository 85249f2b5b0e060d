// A day in Redis with a stall, an end and an outage of the API in it: what the REST API makes of
// it.
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "core/history/thing.h"
#include "core/store/history_writer.h"
#include "core/store/redis_store.h"
#include "dashboard/history_api.h"
#include "tests/support/fake_clock.h"
#include "tests/support/redis_fixture.h"

namespace mtxmon {
namespace {

using simdjson::dom::element;

class OutageDay : public testing::Test {
 protected:
  static constexpr std::int64_t kHour = 3'600'000;
  static constexpr std::int64_t kEnd = 1'795'348'800'000;  // FakeClock's now
  static constexpr std::int64_t kStart = kEnd - 24 * kHour;
  // A stall of ten minutes, an API that answers nothing for five, an end for 20 s.
  static bool stalls(std::int64_t ms) { return within(ms, 3 * kHour, 600'000); }
  static bool is_down(std::int64_t ms) { return within(ms, 10 * kHour, 300'000); }
  static bool is_gone(std::int64_t ms) { return within(ms, 20 * kHour, 20'000); }

  OutageDay() {
    HistoryWriter writer(Keys("mediamtx:"), TierRetention());
    auto connection = redis_.connect();
    const auto note = [](std::string_view, const std::string& reply) -> Status {
      return Error{reply};
    };
    for (std::int64_t ms = kStart; ms < kEnd; ms += 2000) {
      const auto written =
          writer.write(connection, SourceKind::Node, "local", poll_at(ms), false, note);
      if (!written.ok() || !*written) throw std::runtime_error("Redis refused a poll");
    }
  }

  element ask(const std::string& path, const std::string& query) {
    Request request;
    request.query = query;
    const auto answer = path == "history" ? api_.history(request) : api_.uptime(request);
    EXPECT_EQ(answer.status, 200) << *answer.body;
    return parser_.parse(*answer.body);
  }

 private:
  static bool within(std::int64_t ms, std::int64_t from, std::int64_t length) {
    return ms >= kStart + from && ms < kStart + from + length;
  }
  static HistoryPoll poll_at(std::int64_t ms) {
    HistoryPollBuilder poll;
    poll.begin(std::string(kNodeThing));
    poll.set(series_named("up"), is_down(ms) ? 0.0 : 1.0);
    if (!is_down(ms) && !is_gone(ms)) {
      poll.begin(stream_thing("cam"));
      poll.set(series_named("state"), stalls(ms) ? 2.0 : 0.0);
      poll.set(series_named("inbound_bits_per_second"), stalls(ms) ? 0.0 : 4e6);
    }
    return poll.finish(WallTime(Milliseconds(ms)));
  }

  RedisServer redis_;
  RedisStore store_{{.address = redis_.address()}};
  FakeClock clock_;
  HistoryApi api_{store_, [] { return std::make_shared<const State>(); }, clock_, TierRetention()};
  simdjson::dom::parser parser_;
};

TEST_F(OutageDay, IsAGapInTheChartAndAnEntryOfTheUptime) {
  const auto chart = ask(
      "history", "node=local&path=cam&series=inbound_bits_per_second&from=1795262400&points=9000");
  EXPECT_EQ(std::string_view(chart["tier"]), "10s");
  const auto times = chart["times"].get_array();
  const auto rates = chart["series"]["inbound_bits_per_second"]["avg"].get_array();
  ASSERT_EQ(times.size(), rates.size());
  std::size_t nulls = 0, zeros = 0;
  for (std::size_t row = 0; row < rates.size(); ++row) {
    const auto ms = static_cast<std::int64_t>(double(times.at(row)) * 1000);
    if (rates.at(row).is_null()) {
      ++nulls;
      EXPECT_TRUE(is_down(ms) || is_gone(ms)) << ms;
    } else {
      EXPECT_FALSE(is_down(ms) || is_gone(ms)) << ms;
      zeros += double(rates.at(row)) == 0 ? 1 : 0;
    }
  }
  EXPECT_EQ(nulls, 2U) << "one row breaks the line for each hole";
  EXPECT_EQ(zeros, 60U) << "a stall is no hole: nothing came in";

  const auto uptime = ask("uptime", "node=local&path=cam");
  EXPECT_NEAR(double(uptime["unknown_seconds"]), 300, 12);
  const auto outages = uptime["outages"].get_array();
  ASSERT_EQ(outages.size(), 2U);
  EXPECT_EQ(std::string_view(outages.at(0)["state"]), "stalled");
  EXPECT_NEAR(double(outages.at(0)["seconds"]), 600, 12);
  EXPECT_EQ(std::string_view(outages.at(1)["state"]), "gone");
  EXPECT_NEAR(double(outages.at(1)["seconds"]), 20, 12);
  EXPECT_NEAR(double(uptime["uptime_ratio"]), 1 - 620.0 / (86'400 - 300), 0.0005);

  const auto node = ask("uptime", "node=local");
  ASSERT_EQ(node["outages"].get_array().size(), 1U);
  EXPECT_NEAR(double(node["outages"].get_array().at(0)["seconds"]), 300, 12);
}

}  // namespace
}  // namespace mtxmon
