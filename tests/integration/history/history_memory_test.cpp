// What an hour of the recorded lossy scene costs in Redis: every series of every stream and
// connection, in bit/s and µs, names and open polls included.
#include <cstdio>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "core/history/table_codec.h"
#include "core/history/thing.h"
#include "core/store/history_writer.h"
#include "exporter/node_tracker.h"
#include "exporter/snapshot_history.h"
#include "tests/support/recorded_scene.h"
#include "tests/support/redis_fixture.h"

namespace mtxmon {
namespace {

struct Cost {
  std::size_t bytes = 0, rows = 0, values = 0;

  Cost& operator+=(const Cost& other) {
    bytes += other.bytes;
    rows += other.rows;
    values += other.values;
    return *this;
  }
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
    std::map<std::string, std::map<std::uint16_t, std::int64_t>> grown;  // thing → total → by now
    for (WallTime cycle = start; cycle < start + Milliseconds(kHourMs); cycle += length) {
      const auto before = grown;
      for (HistoryPoll poll : polls) {
        poll.time += cycle - start;
        go_on(poll, before, grown);
        const auto written =
            writer.write(connection_, SourceKind::Node, "origin", poll, false, note);
        ASSERT_TRUE(written.ok() && *written) << written.error().message;
      }
    }
  }

  // Lets the totals of a poll rise from where the last cycle left them.
  static void go_on(HistoryPoll& poll,
                    const std::map<std::string, std::map<std::uint16_t, std::int64_t>>& before,
                    std::map<std::string, std::map<std::uint16_t, std::int64_t>>& grown) {
    auto table = decode_table(poll.table, 0);
    ASSERT_TRUE(table.ok());
    for (HistoryColumn& column : table->columns) {
      if (series_of(column.id.series)->kind != SeriesKind::Total) continue;
      for (std::size_t row = 0; row < column.values.size(); ++row) {
        if (column.values[row] == kAbsent) continue;
        const auto& thing = poll.things->at(static_cast<std::size_t>(table->keys[row]));
        if (const auto known = before.find(thing); known != before.end()) {
          const auto total = known->second.find(column.id.series);
          if (total != known->second.end()) column.values[row] += total->second;
        }
        grown[thing][column.id.series] = column.values[row];
      }
    }
    poll.table = encode_table(*table, 0);
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
  static void print(const std::string& name, const Cost& cost) {
    std::printf("%6zu rows %5.1f series %5.1f bytes/row %4.2f bytes/value  %s\n", cost.rows,
                static_cast<double>(cost.values) / static_cast<double>(cost.rows),
                cost.bytes_per_row(), cost.bytes_per_value(), name.c_str());
  }

  RedisServer redis_;
  RedisConnection connection_ = redis_.connect();
};

// The connections of this scene are short, and a key of Redis takes 4 kB for its first chunk: they
// are printed, not judged.
TEST_F(HistoryMemory, AnHourOfALossySceneIsSmall) {
  write_an_hour();
  // All names and all open polls; the latter are there as chunks, too, or will be, so their rows do
  // not count twice.
  Cost streams{.bytes = memory_of(key_of("things")) + memory_of(key_of("open"))};
  Cost connections;
  const auto things = redis_.ask({"HGETALL", key_of("things")}).items;
  for (std::size_t i = 0; i + 1 < things.size(); i += 2) {
    const auto& number = things[i + 1].text;
    const Cost cost = cost_of(number.substr(0, number.find(' ')));
    if (cost.rows == 0) continue;  // came within the last window
    (is_connection(things[i].text) ? connections : streams) += cost;
    print(things[i].text, cost);
    if (things[i].text == "stream:event/main") {
      EXPECT_LE(cost.bytes_per_value(), 2) << "every series of an SRT link with 25 % loss";
    }
  }
  print("streams, with names and open polls", streams);
  print("connections", connections);
  EXPECT_LE(streams.bytes_per_row(), 32);
  EXPECT_LE(streams.bytes_per_value(), 2);
}

}  // namespace
}  // namespace mtxmon
