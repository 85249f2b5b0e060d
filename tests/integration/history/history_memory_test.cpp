// What an hour of the recorded lossy scene costs in Redis: every series of every stream and
// connection, in bit/s and µs, names and open polls included.
#include <cstdio>
#include <string>

#include <gtest/gtest.h>

#include "core/history/table_codec.h"
#include "core/store/history_writer.h"
#include "exporter/node_tracker.h"
#include "exporter/snapshot_history.h"
#include "tests/support/recorded_scene.h"
#include "tests/support/redis_fixture.h"

namespace mtxmon {
namespace {

struct Cost {
  std::size_t bytes = 0, rows = 0, values = 0;

  [[nodiscard]] double bytes_per_row() const {
    return static_cast<double>(bytes) / static_cast<double>(rows);
  }
  [[nodiscard]] double bytes_per_value() const {
    return static_cast<double>(bytes) / static_cast<double>(values);
  }
};

class HistoryMemory : public testing::Test {
 protected:
  static constexpr std::int64_t kHourMs = 3'600'000;

  // Plays the recording again and again until an hour is full.
  void write_an_hour() {
    Decoder decoder;
    NodeTracker tracker("origin", Milliseconds(2000), StreamRules{});
    std::vector<HistoryPoll> polls;
    for (const RecordedPoll& poll : load_recording("v1.20.1/event-origin.jsonl"))
      polls.push_back(make_history(*tracker.update(to_poll_result(decoder, poll))));
    const auto length = polls.back().time - polls.front().time + Milliseconds(2000);
    HistoryWriter writer(Keys("mediamtx:"), TierRetention());
    const auto note = [](std::string_view command, const std::string& reply) -> Status {
      return Error{std::string(command) + ": " + reply};
    };
    const auto start = polls.front().time;
    for (WallTime cycle = start; cycle < start + Milliseconds(kHourMs); cycle += length) {
      for (HistoryPoll poll : polls) {
        poll.time += cycle - start;
        const auto written =
            writer.write(connection_, SourceKind::Node, "origin", poll, false, note);
        ASSERT_TRUE(written.ok() && *written) << written.error().message;
      }
    }
  }

  std::size_t memory_of(const std::string& key) {
    return static_cast<std::size_t>(redis_.ask({"MEMORY", "USAGE", key, "SAMPLES", "0"}).integer);
  }
  static std::string key_of(const std::string& last) { return "mediamtx:history:{origin}:" + last; }

  static void count(const HistoryTable& rows, Cost& cost) {
    cost.rows += rows.keys.size();
    for (const HistoryColumn& column : rows.columns) {
      for (const auto value : column.values) cost.values += value == kAbsent ? 0 : 1;
    }
  }
  // Of the chunks of a thing's samples.
  Cost cost_of(const std::string& number) {
    const auto key = key_of(number + ":samples");
    Cost cost{.bytes = memory_of(key)};
    for (const auto& entry : redis_.ask({"XRANGE", key, "-", "+"}).items) {
      const auto rows = decode_table(entry.items[1].items[1].text, 0);
      EXPECT_TRUE(rows.ok());
      count(*rows, cost);
    }
    return cost;
  }
  Cost cost_of_open() {
    Cost cost{.bytes = memory_of(key_of("open"))};
    for (const auto& entry : redis_.ask({"XRANGE", key_of("open"), "-", "+"}).items)
      count(*decode_table(entry.items[1].items[1].text, 0), cost);
    return cost;
  }

  RedisServer redis_;
  RedisConnection connection_ = redis_.connect();
};

TEST_F(HistoryMemory, AnHourOfALossySceneIsSmall) {
  write_an_hour();
  Cost all{.bytes = memory_of(key_of("things"))};
  // Open polls are there as chunks, too, or will be: their rows do not count twice.
  all.bytes += cost_of_open().bytes;
  Cost worst{.bytes = 0, .rows = 1, .values = 1};
  std::string worst_name;
  const auto things = redis_.ask({"HGETALL", key_of("things")}).items;
  for (std::size_t i = 0; i + 1 < things.size(); i += 2) {
    const auto& number = things[i + 1].text;
    const Cost cost = cost_of(number.substr(0, number.find(' ')));
    if (cost.rows == 0) continue;  // came within the last window
    all.bytes += cost.bytes;
    all.rows += cost.rows;
    all.values += cost.values;
    std::printf("%6zu rows %5.1f series %5.1f bytes/row %4.2f bytes/value  %s\n", cost.rows,
                static_cast<double>(cost.values) / static_cast<double>(cost.rows),
                cost.bytes_per_row(), cost.bytes_per_value(), things[i].text.c_str());
    if (things[i].text.starts_with("stream:") && cost.rows > 100 &&
        cost.bytes_per_row() > worst.bytes_per_row()) {
      worst = cost;
      worst_name = things[i].text;
    }
  }
  std::printf("all: %zu bytes, %zu rows, %zu values, %.1f bytes/row, %.2f bytes/value\n", all.bytes,
              all.rows, all.values, all.bytes_per_row(), all.bytes_per_value());
  EXPECT_LE(all.bytes_per_row(), 32);
  EXPECT_LE(all.bytes_per_value(), 2);
  EXPECT_LE(worst.bytes_per_row(), 32) << worst_name;
}

}  // namespace
}  // namespace mtxmon
