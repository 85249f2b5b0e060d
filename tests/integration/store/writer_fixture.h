// What the tests of RedisWriter share: a Redis, writers on it, and a look at what they wrote.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

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
    write.history = {{Keys("mediamtx:").stream_history(node, "cam/front"),
                      {time, {{"readers", static_cast<double>(readers)}}}}};
    return write;
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

  // The values of "readers" in a stream, oldest first.
  static std::vector<std::string> readers_in(const RedisServer& redis, const std::string& key) {
    std::vector<std::string> values;
    for (const auto& entry : redis.ask({"XRANGE", key, "-", "+"}).items) {
      values.push_back(entry.items.at(1).items.at(1).text);
    }
    return values;
  }

  static std::string latest_of(const RedisServer& redis, const std::string& node) {
    return redis.ask({"HGET", "mediamtx:streams:latest", node}).text;
  }

  static constexpr auto kHistoryKey = "mediamtx:history:{local}:stream:cam/front";
  // Some recent moment, on a whole millisecond; each test adds its own steps.
  const WallTime start_ = SystemClock().wall_now() - std::chrono::seconds(60);

  WallTime at(int seconds) const { return start_ + std::chrono::seconds(seconds); }
};

}  // namespace mtxmon
