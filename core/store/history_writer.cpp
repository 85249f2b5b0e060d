#include "core/store/history_writer.h"

#include <algorithm>
#include <utility>

#include "core/store/entry_id.h"

namespace mtxmon {
namespace {

constexpr std::ptrdiff_t kPipelineLimit = 500;
constexpr int kTrimSteps = 10;
constexpr std::chrono::minutes kGrowEvery{10};
constexpr Tier kTrimOrder[] = {Tier::Minutes, Tier::TenSeconds, Tier::Samples};

}  // namespace

HistoryWriter::HistoryWriter(const Keys& keys, const TierRetention& retention)
    : keys_(keys), retention_(retention), kept_{} {
  for (const Tier tier : kTiers) kept_[static_cast<std::size_t>(tier)] = retention.of(tier);
}

SeriesWriter& HistoryWriter::writer_of(SourceKind kind, const std::string& source) {
  return writers_.try_emplace({kind, source}, SeriesSource{keys_, kind, source, retention_})
      .first->second;
}

Result<bool> HistoryWriter::write(RedisConnection& connection, SourceKind kind,
                                  const std::string& source, const HistoryPoll& poll, bool replay,
                                  const NoteRefusal& note) {
  return writer_of(kind, source).write(connection, poll, kept_, replay, note);
}

Result<std::uint64_t> HistoryWriter::trim_oldest(RedisConnection& connection, SourceKind kind,
                                                 const std::string& source, WallTime now) {
  if (Status begun = writer_of(kind, source).begin(connection); !begun)
    return std::move(begun).error();
  const auto kept_before = kept_;
  for (const Tier tier : kTrimOrder) {
    auto& kept = kept_[static_cast<std::size_t>(tier)];
    const auto step = retention_.of(tier) / kTrimSteps;
    const auto least = std::max(step, retention_.least_of(tier));
    if (step.count() == 0) continue;
    for (;;) {
      auto removed = trim_to(connection, tier, now - kept);
      if (!removed) return removed;
      if (*removed > 0) {
        grow_at_ = std::chrono::steady_clock::now() + kGrowEvery;
        return removed;
      }
      if (kept - step < least) break;
      kept -= step;
    }
  }
  kept_ = kept_before;  // nothing was given up
  return std::uint64_t{0};
}

// "~": whole blocks only, because nothing else gives memory back.
Result<std::uint64_t> HistoryWriter::trim_to(RedisConnection& connection, Tier tier,
                                             WallTime oldest) {
  const auto id = entry_id(oldest);
  std::uint64_t removed = 0;
  for (auto& [name, writer] : writers_) {
    auto thing = writer.things().all().begin();
    const auto end = writer.things().all().end();
    while (thing != end) {
      std::ptrdiff_t sent = 0;
      for (; thing != end && sent < kPipelineLimit; ++thing, ++sent) {
        const auto key = writer.source().chunks(thing->second.number, tier);
        Status appended = connection.append({"XTRIM", key, "MINID", "~", id});
        if (!appended) return std::move(appended).error();
      }
      for (; sent > 0; --sent) {
        auto reply = connection.next_reply();
        if (!reply) return std::move(reply).error();
        // An error adds nothing: that Redis is out of memory is said already.
        if (reply->integer > 0) removed += static_cast<std::uint64_t>(reply->integer);
      }
    }
  }
  return removed;
}

double HistoryWriter::kept_ratio() const {
  std::chrono::milliseconds kept{0}, all{0};
  for (const Tier tier : kTiers) {
    kept += kept_[static_cast<std::size_t>(tier)];
    all += retention_.of(tier);
  }
  return static_cast<double>(kept.count()) / static_cast<double>(all.count());
}

void HistoryWriter::tend(SteadyTime now) {
  if (now < grow_at_) return;
  grow_at_ = now + kGrowEvery;
  for (const Tier tier : kTiers) {
    auto& kept = kept_[static_cast<std::size_t>(tier)];
    kept = std::min(retention_.of(tier), kept + retention_.of(tier) / kTrimSteps);
  }
}

}  // namespace mtxmon
