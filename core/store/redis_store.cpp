#include "core/store/redis_store.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/store/format.h"
#include "core/store/series_reader.h"

namespace mtxmon {
namespace {

constexpr Milliseconds kRememberFailure{500};

std::string records_key(const Keys& keys, const RecordQuery& query) {
  switch (query.kind) {
    case RecordKind::Events:
      return keys.events(query.node);
    case RecordKind::ReaderEvents:
      return keys.reader_events(query.node);
    case RecordKind::Sessions:
      return keys.sessions(query.node);
  }
  return "";
}

}  // namespace

RedisStore::RedisStore(Options options)
    : options_(std::move(options)), keys_(options_.key_prefix) {}

Result<Store::Documents> RedisStore::latest_streams() { return documents(keys_.streams_latest()); }

Result<Store::Documents> RedisStore::latest_hosts() { return documents(keys_.hosts_latest()); }

Result<std::optional<std::string>> RedisStore::latest_stream(std::string_view node) {
  return document(keys_.streams_latest(), node);
}

Result<std::optional<std::string>> RedisStore::latest_host(std::string_view host) {
  return document(keys_.hosts_latest(), host);
}

Result<HistoryTable> RedisStore::history(const SeriesQuery& query) {
  auto connection = take_connection();
  if (!connection) return std::move(connection).error();
  auto rows = read_series(*connection, keys_, query);
  give_back(std::move(*connection));
  return rows;
}

Result<std::vector<StoredRecord>> RedisStore::records(const RecordQuery& query) {
  const auto from_ms = std::max<std::int64_t>(0, query.from.time_since_epoch().count());
  const auto to_ms = query.to.time_since_epoch().count();
  if (to_ms < from_ms || query.limit == 0) return std::vector<StoredRecord>();
  auto last = std::to_string(to_ms);  // a bare time as an upper bound: whatever its number
  if (query.before && query.before->time_ms <= to_ms) {
    const auto [time_ms, number] = *query.before;
    if (number == 0 && time_ms == 0) return std::vector<StoredRecord>();
    last = number == 0 ? std::to_string(time_ms - 1) : entry_id(EntryId{time_ms, number - 1});
  }
  auto reply = ask({"XREVRANGE", records_key(keys_, query), last, std::to_string(from_ms), "COUNT",
                    std::to_string(query.limit)});
  if (!reply) return std::move(reply).error();
  std::vector<StoredRecord> records;
  records.reserve(reply->items.size());
  for (auto& entry : reply->items) {
    if (entry.items.size() != 2) continue;
    const auto id = parse_entry_id(entry.items[0].text);
    if (!id) continue;
    auto& fields = entry.items[1].items;
    records.push_back({*id, fields.size() == 2 ? std::move(fields[1].text) : std::string()});
  }
  return records;
}

Result<Store::Documents> RedisStore::mutes() { return documents(keys_.mutes()); }

Status RedisStore::put_mute(std::string_view id, std::string_view json) {
  auto reply = ask({"HSET", keys_.mutes(), id, json});
  return reply ? Status() : Status(std::move(reply).error());
}

Result<bool> RedisStore::remove_mute(std::string_view id) {
  auto reply = ask({"HDEL", keys_.mutes(), id});
  if (!reply) return std::move(reply).error();
  return reply->integer > 0;
}

Status RedisStore::check() {
  auto held = ask({"GET", keys_.format()});
  if (!held) return std::move(held).error();
  if (held->type == RedisReply::Type::Nil) return {};  // nobody has written yet
  return check_format(held->text, options_.address);
}

Result<RedisReply> RedisStore::ask(std::initializer_list<std::string_view> args) {
  auto connection = take_connection();
  if (!connection) return std::move(connection).error();
  auto reply = connection->command(args);
  give_back(std::move(*connection));
  return reply;
}

Result<RedisConnection> RedisStore::take_connection() {
  {
    std::unique_lock lock(mutex_);
    const bool free = place_free_.wait_for(lock, options_.timeouts.command,
                                           [this] { return in_use_ < options_.connections; });
    if (!free) {
      return Error{fmt::format("all {} connections to Redis at {} are busy", options_.connections,
                               options_.address.display())};
    }
    if (options_.stop.stop_requested()) return Error{"this program is ending"};
    while (!idle_.empty()) {
      RedisConnection connection = std::move(idle_.back());
      idle_.pop_back();
      if (connection.broken()) continue;
      ++in_use_;
      return connection;
    }
    const auto age = std::chrono::steady_clock::now() - connect_failed_at_;
    if (connect_error_ && age < kRememberFailure) return *connect_error_;
    ++in_use_;
  }
  auto opened = RedisConnection::open(options_.address, options_.timeouts, options_.client_name,
                                      options_.stop);
  const std::lock_guard lock(mutex_);
  if (opened) {
    connect_error_.reset();
    return opened;
  }
  connect_error_ = opened.error();
  connect_failed_at_ = std::chrono::steady_clock::now();
  --in_use_;
  place_free_.notify_all();
  return opened;
}

void RedisStore::give_back(RedisConnection connection) {
  const std::lock_guard lock(mutex_);
  --in_use_;
  if (!connection.broken()) idle_.push_back(std::move(connection));
  place_free_.notify_all();  // one that gives up when it wakes would keep the news from the others
}

Result<Store::Documents> RedisStore::documents(const std::string& key) {
  auto reply = ask({"HGETALL", key});
  if (!reply) return std::move(reply).error();
  Documents found;
  for (std::size_t i = 0; i + 1 < reply->items.size(); i += 2) {
    found.emplace(std::move(reply->items[i].text), std::move(reply->items[i + 1].text));
  }
  return found;
}

Result<std::optional<std::string>> RedisStore::document(const std::string& key,
                                                        std::string_view field) {
  auto reply = ask({"HGET", key, field});
  if (!reply) return std::move(reply).error();
  if (reply->type == RedisReply::Type::Nil) return std::optional<std::string>();
  return std::optional(std::move(reply->text));
}

}  // namespace mtxmon
