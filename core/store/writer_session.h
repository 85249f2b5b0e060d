// WriterSession: what the RedisWriter does with one connection, from the first command to its end.
//
// Owned and used by the writer's thread. Knows the order of writing (lease, records, latest,
// notice, history) and what each reply means; knows nothing of queues and threads. When a call
// fails the connection is of no use any more.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/history_writer.h"
#include "core/store/keys.h"
#include "core/store/mute_reader.h"
#include "core/store/pending_writes.h"
#include "core/store/record_writer.h"
#include "core/store/redis_connection.h"
#include "core/store/redis_writer.h"

namespace mtxmon {

struct WriterTurn;  // a Report being made

class WriterSession {
 public:
  // What one turn did; outcomes in the order of the jobs.
  struct Report {
    std::vector<PendingWrites::Outcome> outcomes;
    std::uint64_t written = 0;
    std::uint64_t errors = 0;
    std::uint64_t trimmed = 0;  // chunks of history given up to make room
    std::string first_error;
  };

  // Connects and checks that this database is ours to write. `owner` is our word in leases; `stop`
  // hangs up. `options` must live longer than the session.
  static Result<WriterSession> open(const RedisWriter::Options& options, std::string owner,
                                    std::stop_token stop);

  // Gives each document that is found its number; one for all sessions of a writer.
  struct Restorer {
    RedisWriter::Restore restore;
    std::uint64_t last_number = 0;
  };
  // Hands what Redis holds for `node` out; its number, or 0: it holds nothing. `first_poll`: as in
  // RecordWriter::begin().
  Result<std::uint64_t> restore_node(const std::string& node, Restorer& restorer, bool ours,
                                     std::optional<WallTime> first_poll);
  // Writes the jobs until `deadline`; what is not reached is simply not in the outcomes' favour.
  Result<Report> write(const std::vector<PendingWrites::Job>& jobs, Restorer& restorer,
                       SteadyTime deadline);
  // Hands on what others have written: the newest samples of the hosts of the options, and mutes.
  Status read_others();
  // Per node: do we hold its lease?
  [[nodiscard]] const std::map<std::string, bool>& leader() const { return leader_; }
  void give_leases_back();

 private:
  using Selection = std::vector<std::size_t>;  // some jobs of a turn

  WriterSession(const RedisWriter::Options& options, std::string owner, RedisConnection connection)
      : options_(&options),
        keys_(options.key_prefix),
        owner_(std::move(owner)),
        connection_(std::move(connection)),
        history_(keys_, options.retention),
        records_(options) {}

  // Leases and latest documents; makes room for them when Redis has none.
  Status write_documents(WriterTurn& turn, Restorer& restorer);
  Status renew_leases(WriterTurn& turn, const Selection& jobs, Restorer& restorer);
  Status write_records(WriterTurn& turn, const Selection& jobs);
  Status write_latest(WriterTurn& turn, const Selection& jobs);
  Status publish(WriterTurn& turn, const Selection& jobs);
  Result<bool> make_room(WriterTurn& turn);
  Status write_history(WriterTurn& turn, std::size_t job, SteadyTime deadline);
  void say_errors(WriterTurn& turn);
  Status remove_old(const WriterTurn& turn, SteadyTime now);
  std::string explain(const std::string& reply);

  const RedisWriter::Options* options_;
  Keys keys_;
  std::string owner_;
  RedisConnection connection_;
  HistoryWriter history_;
  RecordWriter records_;
  MuteReader mutes_;
  std::map<std::string, bool> leader_;
  std::set<std::string> own_;  // every source that is ours to write, led or not
  SteadyTime next_removal_;
};

}  // namespace mtxmon
