#include "core/store/history_writer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/store/history.h"

namespace mtxmon {
namespace {

constexpr std::ptrdiff_t kPipelineLimit = 500;
constexpr std::chrono::seconds kExpireEvery{45};
constexpr std::chrono::seconds kExpireSpread{30};  // at most so much later, so that keys take turns
constexpr std::chrono::minutes kForgetEvery{5};
constexpr int kTrimSteps = 10;
constexpr std::chrono::minutes kGrowEvery{10};

constexpr std::string_view kNotNewer =
    "history is refused, its times are not newer than what Redis holds; did the clock go back?";

}  // namespace

bool worth_retrying(std::string_view reply) {
  constexpr std::string_view kPassing[] = {"OOM",  "MISCONF",    "LOADING",
                                           "BUSY", "NOREPLICAS", "MASTERDOWN"};
  return std::any_of(std::begin(kPassing), std::end(kPassing),
                     [&](std::string_view word) { return reply.starts_with(word); });
}

bool is_not_newer(std::string_view reply) {
  return reply.find("equal or smaller") != std::string_view::npos;
}

Result<bool> HistoryWriter::write(RedisConnection& connection,
                                  const std::vector<HistoryWrite>& samples, bool replay,
                                  const Note& note) {
  const HistoryWrite* const end = samples.data() + samples.size();
  for (const HistoryWrite* begin = samples.data(); begin < end;) {
    const HistoryWrite* const part_end = begin + std::min(kPipelineLimit, end - begin);
    auto done = write_part(connection, begin, part_end, replay, note);
    if (!done || !*done) return done;
    begin = part_end;
  }
  return true;
}

Status HistoryWriter::append_record(RedisConnection& connection, const HistoryWrite& write,
                                    std::vector<std::string_view>& commands) {
  const Record& record = *write.record;
  const auto oldest = history_id(write.sample.time - record_retention_);
  if (Status sent = connection.append(
          {"XADD", write.key, "MINID", "~", oldest, record.id, "json", record.json});
      !sent)
    return sent;
  commands.push_back(write.key);
  if (!record.replaces.empty()) {
    if (Status sent = connection.append({"XDEL", write.key, record.replaces}); !sent) return sent;
    commands.emplace_back();
  }
  if (!expiry_is_due(record_expire_due_, write.key)) return {};
  const auto expiry = std::to_string(2 * record_retention_.count());
  const auto most = std::to_string(kMaxRecords);
  if (Status sent = connection.append({"XTRIM", write.key, "MAXLEN", "~", most}); !sent)
    return sent;
  commands.emplace_back();
  if (Status sent = connection.append({"PEXPIRE", write.key, expiry}); !sent) return sent;
  commands.emplace_back();
  return {};
}

Status HistoryWriter::append(RedisConnection& connection, const HistoryWrite& write,
                             std::vector<std::string_view>& commands) {
  if (write.record) return append_record(connection, write, commands);
  const auto fields = encode_history(write.sample);
  if (fields.empty()) return {};
  const auto oldest = history_id(write.sample.time - kept_);
  const auto id = history_id(write.sample.time);
  std::vector<std::string_view> args = {"XADD", write.key, "MINID", "~", oldest, id};
  args.insert(args.end(), fields.begin(), fields.end());
  if (Status sent = connection.append(args); !sent) return sent;
  commands.push_back(write.key);
  if (!expiry_is_due(expire_due_, write.key)) return {};
  const auto expiry = std::to_string(2 * retention_.count());
  if (Status sent = connection.append({"PEXPIRE", write.key, expiry}); !sent) return sent;
  commands.emplace_back();
  return {};
}

Result<bool> HistoryWriter::write_part(RedisConnection& connection, const HistoryWrite* begin,
                                       const HistoryWrite* end, bool replay, const Note& note) {
  std::vector<std::string_view> commands;
  for (const auto* write = begin; write != end; ++write) {
    if (Status sent = append(connection, *write, commands); !sent) return std::move(sent).error();
  }
  bool done = true;
  for (const auto key : commands) {
    auto reply = connection.next_reply();
    if (!reply) return std::move(reply).error();
    if (!reply->is_error()) continue;
    const bool known = is_not_newer(reply->text);
    if (known && replay) continue;
    auto command = key.empty() ? std::string("trimming") : fmt::format("XADD {}", key);
    if (known) command = kNotNewer;
    if (Status noted = note(command, reply->text); !noted) return std::move(noted).error();
    if (worth_retrying(reply->text)) done = false;
  }
  return done;
}

void HistoryWriter::add_keys(const std::vector<HistoryWrite>& samples) {
  const auto now = std::chrono::steady_clock::now();
  for (const auto& write : samples) {
    if (!write.record) expire_due_.try_emplace(write.key, now);
  }
}

Result<std::uint64_t> HistoryWriter::trim_oldest(RedisConnection& connection, WallTime now) {
  const auto step = retention_ / kTrimSteps;
  grow_at_ = std::chrono::steady_clock::now() + kGrowEvery;
  for (;;) {
    auto removed = trim_to(connection, now - kept_);
    if (!removed || *removed > 0 || kept_ < 2 * step || step.count() == 0) return removed;
    kept_ -= step;
  }
}

// "~": whole blocks only, because nothing else gives memory back.
Result<std::uint64_t> HistoryWriter::trim_to(RedisConnection& connection, WallTime oldest) {
  const auto id = history_id(oldest);
  std::uint64_t removed = 0;
  for (auto key = expire_due_.begin(); key != expire_due_.end();) {
    std::ptrdiff_t sent = 0;
    for (; key != expire_due_.end() && sent < kPipelineLimit; ++key, ++sent) {
      Status appended = connection.append({"XTRIM", key->first, "MINID", "~", id});
      if (!appended) return std::move(appended).error();
    }
    for (; sent > 0; --sent) {
      auto reply = connection.next_reply();
      if (!reply) return std::move(reply).error();
      // An error adds nothing: that Redis is out of memory is said already.
      if (reply->integer > 0) removed += static_cast<std::uint64_t>(reply->integer);
    }
  }
  return removed;
}

bool HistoryWriter::expiry_is_due(ExpiryTimes& times, const std::string& key) {
  const auto now = std::chrono::steady_clock::now();
  auto [due, is_new] = times.try_emplace(key, now);
  if (due->second > now) return false;
  const auto spread = std::chrono::seconds(std::hash<std::string>()(key) %
                                           static_cast<std::size_t>(kExpireSpread.count()));
  due->second = now + kExpireEvery + spread;
  return true;
}

void HistoryWriter::tend(SteadyTime now) {
  if (kept_ < retention_ && now >= grow_at_) {
    kept_ = std::min(retention_, kept_ + retention_ / kTrimSteps);
    grow_at_ = now + kGrowEvery;
  }
  if (now < next_forget_) return;
  next_forget_ = now + kForgetEvery;
  std::erase_if(expire_due_, [&](const auto& key) { return key.second + 2 * retention_ < now; });
}

}  // namespace mtxmon
