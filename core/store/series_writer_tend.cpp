// What a SeriesWriter does after a window became chunks.
#include <algorithm>

#include "core/store/entry_id.h"
#include "core/store/series_writer.h"
#include "core/store/slow_tiers.h"

namespace mtxmon {
namespace {

constexpr std::size_t kPipelineLimit = 500;
// Things take turns, so that not all are summed up at once.
constexpr std::int64_t kTurns = form_of(Tier::TenSeconds).window_ms / kSamplesWindowMs;
static_assert(kSamplesForSums.count() >=
              form_of(Tier::TenSeconds).window_ms + (kTurns + 1) * kSamplesWindowMs);
// Streams of the past that are kept beside those that are there, and as many connections, so that
// names that somebody makes up and readers who come and go do not fill Redis.
constexpr std::size_t kMostPast = 10'000;

// Of commands that remove: an error leaves what expires by itself.
Status skip_replies(RedisConnection& connection, std::size_t count) {
  for (; count > 0; --count) {
    if (auto reply = connection.next_reply(); !reply) return std::move(reply).error();
  }
  return {};
}

}  // namespace

Status SeriesWriter::tend(RedisConnection& connection, std::int64_t until_ms, const TierKept& kept,
                          const NoteRefusal& note) {
  std::vector<std::string> seen;
  for (const auto& [name, thing] : things_.all()) {
    if (thing.last_ms >= until_ms - kSamplesWindowMs) seen.push_back(name);
  }
  if (const auto written = remember_things(connection, seen, note); !written)
    return written.error();
  if (Status summed = sum_up(connection, until_ms, kept, note); !summed) return summed;
  if (Status dropped = drop_past_tiers(connection, until_ms); !dropped) return dropped;
  return forget_old(connection, until_ms);
}

// Those whose turn has come since the last time.
Status SeriesWriter::sum_up(RedisConnection& connection, std::int64_t until_ms,
                            const TierKept& kept, const NoteRefusal& note) {
  const auto turns = std::min(kTurns, (until_ms - tended_ms_) / kSamplesWindowMs);
  std::vector<Thing*> due;
  for (auto& [name, thing] : things_.all()) {
    const auto turns_ago =
        ((until_ms / kSamplesWindowMs - thing.number) % kTurns + kTurns) % kTurns;
    if (!thing.is_connection && turns_ago < turns) due.push_back(&thing);
  }
  tended_ms_ = until_ms;
  return sum_up_slow_tiers(connection, source_, kept, due, until_ms, note);
}

// One window more than is needed: who reads chunks first and then this misses nothing.
Status SeriesWriter::trim_open(RedisConnection& connection, std::int64_t until_ms,
                               const NoteRefusal& note) const {
  auto trimmed = connection.command(
      {"XTRIM", source_.open(), "MINID", "=", entry_id(until_ms - kSamplesWindowMs)});
  if (!trimmed) {
    if (connection.broken()) return std::move(trimmed).error();
    return note("XTRIM " + source_.open(), trimmed.error().message);
  }
  return expire_later(connection, note);
}

// No exporter may come again: names stay as long as anything that needs them.
Status SeriesWriter::expire_later(RedisConnection& connection, const NoteRefusal& note) const {
  const auto expiry = std::to_string(source_.expiry().count());
  for (const auto& key : {source_.open(), source_.things()}) {
    if (Status sent = connection.append({"PEXPIRE", key, expiry}); !sent) return sent;
  }
  for (int i = 0; i < 2; ++i) {
    auto reply = connection.next_reply();
    if (!reply) return std::move(reply).error();
    if (!reply->is_error()) continue;
    if (Status noted = note("PEXPIRE of history", reply->text); !noted) return noted;
  }
  return {};
}

// Of things that are not there any more: nothing trims what nobody writes.
Status SeriesWriter::drop_past_tiers(RedisConnection& connection, std::int64_t now_ms) {
  if (now_ms < forget_from_ms_) return {};
  std::size_t sent = 0;
  for (auto& [name, thing] : things_.all()) {
    if (thing.is_connection) continue;
    for (const Tier tier : {Tier::Samples, Tier::TenSeconds}) {
      const auto kept = source_.retention.of(tier).count() + form_of(tier).window_ms;
      auto& dropped = thing.dropped[static_cast<std::size_t>(tier)];
      if (dropped || thing.last_ms + kept >= now_ms) continue;
      dropped = true;
      if (Status asked = connection.append({"DEL", source_.chunks(thing.number, tier)}); !asked)
        return asked;
      ++sent;
    }
  }
  return skip_replies(connection, sent);
}

// A number may have been another thing's, whose chunks live on.
Status SeriesWriter::clear_numbers(RedisConnection& connection,
                                   const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto number = things_.of(name).number;
    Status sent = connection.append({"DEL", source_.chunks(number, Tier::Samples),
                                     source_.chunks(number, Tier::TenSeconds),
                                     source_.chunks(number, Tier::Minutes)});
    if (!sent) return sent;
  }
  return skip_replies(connection, names.size());
}

std::vector<std::string> SeriesWriter::old_things(std::int64_t now_ms) const {
  using Past = std::vector<std::pair<std::int64_t, std::string>>;
  std::vector<std::string> old;
  Past streams, connections;
  for (const auto& [name, thing] : things_.all()) {
    const auto kept = thing.is_connection ? kConnectionsStay : source_.retention.longest();
    const auto there = thing.is_connection ? Milliseconds(2 * kSamplesWindowMs) : kConnectionsStay;
    if (thing.last_ms + kept.count() < now_ms) {
      old.push_back(name);
    } else if (thing.last_ms + there.count() < now_ms) {
      (thing.is_connection ? connections : streams).emplace_back(thing.last_ms, name);
    }
  }
  for (Past* past : {&streams, &connections}) {
    std::ranges::sort(*past);
    for (std::size_t i = 0; i + kMostPast < past->size(); ++i)
      old.push_back(std::move((*past)[i].second));
  }
  return old;
}

Status SeriesWriter::forget_old(RedisConnection& connection, std::int64_t now_ms) {
  if (now_ms < forget_from_ms_) return {};
  const auto old = old_things(now_ms);
  for (std::size_t begin = 0; begin < old.size(); begin += kPipelineLimit) {
    const auto end = std::min(old.size(), begin + kPipelineLimit);
    for (std::size_t i = begin; i < end; ++i) {
      const auto number = things_.of(old[i]).number;
      Status sent = connection.append({"DEL", source_.chunks(number, Tier::Samples),
                                       source_.chunks(number, Tier::TenSeconds),
                                       source_.chunks(number, Tier::Minutes)});
      if (!sent) return sent;
      if (sent = connection.append({"HDEL", source_.things(), old[i]}); !sent) return sent;
      things_.erase(old[i]);
    }
    if (Status removed = skip_replies(connection, 2 * (end - begin)); !removed) return removed;
  }
  return {};
}

}  // namespace mtxmon
