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

  Status run(const std::vector<Thing*>& things, std::int64_t until_ms) {
    if (Status asked = ask_where_they_end(things); !asked) return asked;
    std::vector<Job> jobs;
    for (Thing* thing : things) {
      const auto complete =
          finer_ == Tier::Samples ? until_ms : thing->summed_ms[index_of(finer_)].value_or(0);
      const auto end = window_start(tier_, complete);
      auto& summed = thing->summed_ms[index_of(tier_)];
      if (*summed >= end) continue;
      if (thing->last_ms >= *summed) {
        const auto oldest = end - kept_[index_of(finer_)].count();
        jobs.push_back(
            {thing, std::max({*summed, window_start(tier_, oldest), std::int64_t{0}}), end, {}});
      } else {
        summed = end;  // it has had no sample since
      }
    }
    if (Status read = read_finer(jobs); !read) return read;
    return write(jobs);
  }

 private:
  struct Job {
    Thing* thing;
    std::int64_t from_ms, end_ms;
    HistoryTable rows;
  };

  Status ask_where_they_end(const std::vector<Thing*>& things) {
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
      job.rows = rows_of_chunks(*reply);
    }
    return {};
  }

  Status write(const std::vector<Job>& jobs) {
    std::vector<std::size_t> sent;  // chunks per job
    const auto window = form_of(tier_).window_ms;
    for (const Job& job : jobs) {
      std::size_t chunks = 0;
      for (std::size_t row = 0; row < job.rows.keys.size();) {
        const auto begin = window_start(tier_, job.rows.keys[row]);
        const auto sums =
            aggregate(slice_rows(job.rows, begin, begin + window), form_of(tier_).step_ms);
        const ChunkWrite chunk{.key = source_.chunks(job.thing->number, tier_),
                               .rows = sums,
                               .keep = kept_[index_of(tier_)],
                               .expiry = source_.retention.of(tier_) + Milliseconds(window)};
        if (Status appended = append_chunk(connection_, chunk); !appended) return appended;
        ++chunks;
        while (row < job.rows.keys.size() && job.rows.keys[row] < begin + window) ++row;
      }
      sent.push_back(chunks);
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      bool done = true;
      for (std::size_t chunk = 0; chunk < sent[i]; ++chunk) {
        const auto written = finish_chunk(connection_, note_);
        if (!written) return written.error();
        done = done && *written;
      }
      if (done) jobs[i].thing->summed_ms[index_of(tier_)] = jobs[i].end_ms;
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

Status SlowTiers::sum_up(RedisConnection& connection, const SeriesSource& source,
                         const TierKept& kept, const std::vector<Thing*>& things,
                         std::int64_t until_ms, const NoteRefusal& note) {
  for (const Tier tier : {Tier::TenSeconds, Tier::Minutes}) {
    if (source.retention.of(tier).count() == 0) continue;
    if (Status done = Summing(connection, source, kept, tier, note).run(things, until_ms); !done)
      return done;
  }
  return {};
}

}  // namespace mtxmon
