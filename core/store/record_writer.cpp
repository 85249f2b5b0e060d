#include "core/store/record_writer.h"

#include <utility>
#include <vector>

#include "core/store/entry_id.h"

namespace mtxmon {

Status RecordWriter::begin(RedisConnection& connection, const std::string& node,
                           std::optional<WallTime> through, std::optional<WallTime> first_poll) {
  if (!options_->record_identity) return {};
  // Two that watch one server see a change within a poll of each other, which the lease exceeds.
  const auto apart = options_->lease;
  const auto oldest = through.value_or(SystemClock().wall_now() - options_->keep_unwritten);
  const bool afresh = !first_poll || (through && *through < *first_poll);
  const auto from = entry_id(afresh && through ? *through + Milliseconds(1) : oldest - apart);
  const Keys keys(options_->key_prefix);
  std::vector<ToldRecords::Entry> entries;
  for (const auto& key : {keys.events(node), keys.reader_events(node), keys.sessions(node)}) {
    auto held = connection.command({"XRANGE", key, from, "+"});
    if (!held) return std::move(held).error();
    for (const auto& entry : held->items) {
      if (entry.items.size() != 2 || entry.items[1].items.size() < 2) continue;
      const auto& json = entry.items[1].items[1].text;
      entries.push_back({key, entry.items[0].text, options_->record_identity(json)});
    }
  }
  told_.insert_or_assign(
      node, Told{ToldRecords(options_->record_identity, through, std::move(entries), apart),
                 std::chrono::steady_clock::now() + apart});
  return {};
}

Status RecordWriter::write(RedisConnection& connection, const PendingWrites::Job& job, bool replay,
                           PendingWrites::Outcome& outcome, const NoteRefusal& note) {
  const auto found = told_.find(job.source);
  Told* const told = found == told_.end() ? nullptr : &found->second;
  if (told != nullptr) {
    if (!told->before) told->before = job.records.empty() ? 0 : job.records.back().number;
    if (std::chrono::steady_clock::now() >= told->forget_at) told->records.forget_held();
  }
  for (const auto& batch : job.records) {
    if (batch.number <= outcome.records_through) continue;
    const auto records = told == nullptr
                             ? *batch.records
                             : told->records.untold(*batch.records, batch.number <= *told->before);
    auto done = log_.write(connection, records, replay, note);
    // Of what was submitted before a take-over another has told the problems.
    if (done && *done && batch.restored_from >= outcome.restored_from)
      done = problems_.write(connection, job.source, *batch.problems, replay, note);
    if (!done) return done.error();
    if (!*done) break;
    outcome.records_through = batch.number;
  }
  return {};
}

}  // namespace mtxmon
