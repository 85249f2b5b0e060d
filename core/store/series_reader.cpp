#include "core/store/series_reader.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/history/aggregate.h"
#include "core/history/history_poll.h"
#include "core/history/series.h"
#include "core/history/table_codec.h"
#include "core/store/chunk_entries.h"
#include "core/store/entry_id.h"
#include "core/store/thing_map.h"

namespace mtxmon {
namespace {

// So that a month takes no more memory than some days: an answer of Redis at a time.
constexpr std::size_t kMostChunks = 64;
constexpr std::string_view kChunksAtOnce = "64";

class SeriesReader {
 public:
  SeriesReader(RedisConnection& connection, const Keys& keys, const SeriesQuery& query,
               std::int64_t number)
      : connection_(connection), keys_(keys), query_(query), number_(number) {
    wanted_ = query.series;
    if (wanted_.empty()) return;
    // What sums over time are made of.
    wanted_.push_back(kSamplesNumber);
    if (std::ranges::find(wanted_, series_named("state").number) == wanted_.end()) return;
    for (std::size_t state = 0; state < kStateNames.size(); ++state)
      wanted_.push_back(static_cast<std::uint16_t>(kStateSamplesNumber + state));
  }

  // The rows of `tier` with from <= key < end.
  Result<HistoryTable> read(Tier tier, std::int64_t from_ms, std::int64_t end_ms) {
    const auto form = form_of(tier);
    // A chunk that began before may reach into the range.
    const auto first = std::to_string(std::max<std::int64_t>(0, from_ms - form.window_ms));
    const auto last = std::to_string(end_ms - 1);
    const auto key = keys_.history_chunks(query_.kind, query_.source, number_, tier);
    const auto sum_ms = tier == query_.tier ? query_.sum_ms : 0;
    HistoryTable rows;
    std::optional<std::int64_t> newest_key;
    auto next = first;
    for (bool is_more = true; is_more;) {
      auto reply = connection_.command({"XRANGE", key, next, last, "COUNT", kChunksAtOnce});
      if (!reply) return std::move(reply).error();
      const auto& chunks = reply->items;
      is_more = chunks.size() == kMostChunks && !chunks.back().items.empty();
      if (is_more) next = std::to_string(entry_time_ms(chunks.back().items[0].text) + 1);
      const auto some = rows_of_chunks(*reply, wanted_);
      if (some.empty()) continue;
      newest_key = some.keys.back();
      merge_rows(rows, slice_rows(some, from_ms, end_ms));
      if (sum_ms > 0) rows = aggregate(rows, sum_ms);
    }
    auto covered = from_ms;
    if (newest_key) {
      const auto newest = *newest_key;
      covered = tier == Tier::Samples ? newest + 1 : window_start(tier, newest) + form.window_ms;
    }
    if (covered < end_ms) {
      auto rest =
          tier == Tier::Samples ? read_open(covered, end_ms) : read_finer(tier, covered, end_ms);
      if (!rest) return rest;
      merge_rows(rows, slice_rows(*rest, from_ms, end_ms));
    }
    return rows;
  }

 private:
  Result<HistoryTable> read_finer(Tier tier, std::int64_t from_ms, std::int64_t end_ms) {
    const auto step = form_of(tier).step_ms;
    const auto finer = tier == Tier::Minutes ? Tier::TenSeconds : Tier::Samples;
    auto rows = read(finer, floor_to(from_ms, step), floor_to(end_ms - 1, step) + step);
    if (!rows) return rows;
    return aggregate(*rows, step);
  }

  Result<HistoryTable> read_open(std::int64_t from_ms, std::int64_t end_ms) {
    const auto key = keys_.history_open(query_.kind, query_.source);
    auto reply =
        connection_.command({"XRANGE", key, std::to_string(from_ms), std::to_string(end_ms - 1)});
    if (!reply) return std::move(reply).error();
    HistoryTable rows;
    for (const RedisReply& entry : reply->items) {
      if (entry.items.size() != 2 || entry.items[1].items.size() != 2) continue;
      const auto poll = decode_table(entry.items[1].items[1].text, 0, wanted_);
      if (!poll) continue;
      const auto found = std::ranges::lower_bound(poll->keys, number_);
      if (found == poll->keys.end() || *found != number_) continue;
      const auto row = static_cast<std::size_t>(found - poll->keys.begin());
      std::vector<HistoryCell> cells;
      for (const HistoryColumn& column : poll->columns)
        cells.push_back({column.id, column.values[row]});
      (void)append_row(rows, entry_time_ms(entry.items[0].text), cells);  // ids ascend
    }
    return rows;
  }

  RedisConnection& connection_;
  const Keys& keys_;
  const SeriesQuery& query_;
  const std::int64_t number_;
  std::vector<std::uint16_t> wanted_;
};

}  // namespace

Result<HistoryTable> read_series(RedisConnection& connection, const Keys& keys,
                                 const SeriesQuery& query) {
  const auto from_ms = std::max<std::int64_t>(0, query.from.time_since_epoch().count());
  const auto end_ms = query.to.time_since_epoch().count() + 1;
  if (end_ms <= from_ms) return HistoryTable();
  auto held =
      connection.command({"HGET", keys.history_things(query.kind, query.source), query.thing});
  if (!held) return std::move(held).error();
  if (held->type == RedisReply::Type::Nil) return HistoryTable();
  const auto thing = parse_thing(held->text);
  if (!thing) return HistoryTable();
  auto rows =
      SeriesReader(connection, keys, query, thing->number).read(query.tier, from_ms, end_ms);
  if (!rows || query.sum_ms == 0) return rows;
  return aggregate(*rows, query.sum_ms);
}

}  // namespace mtxmon
