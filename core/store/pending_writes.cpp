#include "core/store/pending_writes.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace mtxmon {

void PendingWrites::Queue::add(Batch batch) {
  if (batch.size() > 0) batches.push_back(std::move(batch));
}

std::size_t PendingWrites::Queue::drop_old(SteadyTime before) {
  std::size_t dropped = 0;
  while (!batches.empty() && (batches.front().submitted < before || batches.size() > kMaxBatches)) {
    const Batch& oldest = batches.front();
    if (oldest.number > written_through) dropped += oldest.size();
    batches.pop_front();
  }
  return dropped;
}

std::vector<PendingWrites::Batch> PendingWrites::Queue::open() const {
  std::vector<Batch> found;
  std::copy_if(batches.begin(), batches.end(), std::back_inserter(found),
               [this](const Batch& batch) { return batch.number > done_through; });
  return found;
}

void PendingWrites::Queue::done(std::uint64_t through) {
  done_through = std::max(done_through, through);
  written_through = std::max(written_through, through);
}

std::size_t PendingWrites::add(SourceWrite write, SteadyTime now) {
  auto& source = sources_[write.source];
  source.kind = write.kind;
  source.latest = std::move(write.latest);
  source.notice = std::move(write.notice);
  source.latest_written = false;
  source.records.add(
      {.number = ++last_number_,
       .submitted = now,
       .records = std::make_shared<const std::vector<RecordWrite>>(std::move(write.records)),
       .problems = std::make_shared<const std::vector<Record>>(std::move(write.problems))});
  auto& things = write.samples.things;
  if (things && source.things && *things == *source.things) things = source.things;
  source.things = things;
  source.history.add({.number = ++last_number_,
                      .submitted = now,
                      .samples = std::make_shared<const HistoryPoll>(std::move(write.samples))});
  const std::size_t dropped =
      source.records.drop_old(now - keep_) + source.history.drop_old(now - keep_);
  return source.led_elsewhere ? 0 : dropped;
}

std::vector<PendingWrites::Job> PendingWrites::take() const {
  std::vector<Job> jobs;
  for (const auto& [name, source] : sources_) {
    Job job{.kind = source.kind,
            .source = name,
            .latest = source.latest_written ? nullptr : source.latest,
            .notice = source.notice,
            .records = source.records.open(),
            .history = source.history.open(),
            .replay = source.replay};
    if (job.latest || !job.records.empty() || !job.history.empty()) jobs.push_back(std::move(job));
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
  source.records.done(outcome.records_through);
  source.history.done(outcome.history_through);
  const auto last = [](const std::vector<Batch>& batches) {
    return batches.empty() ? 0 : batches.back().number;
  };
  // Of a batch that was cut short some samples are there already.
  source.replay = !outcome.latest_written || outcome.records_through != last(job.records) ||
                  outcome.history_through != last(job.history);
}

void PendingWrites::drop_latest(const std::string& source) {
  if (const auto found = sources_.find(source); found != sources_.end()) {
    found->second.latest = nullptr;
  }
}

void PendingWrites::drop_problems(const std::string& source) {
  const auto found = sources_.find(source);
  if (found == sources_.end()) return;
  for (Batch& batch : found->second.records.batches)
    batch.problems = std::make_shared<const std::vector<Record>>();
}

void PendingWrites::write_all_again() {
  for (auto& [name, source] : sources_) {
    source.latest_written = false;
    source.replay = true;
    source.records.done_through = 0;
    source.history.done_through = 0;
  }
}

}  // namespace mtxmon
