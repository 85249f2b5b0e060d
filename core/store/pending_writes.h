// PendingWrites: what the RedisWriter still has to write and what it may have to write again, per
// source.
//
// Bookkeeping without I/O and without a lock: the writer guards it with its mutex. The latest
// document is latest-wins and is kept for ever, so that an empty Redis gets it back. Batches of
// records and of history, apart because records are written before the document, are kept for
// `keep` after they were submitted, at most kMaxBatches of each per source; the oldest go first and
// count as dropped when nobody has written them.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/store/redis_writer.h"

namespace mtxmon {

class PendingWrites {
 public:
  static constexpr std::size_t kMaxBatches = 256;

  struct Batch {
    std::uint64_t number = 0;
    SteadyTime submitted;
    // A batch of records has these …
    std::shared_ptr<const std::vector<RecordWrite>> records = {};
    std::shared_ptr<const std::vector<Record>> problems = {};
    // … and one of history this.
    std::shared_ptr<const HistoryPoll> samples = {};

    [[nodiscard]] std::size_t size() const {
      return (records ? records->size() : 0) + (problems ? problems->size() : 0) +
             (samples ? samples->size() : 0);
    }
  };

  // One source's part of a turn: values, so that they can be written while submit() goes on.
  struct Job {
    SourceKind kind = SourceKind::Node;
    std::string source;
    std::shared_ptr<const std::string> latest;  // null: what Redis holds is the newest
    std::string notice;
    std::vector<Batch> records;  // oldest first
    std::vector<Batch> history;  // oldest first
    bool replay = false;         // some of them may be in Redis already
  };

  // What became of a Job.
  struct Outcome {
    bool latest_written = false;
    bool led_elsewhere = false;  // another writer holds the lease; nothing was written
    bool restored = false;       // the lease was taken over, see drop_latest()
    // Numbers of the last batches that are done; 0: none.
    std::uint64_t records_through = 0;
    std::uint64_t history_through = 0;
  };

  explicit PendingWrites(Milliseconds keep) : keep_(keep) {}

  // The number of samples that had to be dropped for it.
  std::size_t add(SourceWrite write, SteadyTime now);
  // Whatever is not written yet, sources in the order of their names.
  [[nodiscard]] std::vector<Job> take() const;
  void complete(const Job& job, const Outcome& outcome);
  // A new connection, perhaps to a Redis that lost data: everything that is kept is to be written
  // (again).
  void write_all_again();
  // What another writer left was read back: the document that is pending knows nothing of it and
  // must not replace it.
  void drop_latest(const std::string& source);
  // Another writer tells the problems of this source.
  void drop_problems(const std::string& source);
  // Was anything of it ever submitted?
  [[nodiscard]] bool knows(const std::string& source) const { return sources_.contains(source); }

 private:
  struct Queue {
    std::uint64_t written_through = 0;  // batches up to this number were written in some connection
    std::uint64_t done_through = 0;     // batches up to this number are done in this connection
    std::deque<Batch> batches;

    void add(Batch batch);
    // The number of samples in batches that are too old or too many and that nobody has written.
    std::size_t drop_old(SteadyTime before);
    [[nodiscard]] std::vector<Batch> open() const;
    void done(std::uint64_t through);
  };
  struct Source {
    SourceKind kind = SourceKind::Node;
    std::shared_ptr<const std::string> latest;
    std::string notice;
    bool latest_written = false;
    bool led_elsewhere = false;
    bool replay = true;
    Queue records, history;
    std::shared_ptr<const std::vector<std::string>> things;  // of the last poll
  };

  Milliseconds keep_;
  std::uint64_t last_number_ = 0;
  std::map<std::string, Source> sources_;
};

}  // namespace mtxmon
