// What the tests of RedisWriter share: a Redis, writers on it, and a look at what they wrote.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/history/thing.h"
#include "core/store/redis_store.h"
#include "core/store/redis_writer.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_fixture.h"

namespace mtxmon {

class WriterFixture : public testing::Test {
 protected:
  static constexpr std::chrono::seconds kPatience{20};

  static RedisWriter::Options options_for(const RedisServer& redis) {
    RedisWriter::Options options;
    options.address = redis.address();
    options.client_name = "mediamtx-exporter:writer";
    options.timeouts = {.connect = std::chrono::milliseconds(500),
                        .command = std::chrono::milliseconds(500)};
    return options;
  }

  // One poll of `node` at `time` that saw `readers` readers of the stream "cam/front".
  static SourceWrite poll(const std::string& node, WallTime time, int readers) {
    const auto seq = std::to_string(readers);
    SourceWrite write;
    write.source = node;
    write.polled_at = time;
    write.latest = std::make_shared<const std::string>("{\"seq\":" + seq + "}");
    write.notice = R"({"type":"streams","node":")" + node + R"(","seq":)" + seq + "}";
    write.samples = samples(time, readers);
    return write;
  }

  static HistoryPoll samples(WallTime time, int readers, const std::string& path = "cam/front") {
    HistoryPollBuilder poll;
    poll.begin(stream_thing(path));
    poll.set(series_named("readers"), static_cast<double>(readers));
    return poll.finish(time);
  }

  // The same by one who knows the document that was found as `number`.
  static SourceWrite restored_from(std::uint64_t number, SourceWrite write) {
    write.restored_from = number;
    return write;
  }

  static bool written(const RedisWriter& writer, std::uint64_t count) {
    return eventually(kPatience, [&] { return writer.state().written_total >= count; });
  }

  // Waits until the writer knows that it leads `node`, or that another does.
  static bool leads(const RedisWriter& writer, const std::string& node, bool expected) {
    return eventually(kPatience, [&] {
      const auto leader = writer.state().leader;
      const auto found = leader.find(node);
      return found != leader.end() && found->second == expected;
    });
  }

  static bool connected(const RedisWriter& writer) {
    return eventually(kPatience, [&] { return writer.state().connected; });
  }

  // Waits until the state's error contains `text`.
  static bool says(const RedisWriter& writer, const std::string& text) {
    return eventually(kPatience,
                      [&] { return writer.state().error.find(text) != std::string::npos; });
  }

  // The readers of "cam/front" that Redis has, oldest first.
  static std::vector<std::int64_t> readers_in(const RedisServer& redis,
                                              const std::string& node = "local") {
    RedisStore store({.address = redis.address()});
    const auto rows = store.history({.source = node,
                                     .thing = stream_thing("cam/front"),
                                     .from = WallTime(),
                                     .to = SystemClock().wall_now() + std::chrono::hours(1)});
    if (!rows || rows->columns.empty()) return {};
    return rows->columns.front().values;
  }

  static std::string latest_of(const RedisServer& redis, const std::string& node) {
    return redis.ask({"HGET", "mediamtx:streams:latest", node}).text;
  }

  static constexpr auto kOpenKey = "mediamtx:history:{local}:open";
  // Some recent moment, on a whole millisecond; each test adds its own steps.
  const WallTime start_ = SystemClock().wall_now() - std::chrono::seconds(60);

  WallTime at(int seconds) const { return start_ + std::chrono::seconds(seconds); }
};

}  // namespace mtxmon
