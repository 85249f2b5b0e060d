#include "core/store/slow_tiers.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/history/aggregate.h"
#include "core/history/table_codec.h"
#include "core/store/chunk_entries.h"
#include "core/store/entry_id.h"

namespace mtxmon {
namespace {

constexpr std::size_t kTogether = 20;  // things whose rows are in memory at a time

constexpr auto index_of(Tier tier) { return static_cast<std::size_t>(tier); }

// One tier made from the next finer one.
class Summing {
 public:
  Summing(RedisConnection& connection, const SeriesSource& source, const TierKept& kept, Tier tier,
          const NoteRefusal& note)
      : connection_(connection),
        source_(source),
        tier_(tier),
        finer_(tier == Tier::Minutes ? Tier::TenSeconds : Tier::Samples),
        kept_(kept),
        note_(note) {}

  Status run(std::span<Thing* const> things, std::int64_t until_ms) {
    if (Status asked = ask_where_they_end(things); !asked) return asked;
    std::vector<Job> jobs;
    for (Thing* thing : things) {
      const auto complete =
          finer_ == Tier::Samples ? until_ms : thing->summed_ms[index_of(finer_)].value_or(0);
      const auto end = window_start(tier_, complete);
      auto& summed = thing->summed_ms[index_of(tier_)];
      if (!summed || *summed >= end) continue;
      if (thing->last_ms >= *summed) {
        jobs.push_back({.thing = thing, .from_ms = *summed, .end_ms = end});
      } else {
        summed = end;  // it has had no sample since
      }
    }
    if (Status read = read_finer(jobs); !read) return read;
    for (std::vector<Job*> open = with_rows_left(jobs); !open.empty();
         open = with_rows_left(jobs)) {
      if (Status written = write_next_window(open); !written) return written;
    }
    for (const Job& job : jobs) {
      if (!job.refused) job.thing->summed_ms[index_of(tier_)] = job.end_ms;
    }
    return {};
  }

 private:
  struct Job {
    Thing* thing;
    std::int64_t from_ms, end_ms;
    HistoryTable rows = {};
    std::size_t next_row = 0;  // of the first window that is not written
    bool refused = false;
  };

  Status ask_where_they_end(std::span<Thing* const> things) {
    std::vector<Thing*> unknown;
    for (Thing* thing : things) {
      if (thing->summed_ms[index_of(tier_)]) continue;
      const auto key = source_.chunks(thing->number, tier_);
      Status sent = connection_.append({"XREVRANGE", key, "+", "-", "COUNT", "1"});
      if (!sent) return sent;
      unknown.push_back(thing);
    }
    for (Thing* thing : unknown) {
      auto reply = connection_.next_reply();
      if (!reply) return std::move(reply).error();
      if (reply->is_error()) continue;  // asked again in its next turn
      const auto rows = rows_of_chunks(*reply);
      thing->summed_ms[index_of(tier_)] =
          rows.empty() ? 0 : window_start(tier_, rows.keys.back()) + form_of(tier_).window_ms;
    }
    return {};
  }

  Status read_finer(std::vector<Job>& jobs) {
    for (const Job& job : jobs) {
      const auto key = source_.chunks(job.thing->number, finer_);
      Status sent = connection_.append(
          {"XRANGE", key, std::to_string(job.from_ms), std::to_string(job.end_ms - 1)});
      if (!sent) return sent;
    }
    for (Job& job : jobs) {
      auto reply = connection_.next_reply();
      if (!reply) return std::move(reply).error();
      job.refused = reply->is_error();
      if (!job.refused) job.rows = rows_of_chunks(*reply);
    }
    return {};
  }

  static std::vector<Job*> with_rows_left(std::vector<Job>& jobs) {
    std::vector<Job*> open;
    for (Job& job : jobs) {
      if (!job.refused && job.next_row < job.rows.keys.size()) open.push_back(&job);
    }
    return open;
  }

  // In order: a later window that is there would hide that an earlier one was refused.
  Status write_next_window(const std::vector<Job*>& jobs) {
    const auto window = form_of(tier_).window_ms;
    for (Job* job : jobs) {
      const auto begin = window_start(tier_, job->rows.keys[job->next_row]);
      const auto sums =
          aggregate(slice_rows(job->rows, begin, begin + window), form_of(tier_).step_ms);
      const ChunkWrite chunk{.key = source_.chunks(job->thing->number, tier_),
                             .rows = sums,
                             .keep = kept_[index_of(tier_)],
                             .expiry = source_.expiry()};
      if (Status appended = append_chunk(connection_, chunk); !appended) return appended;
      const auto& keys = job->rows.keys;
      while (job->next_row < keys.size() && keys[job->next_row] < begin + window) ++job->next_row;
    }
    for (Job* job : jobs) {
      const auto written = finish_chunk(connection_, note_);
      if (!written) return written.error();
      job->refused = !*written;
    }
    return {};
  }

  RedisConnection& connection_;
  const SeriesSource& source_;
  const Tier tier_, finer_;
  const TierKept& kept_;
  const NoteRefusal& note_;
};

}  // namespace

Status sum_up_slow_tiers(RedisConnection& connection, const SeriesSource& source,
                         const TierKept& kept, std::span<Thing* const> things,
                         std::int64_t until_ms, const NoteRefusal& note) {
  for (std::size_t begin = 0; begin < things.size(); begin += kTogether) {
    const auto some = things.subspan(begin, std::min(kTogether, things.size() - begin));
    for (const Tier tier : {Tier::TenSeconds, Tier::Minutes}) {
      if (source.retention.of(tier).count() == 0) continue;
      Summing summing(connection, source, kept, tier, note);
      if (Status done = summing.run(some, until_ms); !done) return done;
    }
  }
  return {};
}

}  // namespace mtxmon
