// fill-history: writes the time series of many streams of the node "local" into a Redis, as an
// exporter that has run for --days would have left them. For measuring only.
//
//   fill-history SOCKET STREAMS DAYS_OF_MINUTES
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/history/aggregate.h"
#include "core/history/history_poll.h"
#include "core/history/table_codec.h"
#include "core/history/thing.h"
#include "core/store/chunk_entries.h"
#include "core/store/entry_id.h"
#include "core/store/format.h"
#include "core/store/keys.h"
#include "core/store/thing_map.h"
#include "tests/support/noisy_stream.h"

namespace mtxmon {
namespace {

constexpr int kShapes = 20;  // different streams; the others repeat them
constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

std::int64_t now_ms() { return SystemClock().wall_now().time_since_epoch().count(); }

HistoryTable samples_of(int shape, std::int64_t from_ms, std::int64_t to_ms) {
  NoisyStream stream(from_ms, static_cast<unsigned>(shape));
  HistoryTable table;
  for (;;) {
    std::vector<HistoryCell> cells;
    for (const auto& [name, value] : stream.next()) {
      const Series& series = *find_series(name);
      cells.push_back({{series.number}, stored(series, value)});
    }
    const auto key = stream.next_key();
    if (key >= to_ms) return table;
    append_row(table, key, cells);
  }
}

// The chunks of one tier, encoded.
struct Chunk {
  std::string id, bytes;
};
std::vector<Chunk> chunks_of(const HistoryTable& rows, Tier tier) {
  std::vector<Chunk> chunks;
  for (std::size_t row = 0; row < rows.keys.size();) {
    const auto begin = window_start(tier, rows.keys[row]);
    const auto chunk = slice_rows(rows, begin, begin + form_of(tier).window_ms);
    chunks.push_back({entry_id(chunk.keys.front()), encode_table(chunk, chunk.keys.front())});
    row += chunk.keys.size();
  }
  return chunks;
}

// `days` of minutes from one day that is repeated.
HistoryTable minutes_of(const HistoryTable& day, std::int64_t days) {
  HistoryTable all;
  for (std::int64_t back = days - 1; back >= 0; --back) {
    HistoryTable one = day;
    for (auto& key : one.keys) key -= back * kDayMs;
    merge_rows(all, one);
  }
  return all;
}

class Filler {
 public:
  Filler(RedisConnection connection, int streams, std::int64_t days)
      : connection_(std::move(connection)), streams_(streams), days_(days) {}

  void fill() {
    const auto now = window_start(Tier::Samples, now_ms());
    const auto until = [&](Tier tier) { return window_start(tier, now); };
    for (int shape = 0; shape < kShapes; ++shape) {
      const auto day = samples_of(shape, now - kDayMs, now);
      const auto ten_seconds = aggregate(day, form_of(Tier::TenSeconds).step_ms);
      const auto minutes =
          slice_rows(minutes_of(aggregate(ten_seconds, form_of(Tier::Minutes).step_ms), days_), 0,
                     until(Tier::Minutes));
      const std::vector<Chunk> by_tier[kTierCount] = {
          chunks_of(slice_rows(day, now - kDayMs / 24, now), Tier::Samples),
          chunks_of(slice_rows(ten_seconds, 0, until(Tier::TenSeconds)), Tier::TenSeconds),
          chunks_of(minutes, Tier::Minutes)};
      for (int stream = shape; stream < streams_; stream += kShapes) {
        for (const Tier tier : kTiers) write(stream + 1, tier, by_tier[static_cast<int>(tier)]);
        append({"HSET", keys_.history_things(SourceKind::Node, "local"),
                stream_thing("cam/" + std::to_string(stream)),
                thing_text({.number = stream + 1, .last_ms = now})});
      }
    }
    append({"SET", keys_.format(), std::to_string(kRedisFormat)});
    drain();
  }

 private:
  void write(int number, Tier tier, const std::vector<Chunk>& chunks) {
    const auto key = keys_.history_chunks(SourceKind::Node, "local", number, tier);
    for (const Chunk& chunk : chunks) append({"XADD", key, chunk.id, "c", chunk.bytes});
  }
  void append(const std::vector<std::string>& words) {
    const std::vector<std::string_view> args(words.begin(), words.end());
    if (auto sent = connection_.append(args); !sent) fail(sent.error().message);
    if (++pending_ == 1000) drain();
  }
  void drain() {
    for (; pending_ > 0; --pending_) {
      const auto reply = connection_.next_reply();
      if (!reply || reply->is_error()) fail(reply ? reply->text : reply.error().message);
    }
  }

  RedisConnection connection_;
  const Keys keys_{"mediamtx:"};
  int streams_;
  std::int64_t days_;
  int pending_ = 0;
};

int run(int argc, char** argv) {
  if (argc != 4) fail("say SOCKET STREAMS DAYS");
  RedisAddress address;
  address.socket_path = argv[1];
  auto connection = RedisConnection::open(address, RedisTimeouts{}, "fill-history");
  if (!connection) fail(connection.error().message);
  Filler(std::move(*connection), std::atoi(argv[2]), std::atoi(argv[3])).fill();
  return 0;
}

}  // namespace
}  // namespace mtxmon

int main(int argc, char** argv) {
  try {
    return mtxmon::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fill-history: %s\n", error.what());
    return 1;
  }
}
