#include "core/store/redis_store.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/store/format.h"
#include "core/store/series_reader.h"

namespace mtxmon {
namespace {

constexpr Milliseconds kRememberFailure{500};

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

Result<std::vector<std::string>> RedisStore::records(RecordKind kind, std::string_view node,
                                                     WallTime from, WallTime to,
                                                     std::size_t limit) {
  const auto epoch = WallTime();
  if (to < epoch || to < from || limit == 0) return std::vector<std::string>();
  const std::string key = kind == RecordKind::Events         ? keys_.events(node)
                          : kind == RecordKind::ReaderEvents ? keys_.reader_events(node)
                                                             : keys_.sessions(node);
  const auto first = std::to_string(std::max(from, epoch).time_since_epoch().count());
  const auto last = std::to_string(to.time_since_epoch().count());
  auto reply = ask({"XREVRANGE", key, last, first, "COUNT", std::to_string(limit)});
  if (!reply) return std::move(reply).error();
  std::vector<std::string> records;
  records.reserve(reply->items.size());
  for (auto& entry : reply->items) {
    if (entry.items.size() != 2 || entry.items[1].items.size() != 2) continue;
    records.push_back(std::move(entry.items[1].items[1].text));
  }
  return records;
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
