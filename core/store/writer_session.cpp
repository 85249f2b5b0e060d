#include "core/store/writer_session.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/base/log.h"
#include "core/store/database_claim.h"
#include "core/store/error_notice.h"
#include "core/store/latest_hosts.h"
#include "core/store/old_documents.h"
#include "core/store/writer_turn.h"

namespace mtxmon {
namespace {

constexpr int kTrimRounds = 4;  // per turn, so that a poll's documents are not late for it
constexpr std::chrono::minutes kRemoveEvery{10};
constexpr std::chrono::hours kRememberAtLeast{1};

// Ours or nobody's: renew (1) or take (2). PEXPIRE, unlike SET, is allowed when Redis is out of
// memory.
constexpr std::string_view kTakeLease =
    "local holder = redis.call('GET', KEYS[1]) "
    "if holder == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) return 1 end "
    "if holder then return 0 end "
    "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 2";
constexpr std::string_view kGiveLeaseBack =
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

}  // namespace

Result<WriterSession> WriterSession::open(const RedisWriter::Options& options, std::string owner,
                                          std::stop_token stop) {
  auto connection = RedisConnection::open(options.address, options.timeouts, options.client_name,
                                          std::move(stop));
  if (!connection) return std::move(connection).error();
  WriterSession session(options, std::move(owner), std::move(*connection));
  Status claimed = claim_database(session.connection_, session.keys_.format(), options.address);
  if (!claimed) return Error{session.explain(claimed.error().message)};
  return session;
}

Result<std::uint64_t> WriterSession::restore_node(const std::string& node, Restorer& restorer,
                                                  bool ours, std::optional<WallTime> first_poll) {
  own_.insert(node);
  history_.look_again(node);
  if (!restorer.restore) return 0;
  auto held = connection_.command({"HGET", keys_.streams_latest(), node});
  if (!held) return std::move(held).error();
  if (held->type != RedisReply::Type::Text) return 0;
  const FoundDocument found{node, std::move(held->text), ours, ++restorer.last_number};
  Status begun = records_.begin(connection_, node, restorer.restore(found), first_poll);
  return begun ? Result<std::uint64_t>(found.number) : begun.error();
}

Result<WriterSession::Report> WriterSession::write(const std::vector<PendingWrites::Job>& jobs,
                                                   Restorer& restorer, SteadyTime deadline) {
  WriterTurn turn(jobs);
  for (const auto& job : jobs) own_.insert(job.source);
  if (Status done = write_documents(turn, restorer); !done) return std::move(done).error();
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!turn.parts[i].writable) continue;
    if (Status done = write_history(turn, i, deadline); !done) return std::move(done).error();
  }
  say_errors(turn);
  const auto now = std::chrono::steady_clock::now();
  history_.tend(now);
  if (Status done = remove_old(turn, now); !done) return std::move(done).error();
  return std::move(turn.report);
}

Status WriterSession::write_documents(WriterTurn& turn, Restorer& restorer) {
  Selection open(turn.jobs.size());
  std::iota(open.begin(), open.end(), std::size_t{0});
  for (;; ++turn.round) {
    for (const auto i : open) turn.parts[i] = {};
    if (Status leased = renew_leases(turn, open, restorer); !leased) return leased;
    if (Status written = write_records(turn, open); !written) return written;
    if (Status written = write_latest(turn, open); !written) return written;
    std::erase_if(open, [&](std::size_t i) {
      const auto& refused = turn.parts[i].refused;
      return !refused || !is_out_of_memory(refused->reply);
    });
    if (turn.round == kTrimRounds || (open.empty() && turn.round == 0)) break;
    // Once more when all is written, so that there is room for the history and the next polls, too.
    const auto made_room = make_room(turn);
    if (!made_room) return made_room.error();
    if (!*made_room || open.empty()) break;
  }
  for (const auto& part : turn.parts) {
    if (!part.refused) continue;
    if (Status noted = turn.note(part.refused->command, part.refused->reply); !noted) return noted;
  }
  return {};
}

// The newest state matters more than the oldest history.
Result<bool> WriterSession::make_room(WriterTurn& turn) {
  const auto kept_before = history_.kept_ratio();
  std::uint64_t removed = 0;
  for (const auto& job : turn.jobs) {
    const auto trimmed =
        history_.trim_oldest(connection_, job.kind, job.source, SystemClock().wall_now());
    if (!trimmed) return trimmed.error();
    removed += *trimmed;
    if (removed > 0) break;
  }
  turn.report.trimmed += removed;
  if (history_.kept_ratio() != kept_before) {  // not at every turn
    spdlog::warn("{}: the oldest history is given up, {:.0f} % of the retention stay",
                 explain("OOM command not allowed"), 100 * history_.kept_ratio());
  }
  return removed > 0;
}

Status WriterSession::renew_leases(WriterTurn& turn, const Selection& jobs, Restorer& restorer) {
  if (!options_->take_leases) return {};
  const auto expiry = std::to_string(options_->lease.count());
  Selection asked;
  for (const auto i : jobs) {
    if (turn.jobs[i].kind != SourceKind::Node) continue;
    const auto key = keys_.lease(turn.jobs[i].source);
    if (Status sent = connection_.append({"EVAL", kTakeLease, "1", key, owner_, expiry}); !sent) {
      return sent;
    }
    asked.push_back(i);
  }
  Selection taken_over;
  for (const auto i : asked) {
    auto reply = connection_.next_reply();
    if (!reply) return std::move(reply).error();
    const auto& node = turn.jobs[i].source;
    if (reply->is_error()) {
      turn.refuse(i, "lease of " + node, std::move(reply->text));
      continue;
    }
    const bool ours = reply->type == RedisReply::Type::Integer && reply->integer > 0;
    // It may have run out, and another may have written and gone, while we were held up.
    if (ours && reply->integer == 2) history_.look_again(node);
    turn.parts[i].writable = ours;
    turn.report.outcomes[i].led_elsewhere = !ours;
    const auto before = leader_.find(node);
    if (ours && before != leader_.end() && !before->second) taken_over.push_back(i);
    leader_[node] = ours;
  }
  for (const auto i : taken_over) {
    const auto& job = turn.jobs[i];
    const auto found = restore_node(job.source, restorer, false, job.first_poll);
    if (!found) return found.error();
    turn.report.outcomes[i].restored_from = *found;
  }
  return {};
}

// Before the document, so that whoever takes over finds told what the document knows.
Status WriterSession::write_records(WriterTurn& turn, const Selection& jobs) {
  for (const auto i : jobs) {
    if (!turn.parts[i].writable) continue;
    const auto& job = turn.jobs[i];
    Status done = records_.write(connection_, job, job.replay || turn.round > 0,
                                 turn.report.outcomes[i], turn.noting());
    if (!done) return done;
  }
  return {};
}

Status WriterSession::write_latest(WriterTurn& turn, const Selection& jobs) {
  Selection sent_jobs;
  for (const auto i : jobs) {
    const auto& job = turn.jobs[i];
    auto& outcome = turn.report.outcomes[i];
    if (!turn.parts[i].writable || outcome.restored_from != 0) continue;
    if (!job.latest) {
      outcome.latest_written = true;
      continue;
    }
    const bool node = job.kind == SourceKind::Node;
    const auto key = node ? keys_.streams_latest() : keys_.hosts_latest();
    Status sent = connection_.append({"HSET", key, job.source, *job.latest});
    if (!sent) return sent;
    sent_jobs.push_back(i);
  }
  Selection stored;
  for (const auto i : sent_jobs) {
    auto reply = connection_.next_reply();
    if (!reply) return std::move(reply).error();
    if (reply->is_error()) {
      turn.refuse(i, "HSET latest of " + turn.jobs[i].source, std::move(reply->text));
      continue;
    }
    turn.report.outcomes[i].latest_written = true;
    ++turn.report.written;
    stored.push_back(i);
  }
  return publish(turn, stored);
}

// Only now, because a notice of a document that was refused would be wrong.
Status WriterSession::publish(WriterTurn& turn, const Selection& jobs) {
  for (const auto i : jobs) {
    const auto& notice = turn.jobs[i].notice;
    if (Status sent = connection_.append({"PUBLISH", keys_.updates(), notice}); !sent) return sent;
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    auto reply = connection_.next_reply();
    if (!reply) return std::move(reply).error();
    if (!reply->is_error()) continue;
    if (Status noted = turn.note("PUBLISH " + keys_.updates(), reply->text); !noted) return noted;
  }
  return {};
}

Status WriterSession::write_history(WriterTurn& turn, std::size_t job, SteadyTime deadline) {
  for (const auto& batch : turn.jobs[job].history) {
    if (std::chrono::steady_clock::now() >= deadline) return {};
    auto done = history_.write(connection_, turn.jobs[job].kind, turn.jobs[job].source,
                               *batch.samples, turn.jobs[job].replay, turn.noting());
    if (!done) return std::move(done).error();
    if (!*done) return {};
    turn.report.outcomes[job].history_through = batch.number;
  }
  return {};
}

void WriterSession::say_errors(WriterTurn& turn) {
  std::string out_of_memory;
  if (turn.out_of_memory) {
    out_of_memory = explain("OOM command not allowed");
    turn.report.first_error = out_of_memory;
  }
  for (std::size_t i = 0; i < turn.jobs.size(); ++i) {
    const auto& refused = turn.parts[i].refused;
    if (!refused) continue;
    const auto error = is_out_of_memory(refused->reply)
                           ? out_of_memory
                           : fmt::format("{}: {}", refused->command, printable(refused->reply));
    const auto* field = turn.jobs[i].kind == SourceKind::Node ? "node" : "host";
    // Its own failure adds nothing: the error is counted and shown already.
    (void)connection_.command(
        {"PUBLISH", keys_.updates(), error_notice(field, turn.jobs[i].source, error)});
  }
}

Status WriterSession::remove_old(const WriterTurn& turn, SteadyTime now) {
  if (now < next_removal_) return {};
  next_removal_ = now + kRemoveEvery;
  const bool nodes = turn.jobs.front().kind == SourceKind::Node;
  const auto remember = std::max<Milliseconds>(options_->remember, kRememberAtLeast);
  const auto removed = remove_old_documents(
      connection_, {.key = nodes ? keys_.streams_latest() : keys_.hosts_latest(),
                    .member = nodes ? "polled_at" : "collected_at",
                    .before = SystemClock().wall_now() - remember,
                    .keep = own_});
  if (!removed) {
    spdlog::warn("documents of old cannot be removed: {}", removed.error().message);
    next_removal_ = SteadyTime::max();  // said once per connection
    return connection_.broken() ? Status(removed.error()) : Status();
  }
  for (const auto& name : *removed) {
    spdlog::info("{} {} is forgotten, nobody has written it for {:.0f} h", nodes ? "node" : "host",
                 printable(name, 64), to_seconds(remember) / 3600);
  }
  return {};
}

Status WriterSession::read_others() {
  Status read = read_hosts(connection_, keys_, options_->hosts, options_->on_host);
  if (!read || !options_->on_mutes) return read;
  return mutes_.read(connection_, keys_, options_->on_mutes);
}

void WriterSession::give_leases_back() {
  for (const auto& [node, ours] : leader_) {
    if (!ours) continue;
    auto reply = connection_.command({"EVAL", kGiveLeaseBack, "1", keys_.lease(node), owner_});
    if (!reply && connection_.broken()) return;  // the lease runs out by itself
  }
}

std::string WriterSession::explain(const std::string& reply) {
  if (!is_out_of_memory(reply)) return reply;
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
