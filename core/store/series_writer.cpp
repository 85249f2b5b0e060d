#include "core/store/series_writer.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/base/time_text.h"
#include "core/history/table_codec.h"
#include "core/store/chunk_entries.h"
#include "core/store/entry_id.h"

namespace mtxmon {
namespace {

constexpr std::size_t kPipelineLimit = 500;
// After a pause or a step of the clock, time has to go on for so long before it makes things old.
constexpr std::int64_t kTrustAfterMs = 600'000;

std::string not_newer(std::int64_t newest_ms) {
  return fmt::format(
      "history is refused until {}, the time of the newest sample in Redis; did the clock go back?",
      format_rfc3339(WallTime(Milliseconds(newest_ms))));
}

}  // namespace

Status SeriesWriter::begin(RedisConnection& connection) {
  if (begun_) return {};
  if (Status loaded = things_.load(connection, source_.things()); !loaded) return loaded;
  auto held = connection.command({"XRANGE", source_.open(), "-", "+"});
  if (!held) return std::move(held).error();
  for (RedisReply& entry : held->items) {
    if (entry.items.size() != 2 || entry.items[1].items.size() != 2) continue;
    open_.push_back({entry_time_ms(entry.items[0].text), std::move(entry.items[1].items[1].text)});
  }
  if (things_.all().empty() && !open_.empty()) {  // whose the numbers in it were is not known
    if (auto removed = connection.command({"DEL", source_.open()}); !removed)
      return std::move(removed).error();
    open_.clear();
  }
  if (!open_.empty()) newest_ms_ = open_.back().time_ms;
  begun_ = true;
  return {};
}

Result<bool> SeriesWriter::write(RedisConnection& connection, const HistoryPoll& poll,
                                 const TierKept& kept, bool replay, const NoteRefusal& note) {
  if (poll.size() == 0) return true;
  if (Status begun = begin(connection); !begun) {
    if (connection.broken()) return std::move(begun).error();
    Status noted = note("history", begun.error().message);
    return noted ? Result<bool>(true) : std::move(noted).error();
  }
  const auto time_ms = poll.time.time_since_epoch().count();
  if (time_ms <= newest_ms_) {
    if (replay) return true;
    Status noted = note(not_newer(newest_ms_), entry_id(time_ms));
    return noted ? Result<bool>(true) : std::move(noted).error();
  }
  const auto start = window_start(Tier::Samples, time_ms);
  if (!open_.empty() && open_.front().time_ms < start) {
    auto folded = fold(connection, start, kept, note);
    if (!folded || !*folded) return folded;
  }
  return append(connection, poll, note);
}

Result<bool> SeriesWriter::append(RedisConnection& connection, const HistoryPoll& poll,
                                  const NoteRefusal& note) {
  const auto time_ms = poll.time.time_since_epoch().count();
  const auto seen = decode_table(poll.table, 0);
  if (!seen) {  // more than one entry can hold
    Status noted = note("history of a poll", seen.error().message);
    return noted ? Result<bool>(true) : std::move(noted).error();
  }
  std::vector<std::string> added;
  std::vector<std::pair<std::int64_t, std::size_t>> order;  // number → row
  order.reserve(seen->keys.size());
  for (std::size_t row = 0; row < seen->keys.size(); ++row) {
    const auto& name = (*poll.things)[static_cast<std::size_t>(seen->keys[row])];
    Thing& thing = things_.of(name);
    if (!thing.in_redis) added.push_back(name);
    thing.last_ms = time_ms;
    thing.dropped = {};
    order.emplace_back(thing.number, row);
  }
  std::ranges::sort(order);
  HistoryTable rows;
  rows.keys.reserve(order.size());
  for (const auto& [number, row] : order) rows.keys.push_back(number);
  for (const HistoryColumn& column : seen->columns) {
    auto& sorted = rows.columns.emplace_back(HistoryColumn{column.id, {}}).values;
    sorted.reserve(order.size());
    for (const auto& [number, row] : order) sorted.push_back(column.values[row]);
  }
  if (Status cleared = clear_numbers(connection, added); !cleared)
    return std::move(cleared).error();
  auto remembered = remember_things(connection, added, note);
  if (!remembered || !*remembered) return remembered;
  auto bytes = encode_table(rows, 0);
  const auto key = source_.open();
  if (Status sent = connection.append({"XADD", key, entry_id(time_ms), "p", bytes}); !sent)
    return std::move(sent).error();
  auto reply = connection.next_reply();
  if (!reply) return std::move(reply).error();
  if (reply->is_error()) {
    Status noted = note("XADD " + key, reply->text);
    if (!noted) return std::move(noted).error();
    return !worth_retrying(reply->text);
  }
  if (time_ms - newest_ms_ > kTrustAfterMs) forget_from_ms_ = time_ms + kTrustAfterMs;
  newest_ms_ = time_ms;
  const bool is_first = open_.empty();
  open_.push_back({time_ms, std::move(bytes)});
  if (is_first) {
    if (Status kept = expire_later(connection, note); !kept) return std::move(kept).error();
  }
  return true;
}

Result<bool> SeriesWriter::remember_things(RedisConnection& connection,
                                           const std::vector<std::string>& names,
                                           const NoteRefusal& note) {
  const auto key = source_.things();
  std::size_t sent = 0;
  for (std::size_t begin = 0; begin < names.size(); begin += kPipelineLimit, ++sent) {
    const auto end = std::min(names.size(), begin + kPipelineLimit);
    std::vector<std::string> texts;
    for (std::size_t i = begin; i < end; ++i) texts.push_back(thing_text(things_.of(names[i])));
    std::vector<std::string_view> args = {"HSET", key};
    for (std::size_t i = begin; i < end; ++i) {
      args.push_back(names[i]);
      args.push_back(texts[i - begin]);
    }
    if (Status appended = connection.append(args); !appended) return std::move(appended).error();
  }
  bool done = true;
  for (; sent > 0; --sent) {
    auto reply = connection.next_reply();
    if (!reply) return std::move(reply).error();
    if (!reply->is_error()) continue;
    if (Status noted = note("HSET " + key, reply->text); !noted) return std::move(noted).error();
    done = false;  // a number that is not in Redis must not be used
  }
  for (const std::string& name : names) things_.of(name).in_redis |= done;
  return done;
}

std::vector<TimedTable> SeriesWriter::polls_of(std::int64_t start_ms) const {
  std::vector<TimedTable> polls;
  for (const Open& open : open_) {
    if (open.time_ms >= start_ms + kSamplesWindowMs) break;
    auto rows = decode_table(open.table, 0);
    if (rows) polls.push_back({open.time_ms, std::move(*rows)});
  }
  return polls;
}

Result<bool> SeriesWriter::fold(RedisConnection& connection, std::int64_t until_ms,
                                const TierKept& kept, const NoteRefusal& note) {
  while (!open_.empty() && open_.front().time_ms < until_ms) {
    const auto start = window_start(Tier::Samples, open_.front().time_ms);
    // Before new chunks trim what nobody has summed up while there was no exporter.
    if (start - tended_ms_ > kTrustAfterMs) {
      if (Status summed = sum_up(connection, start, kept, note); !summed)
        return std::move(summed).error();
    }
    auto folded = fold_window(connection, start, kept, note);
    if (!folded || !*folded) return folded;
    while (!open_.empty() && open_.front().time_ms < start + kSamplesWindowMs) open_.pop_front();
    if (Status tended = tend(connection, start + kSamplesWindowMs, kept, note); !tended)
      return std::move(tended).error();
  }
  if (Status trimmed = trim_open(connection, until_ms, note); !trimmed)
    return std::move(trimmed).error();
  return true;
}

Result<bool> SeriesWriter::fold_window(RedisConnection& connection, std::int64_t start_ms,
                                       const TierKept& kept, const NoteRefusal& note) {
  bool done = true;
  std::size_t sent = 0;
  Status broken;
  const auto finish = [&] {
    for (; broken.ok() && sent > 0; --sent) {
      const auto written = finish_chunk(connection, note);
      if (!written) {
        broken = written.error();
      } else {
        done = done && *written;
      }
    }
  };
  fold_polls(polls_of(start_ms), [&](std::int64_t number, const HistoryTable& rows) {
    Thing* thing = things_.by_number(number);
    if (thing == nullptr || !broken.ok()) return;
    thing->last_ms = std::max(thing->last_ms, rows.keys.back());  // the hash may be older
    const auto stay = thing->is_connection ? kConnectionsStay : source_.expiry();
    broken = append_chunk(connection, {.key = source_.chunks(number, Tier::Samples),
                                       .rows = rows,
                                       .keep = kept[static_cast<std::size_t>(Tier::Samples)],
                                       .expiry = stay});
    if (++sent == kPipelineLimit) finish();
  });
  finish();
  if (!broken.ok()) return std::move(broken).error();
  return done;
}

}  // namespace mtxmon
