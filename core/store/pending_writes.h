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
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/store/source_write.h"

namespace mtxmon {

class PendingWrites {
 public:
  static constexpr std::size_t kMaxBatches = 600;  // 120 s at the shortest interval

  struct Batch {
    std::uint64_t number = 0;
    SteadyTime submitted;
    std::uint64_t restored_from = 0;  // SourceWrite's
    // A batch of records has these …
    std::shared_ptr<const std::vector<RecordWrite>> records = {};
    std::shared_ptr<const std::vector<Record>> problems = {};
    // … and one of history this.
    std::shared_ptr<const HistoryPoll> samples = {};

    [[nodiscard]] std::size_t size() const;
  };

  // One source's part of a turn: values, so that they can be written while submit() goes on.
  struct Job {
    SourceKind kind = SourceKind::Node;
    std::string source;
    WallTime first_poll{};                      // of this source that was ever submitted
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
    // Number of the document that was found when the lease was taken over, see note_found(); 0: it
    // was not, or there was none.
    std::uint64_t restored_from = 0;
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
  // A FoundDocument was handed out. What does not know it, submitted before or later, must not
  // replace it; nor tell problems, when it is another's.
  void note_found(const std::string& source, std::uint64_t number, bool ours);
  // When the first poll began that was submitted of it; nothing: none was yet.
  [[nodiscard]] std::optional<WallTime> first_poll(const std::string& source) const;

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
    WallTime first_poll{};
    std::shared_ptr<const std::string> latest;
    std::uint64_t restored_from = 0;  // of `latest`
    std::string notice;
    bool latest_written = false;
    bool led_elsewhere = false;
    bool replay = true;
    Queue records, history;
    std::shared_ptr<const std::vector<std::string>> things;  // of the last poll
  };
  // The newest document that was found, by its number: of anybody, and of another writer.
  struct Found {
    std::uint64_t by_anybody = 0, by_another = 0;
  };

  // Takes from `source` what does not know them.
  static void drop_unknowing(Source& source, const Found& found);

  Milliseconds keep_;
  std::uint64_t last_number_ = 0;
  std::map<std::string, Source> sources_;
  std::map<std::string, Found> found_;  // by source
};

}  // namespace mtxmon
