#include "core/store/pending_writes.h"

#include <algorithm>
#include <utility>

namespace mtxmon {

std::size_t PendingWrites::add(SourceWrite write, SteadyTime now) {
  auto& source = sources_[write.source];
  source.kind = write.kind;
  source.latest = std::move(write.latest);
  source.notice = std::move(write.notice);
  source.latest_written = false;
  if (!write.history.empty() || !write.problems.empty()) {
    source.batches.push_back(
        {++last_number_, now,
         std::make_shared<const std::vector<HistoryWrite>>(std::move(write.history)),
         std::make_shared<const std::vector<Record>>(std::move(write.problems))});
  }
  std::size_t dropped = 0;
  while (!source.batches.empty() &&
         (source.batches.front().submitted + keep_ < now || source.batches.size() > kMaxBatches)) {
    const auto& oldest = source.batches.front();
    const bool lost = oldest.number > source.written_through && !source.led_elsewhere;
    if (lost) dropped += oldest.samples->size() + oldest.problems->size();
    source.batches.pop_front();
  }
  return dropped;
}

std::vector<PendingWrites::Job> PendingWrites::take() const {
  std::vector<Job> jobs;
  for (const auto& [name, source] : sources_) {
    Job job{.kind = source.kind,
            .source = name,
            .latest = source.latest_written ? nullptr : source.latest,
            .notice = source.notice,
            .history = {},
            .replay = source.replay};
    std::copy_if(source.batches.begin(), source.batches.end(), std::back_inserter(job.history),
                 [done = source.done_through](const Batch& batch) { return batch.number > done; });
    if (job.latest || !job.history.empty()) jobs.push_back(std::move(job));
  }
  return jobs;
}

void PendingWrites::complete(const Job& job, const Outcome& outcome) {
  auto& source = sources_[job.source];
  source.led_elsewhere = outcome.led_elsewhere;
  if (outcome.led_elsewhere) {
    // Our samples of this time fill the gap when we take over, as far as the other has not written
    // later ones.
    source.replay = true;
    drop_problems(job.source);
    return;
  }
  if (outcome.latest_written && source.latest == job.latest) source.latest_written = true;
  if (outcome.restored) {
    drop_latest(job.source);
    drop_problems(job.source);
  }
  source.done_through = std::max(source.done_through, outcome.history_through);
  source.written_through = std::max(source.written_through, outcome.history_through);
  const auto last = job.history.empty() ? 0 : job.history.back().number;
  // Of a batch that was cut short some samples are there already.
  source.replay = !outcome.latest_written || outcome.history_through != last;
}

void PendingWrites::drop_latest(const std::string& source) {
  if (const auto found = sources_.find(source); found != sources_.end()) {
    found->second.latest = nullptr;
  }
}

void PendingWrites::drop_problems(const std::string& source) {
  const auto found = sources_.find(source);
  if (found == sources_.end()) return;
  for (Batch& batch : found->second.batches)
    batch.problems = std::make_shared<const std::vector<Record>>();
}

void PendingWrites::write_all_again() {
  for (auto& [name, source] : sources_) {
    source.latest_written = false;
    source.replay = true;
    source.done_through = 0;
  }
}

}  // namespace mtxmon
