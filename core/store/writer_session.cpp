#include "core/store/writer_session.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/store/error_notice.h"
#include "core/store/format.h"
#include "core/store/history.h"

namespace mtxmon {
namespace {

constexpr std::size_t kPipelineLimit = 500;
constexpr std::chrono::seconds kExpireEvery{45};
constexpr std::chrono::seconds kExpireSpread{30};  // at most so much later, so that keys take turns
constexpr std::chrono::minutes kForgetIdleKeys{5};

constexpr std::string_view kNotNewer =
    "history is refused, its times are not newer than what Redis holds; did the clock go back?";

// Ours or nobody's: renew. PEXPIRE, unlike SET, is allowed when Redis is out of memory.
constexpr std::string_view kTakeLease =
    "local holder = redis.call('GET', KEYS[1]) "
    "if holder == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) return 1 end "
    "if holder then return 0 end "
    "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 1";
constexpr std::string_view kGiveLeaseBack =
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Refusals that say nothing about the command: the same one may succeed later.
bool worth_retrying(std::string_view reply) {
  constexpr std::string_view kPassing[] = {"OOM",  "MISCONF",    "LOADING",
                                           "BUSY", "NOREPLICAS", "MASTERDOWN"};
  return std::any_of(std::begin(kPassing), std::end(kPassing),
                     [&](std::string_view word) { return reply.starts_with(word); });
}

}  // namespace

struct WriterSession::Turn {
  explicit Turn(const std::vector<PendingWrites::Job>& all)
      : jobs(all), writable(all.size(), true), refused(all.size(), false) {
    report.outcomes.resize(all.size());
  }

  const std::vector<PendingWrites::Job>& jobs;
  Report report;
  std::vector<bool> writable;  // per job: lease ours and latest accepted
  std::vector<bool>
      refused;  // per job: lease or latest met an error, worth telling the subscribers
  bool out_of_memory = false;

  // Notes an error reply. One that only a new connection can cure is an Error.
  Status note(std::string_view command, const std::string& reply) {
    ++report.errors;
    out_of_memory = out_of_memory || contains(reply, "OOM command");
    auto text = fmt::format("{}: {}", command, printable(reply));
    if (contains(reply, "READONLY")) return Error{std::move(text)};  // a replica now: look again
    if (report.first_error.empty()) report.first_error = std::move(text);
    return {};
  }
};

Result<WriterSession> WriterSession::open(const RedisWriter::Options& options, std::string owner) {
  auto connection = RedisConnection::open(options.address, options.timeouts, options.client_name);
  if (!connection) return std::move(connection).error();
  WriterSession session(options, std::move(owner), std::move(*connection));
  if (Status checked = session.check_database(); !checked) return std::move(checked).error();
  return session;
}

Status WriterSession::check_database() {
  auto held = connection_.command({"GET", keys_.format()});
  if (!held) return std::move(held).error();
  if (held->type == RedisReply::Type::Nil) {
    auto set = connection_.command({"SET", keys_.format(), std::to_string(kRedisFormat), "NX"});
    if (!set) return Error{explain(set.error().message)};
    return {};
  }
  return check_format(held->text, options_->address);
}

Status WriterSession::restore_node(const std::string& node, const RedisWriter::Restore& restore) {
  if (!restore) return {};
  auto held = connection_.command({"HGET", keys_.streams_latest(), node});
  if (!held) return std::move(held).error();
  if (held->type == RedisReply::Type::Text) restore(node, held->text);
  return {};
}

Result<WriterSession::Report> WriterSession::write(const std::vector<PendingWrites::Job>& jobs,
                                                   const RedisWriter::Restore& restore,
                                                   SteadyTime deadline) {
  Turn turn(jobs);
  if (Status leased = renew_leases(turn, restore); !leased) return std::move(leased).error();
  if (Status latest = write_latest(turn); !latest) return std::move(latest).error();
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!turn.writable[i]) continue;
    if (Status history = write_history(turn, i, deadline); !history) {
      return std::move(history).error();
    }
  }
  forget_idle_keys(std::chrono::steady_clock::now());
  if (turn.out_of_memory) turn.report.first_error = explain("OOM command not allowed");
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!turn.refused[i]) continue;
    // Its own failure adds nothing: the error is counted and shown already.
    const auto* field = jobs[i].kind == SourceWrite::Kind::Node ? "node" : "host";
    const auto notice = error_notice(field, jobs[i].source, turn.report.first_error);
    (void)connection_.command({"PUBLISH", keys_.updates(), notice});
  }
  return std::move(turn.report);
}

Status WriterSession::renew_leases(Turn& turn, const RedisWriter::Restore& restore) {
  if (!options_->take_leases) return {};
  const auto expiry = std::to_string(options_->lease.count());
  std::vector<std::size_t> asked;
  for (std::size_t i = 0; i < turn.jobs.size(); ++i) {
    if (turn.jobs[i].kind != SourceWrite::Kind::Node) continue;
    const auto key = keys_.lease(turn.jobs[i].source);
    if (Status sent = connection_.append({"EVAL", kTakeLease, "1", key, owner_, expiry}); !sent) {
      return sent;
    }
    asked.push_back(i);
  }
  std::vector<std::string> taken_over;
  for (const auto i : asked) {
    auto reply = connection_.next_reply();
    if (!reply) return std::move(reply).error();
    const auto& node = turn.jobs[i].source;
    const bool ours = reply->type == RedisReply::Type::Integer && reply->integer == 1;
    turn.writable[i] = ours;
    if (reply->is_error()) {
      turn.refused[i] = true;
      if (Status noted = turn.note("lease of " + node, reply->text); !noted) return noted;
      continue;
    }
    turn.report.outcomes[i].led_elsewhere = !ours;
    const auto before = leader_.find(node);
    if (ours && before != leader_.end() && !before->second) taken_over.push_back(node);
    leader_[node] = ours;
  }
  for (const auto& node : taken_over) {
    if (Status restored = restore_node(node, restore); !restored) return restored;
  }
  return {};
}

Status WriterSession::write_latest(Turn& turn) {
  std::vector<std::size_t> sent_jobs;
  for (std::size_t i = 0; i < turn.jobs.size(); ++i) {
    const auto& job = turn.jobs[i];
    if (!turn.writable[i]) continue;
    if (!job.latest) {
      turn.report.outcomes[i].latest_written = true;
      continue;
    }
    const bool node = job.kind == SourceWrite::Kind::Node;
    const auto key = node ? keys_.streams_latest() : keys_.hosts_latest();
    Status sent = connection_.append({"HSET", key, job.source, *job.latest});
    if (sent) sent = connection_.append({"PUBLISH", keys_.updates(), job.notice});
    if (!sent) return sent;
    sent_jobs.push_back(i);
  }
  for (const auto i : sent_jobs) {
    auto stored = connection_.next_reply();
    if (!stored) return std::move(stored).error();
    auto published = connection_.next_reply();
    if (!published) return std::move(published).error();
    if (stored->is_error()) {
      turn.writable[i] = false;
      turn.refused[i] = true;
      const auto command = "HSET latest of " + turn.jobs[i].source;
      if (Status noted = turn.note(command, stored->text); !noted) return noted;
    } else {
      turn.report.outcomes[i].latest_written = true;
      ++turn.report.written;
    }
    if (published->is_error()) {
      if (Status noted = turn.note("PUBLISH " + keys_.updates(), published->text); !noted) {
        return noted;
      }
    }
  }
  return {};
}

Status WriterSession::write_history(Turn& turn, std::size_t job, SteadyTime deadline) {
  auto& outcome = turn.report.outcomes[job];
  for (const auto& batch : turn.jobs[job].history) {
    if (std::chrono::steady_clock::now() >= deadline) return {};
    auto done = write_batch(turn, job, batch);
    if (!done) return std::move(done).error();
    if (!*done) return {};
    outcome.history_through = batch.number;
  }
  return {};
}

Result<bool> WriterSession::write_batch(Turn& turn, std::size_t job,
                                        const PendingWrites::Batch& batch) {
  const auto& samples = *batch.samples;
  const auto now = std::chrono::steady_clock::now();
  for (std::size_t begin = 0; begin < samples.size(); begin += kPipelineLimit) {
    const auto end = std::min(samples.size(), begin + kPipelineLimit);
    std::vector<std::string_view> commands;  // the key of each XADD, nothing for an EXPIRE
    for (auto i = begin; i < end; ++i) {
      const auto fields = encode_history(samples[i].sample);
      if (fields.empty()) continue;
      const auto time = samples[i].sample.time;
      const auto oldest = history_id(time - options_->retention);
      const auto id = history_id(time);
      std::vector<std::string_view> args = {"XADD", samples[i].key, "MINID", "~", oldest, id};
      args.insert(args.end(), fields.begin(), fields.end());
      if (Status sent = connection_.append(args); !sent) return std::move(sent).error();
      commands.push_back(samples[i].key);
      if (!expiry_is_due(samples[i].key, now)) continue;
      const auto expiry = std::to_string(2 * options_->retention.count());
      if (Status sent = connection_.append({"PEXPIRE", samples[i].key, expiry}); !sent) {
        return std::move(sent).error();
      }
      commands.emplace_back();
    }
    bool done = true;
    for (const auto key : commands) {
      auto reply = connection_.next_reply();
      if (!reply) return std::move(reply).error();
      if (!reply->is_error()) continue;
      const bool known = contains(reply->text, "equal or smaller");
      if (known && turn.jobs[job].replay) continue;
      auto command = key.empty() ? std::string("PEXPIRE") : fmt::format("XADD {}", key);
      if (known) command = kNotNewer;
      if (Status noted = turn.note(command, reply->text); !noted) return std::move(noted).error();
      if (worth_retrying(reply->text)) done = false;
    }
    if (!done) return false;
  }
  return true;
}

bool WriterSession::expiry_is_due(const std::string& key, SteadyTime now) {
  auto [due, is_new] = expire_due_.try_emplace(key, now);
  if (due->second > now) return false;
  const auto spread = std::chrono::seconds(std::hash<std::string>()(key) %
                                           static_cast<std::size_t>(kExpireSpread.count()));
  due->second = now + kExpireEvery + spread;
  return true;
}

void WriterSession::forget_idle_keys(SteadyTime now) {
  if (now < next_forget_) return;
  next_forget_ = now + kForgetIdleKeys;
  std::erase_if(expire_due_, [now](const auto& key) { return key.second + kForgetIdleKeys < now; });
}

void WriterSession::give_leases_back() {
  for (const auto& [node, ours] : leader_) {
    if (!ours) continue;
    auto reply = connection_.command({"EVAL", kGiveLeaseBack, "1", keys_.lease(node), owner_});
    if (!reply && connection_.broken()) return;  // the lease runs out by itself
  }
}

std::string WriterSession::explain(const std::string& reply) {
  if (!contains(reply, "OOM command")) return reply;
  std::string limit = "maxmemory";
  constexpr std::string_view kField = "maxmemory_human:";
  if (auto info = connection_.command({"INFO", "memory"}); info.ok()) {
    const auto at = info->text.find(kField);
    if (at != std::string::npos) {
      const auto begin = at + kField.size();
      limit += " " + printable(info->text.substr(begin, info->text.find('\r', begin) - begin), 20);
    }
  }
  return fmt::format("Redis is out of memory ({}): raise maxmemory or shorten history", limit);
}

}  // namespace mtxmon
