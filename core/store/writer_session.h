// WriterSession: what the RedisWriter does with one connection, from the first command to its end.
//
// Owned and used by the writer's thread. Knows the order of writing (lease, latest, notice,
// history) and what each reply means; knows nothing of queues and threads. When write() fails the
// connection is of no use any more.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/keys.h"
#include "core/store/pending_writes.h"
#include "core/store/redis_connection.h"
#include "core/store/redis_writer.h"

namespace mtxmon {

class WriterSession {
 public:
  // What one turn did; outcomes in the order of the jobs.
  struct Report {
    std::vector<PendingWrites::Outcome> outcomes;
    std::uint64_t written = 0;
    std::uint64_t errors = 0;
    std::string first_error;
  };

  // Connects and checks that this database is ours to write. `owner` is our word in leases.
  // `options` must live longer than the session.
  static Result<WriterSession> open(const RedisWriter::Options& options, std::string owner);

  // Hands what Redis holds for `node` to `restore`; nothing to do when it holds nothing.
  Status restore_node(const std::string& node, const RedisWriter::Restore& restore);
  // Writes the jobs until `deadline`; what is not reached is simply not in the outcomes' favour.
  Result<Report> write(const std::vector<PendingWrites::Job>& jobs,
                       const RedisWriter::Restore& restore, SteadyTime deadline);
  // Per node: do we hold its lease?
  [[nodiscard]] const std::map<std::string, bool>& leader() const { return leader_; }
  void give_leases_back();
  Status limit_wait(Milliseconds command) { return connection_.limit_wait(command); }

 private:
  struct Turn;  // a Report being made

  WriterSession(const RedisWriter::Options& options, std::string owner, RedisConnection connection)
      : options_(&options),
        keys_(options.key_prefix),
        owner_(std::move(owner)),
        connection_(std::move(connection)) {}

  Status check_database();
  Status renew_leases(Turn& turn, const RedisWriter::Restore& restore);
  Status write_latest(Turn& turn);
  Status write_history(Turn& turn, std::size_t job, SteadyTime deadline);
  // False: Redis cannot take it now, it is to be written again.
  Result<bool> write_batch(Turn& turn, std::size_t job, const PendingWrites::Batch& batch);
  bool expiry_is_due(const std::string& key, SteadyTime now);
  void forget_idle_keys(SteadyTime now);
  std::string explain(const std::string& reply);

  const RedisWriter::Options* options_;
  Keys keys_;
  std::string owner_;
  RedisConnection connection_;
  std::map<std::string, bool> leader_;
  std::unordered_map<std::string, SteadyTime>
      expire_due_;  // history key → when EXPIRE is due again
  SteadyTime next_forget_;
};

}  // namespace mtxmon
