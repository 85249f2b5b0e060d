#include "core/store/pending_writes.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace mtxmon {
namespace {

std::shared_ptr<const std::vector<Record>> no_problems() {
  return std::make_shared<const std::vector<Record>>();
}

}  // namespace

std::size_t PendingWrites::Batch::size() const {
  return (records ? records->size() : 0) + (problems ? problems->size() : 0) +
         (samples ? samples->size() : 0);
}

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
  const auto [entry, is_first] = sources_.try_emplace(write.source);
  auto& source = entry->second;
  if (is_first) source.first_poll = write.polled_at;
  source.kind = write.kind;
  source.latest = std::move(write.latest);
  source.restored_from = write.restored_from;
  source.notice = std::move(write.notice);
  source.latest_written = false;
  source.records.add(
      {.number = ++last_number_,
       .submitted = now,
       .restored_from = write.restored_from,
       .records = std::make_shared<const std::vector<RecordWrite>>(std::move(write.records)),
       .problems = std::make_shared<const std::vector<Record>>(std::move(write.problems))});
  auto& things = write.samples.things;
  if (things && source.things && *things == *source.things) things = source.things;
  source.things = things;
  source.history.add({.number = ++last_number_,
                      .submitted = now,
                      .samples = std::make_shared<const HistoryPoll>(std::move(write.samples))});
  if (const auto found = found_.find(write.source); found != found_.end())
    drop_unknowing(source, found->second);
  const std::size_t dropped =
      source.records.drop_old(now - keep_) + source.history.drop_old(now - keep_);
  return source.led_elsewhere ? 0 : dropped;
}

std::vector<PendingWrites::Job> PendingWrites::take() const {
  std::vector<Job> jobs;
  for (const auto& [name, source] : sources_) {
    Job job{.kind = source.kind,
            .source = name,
            .first_poll = source.first_poll,
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
    for (Batch& batch : source.records.batches) batch.problems = no_problems();
    return;
  }
  if (outcome.latest_written && source.latest == job.latest) source.latest_written = true;
  if (outcome.restored_from != 0) note_found(job.source, outcome.restored_from, false);
  source.records.done(outcome.records_through);
  source.history.done(outcome.history_through);
  const auto last = [](const std::vector<Batch>& batches) {
    return batches.empty() ? 0 : batches.back().number;
  };
  // Of a batch that was cut short some samples are there already.
  source.replay = !outcome.latest_written || outcome.records_through != last(job.records) ||
                  outcome.history_through != last(job.history);
}

void PendingWrites::note_found(const std::string& source, std::uint64_t number, bool ours) {
  Found& found = found_[source];
  found.by_anybody = number;
  if (!ours) found.by_another = number;
  if (const auto known = sources_.find(source); known != sources_.end())
    drop_unknowing(known->second, found);
}

void PendingWrites::drop_unknowing(Source& source, const Found& found) {
  if (source.restored_from < found.by_anybody) source.latest = nullptr;
  for (Batch& batch : source.records.batches) {
    if (batch.restored_from < found.by_another) batch.problems = no_problems();
  }
}

std::optional<WallTime> PendingWrites::first_poll(const std::string& source) const {
  const auto known = sources_.find(source);
  return known == sources_.end() ? std::nullopt : std::optional(known->second.first_poll);
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
