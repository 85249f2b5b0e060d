#include "core/store/pending_writes.h"

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using std::chrono::seconds;

class PendingWritesTest : public testing::Test {
 protected:
  static HistoryPoll one_sample() {
    HistoryPollBuilder poll;
    poll.begin("node");
    poll.set(series_named("readers"), 1.0);
    return poll.finish(WallTime());
  }

  // One poll: a document and one sample of `node`.
  std::size_t submit(const std::string& node, const std::string& document,
                     std::uint64_t restored_from = 0) {
    SourceWrite write;
    write.source = node;
    write.restored_from = restored_from;
    write.latest = std::make_shared<const std::string>(document);
    write.notice = "notice of " + document;
    write.samples = one_sample();
    return pending_.add(std::move(write), now_);
  }

  // One poll that saw an event, too.
  std::size_t submit_with_event(const std::string& node, const std::string& event) {
    SourceWrite write;
    write.source = node;
    write.latest = std::make_shared<const std::string>("{}");
    write.samples = one_sample();
    write.records = {{"events", WallTime(), Record{"1-0", "", event}}};
    return pending_.add(std::move(write), now_);
  }

  // As if the writer had written all of it.
  static PendingWrites::Outcome all_written(const PendingWrites::Job& job) {
    return {.latest_written = true,
            .led_elsewhere = false,
            .records_through = job.records.empty() ? 0 : job.records.back().number,
            .history_through = job.history.empty() ? 0 : job.history.back().number};
  }

  void write_everything() {
    for (const auto& job : pending_.take()) pending_.complete(job, all_written(job));
  }

  SteadyTime now_{seconds(1000)};
  PendingWrites pending_{seconds(120)};
};

TEST_F(PendingWritesTest, LatestWinsAndHistoryQueues) {
  submit("a", "one");
  submit("a", "two");
  const auto jobs = pending_.take();
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(*jobs[0].latest, "two");
  EXPECT_EQ(jobs[0].notice, "notice of two");
  EXPECT_EQ(jobs[0].history.size(), 2U);
  EXPECT_LT(jobs[0].history[0].number, jobs[0].history[1].number);
}

TEST_F(PendingWritesTest, SourcesAreApart) {
  submit("b", "of b");
  submit("a", "of a");
  const auto jobs = pending_.take();
  ASSERT_EQ(jobs.size(), 2U);
  EXPECT_EQ(*jobs[0].latest, "of a");
  EXPECT_EQ(*jobs[1].latest, "of b");
}

TEST_F(PendingWritesTest, WrittenOnceIsDone) {
  submit("a", "one");
  write_everything();
  EXPECT_TRUE(pending_.take().empty());
  submit("a", "two");
  const auto jobs = pending_.take();
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].history.size(), 1U);
  EXPECT_FALSE(jobs[0].replay);
}

TEST_F(PendingWritesTest, DocumentSubmittedDuringTheTurnIsNotLost) {
  submit("a", "one");
  const auto jobs = pending_.take();
  submit("a", "two");
  pending_.complete(jobs[0], all_written(jobs[0]));
  const auto next = pending_.take();
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(*next[0].latest, "two");
  EXPECT_EQ(next[0].history.size(), 1U);
}

TEST_F(PendingWritesTest, RefusedHistoryIsTakenAgainInOrder) {
  submit("a", "one");
  submit("a", "two");
  submit("a", "three");
  const auto jobs = pending_.take();
  pending_.complete(jobs[0], {.latest_written = true,
                              .led_elsewhere = false,
                              .records_through = 0,
                              .history_through = jobs[0].history[0].number});
  const auto next = pending_.take();
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].latest, nullptr);
  ASSERT_EQ(next[0].history.size(), 2U);
  EXPECT_EQ(next[0].history[0].number, jobs[0].history[1].number);
  EXPECT_TRUE(next[0].replay);  // a part of it may be in Redis
}

TEST_F(PendingWritesTest, NewConnectionGetsEverythingOfTheLastTwoMinutes) {
  submit("a", "old");
  now_ += seconds(100);
  submit("a", "middle");
  now_ += seconds(30);
  EXPECT_EQ(submit("a", "new"), 1U);  // "old" was never written
  write_everything();
  pending_.write_all_again();
  const auto jobs = pending_.take();
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_TRUE(jobs[0].replay);
  EXPECT_EQ(*jobs[0].latest, "new");
  EXPECT_EQ(jobs[0].history.size(), 2U);
}

TEST_F(PendingWritesTest, DropsByAgeCountOnlyWhatWasNeverWritten) {
  submit("a", "one");
  write_everything();
  submit("a", "two");
  now_ += seconds(121);
  EXPECT_EQ(submit("a", "three"), 1U);
}

TEST_F(PendingWritesTest, WrittenBeforeTheConnectionWasLostIsNotDropped) {
  submit("a", "one");
  write_everything();
  pending_.write_all_again();
  now_ += seconds(121);
  EXPECT_EQ(submit("a", "two"), 0U);
}

TEST_F(PendingWritesTest, PollsOfTheSameThingsShareTheirNames) {
  submit("a", "one");
  submit("a", "two");
  const auto jobs = pending_.take();
  EXPECT_EQ(jobs[0].history[0].samples->things, jobs[0].history[1].samples->things);
}

TEST_F(PendingWritesTest, IsBoundedByCount) {
  std::size_t dropped = 0;
  for (std::size_t i = 0; i < PendingWrites::kMaxBatches + 10; ++i) dropped += submit("a", "x");
  EXPECT_EQ(dropped, 10U);
  EXPECT_EQ(pending_.take()[0].history.size(), PendingWrites::kMaxBatches);
}

TEST_F(PendingWritesTest, StandbyKeepsItsSamplesAndDropsNothing) {
  submit("a", "one");
  auto jobs = pending_.take();
  pending_.complete(jobs[0], {.latest_written = false, .led_elsewhere = true});
  submit("a", "two");
  jobs = pending_.take();
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].history.size(), 2U);
  EXPECT_TRUE(jobs[0].replay);
  pending_.complete(jobs[0], {.latest_written = false, .led_elsewhere = true});
  now_ += seconds(121);
  EXPECT_EQ(submit("a", "three"), 0U);
}

TEST_F(PendingWritesTest, RecordsAreApartFromHistory) {
  submit_with_event("a", "one");
  submit("a", "no event");
  submit_with_event("a", "two");
  auto jobs = pending_.take();
  ASSERT_EQ(jobs.size(), 1U);
  ASSERT_EQ(jobs[0].records.size(), 2U);
  EXPECT_EQ(jobs[0].records[1].records->at(0).record.json, "two");
  ASSERT_EQ(jobs[0].history.size(), 3U);
  EXPECT_EQ(jobs[0].history[0].samples->size(), 1U);

  auto outcome = all_written(jobs[0]);
  outcome.records_through = jobs[0].records[0].number;
  pending_.complete(jobs[0], outcome);
  jobs = pending_.take();
  ASSERT_EQ(jobs.size(), 1U) << "one was refused";
  ASSERT_EQ(jobs[0].records.size(), 1U);
  EXPECT_EQ(jobs[0].records[0].records->at(0).record.json, "two");
  EXPECT_TRUE(jobs[0].history.empty());
  EXPECT_TRUE(jobs[0].replay);
  pending_.complete(jobs[0], all_written(jobs[0]));
  EXPECT_TRUE(pending_.take().empty());
}

TEST_F(PendingWritesTest, RecordsThatNobodyWroteCountAsDropped) {
  submit_with_event("a", "one");
  now_ += seconds(121);
  EXPECT_EQ(submit("a", "two"), 2U) << "its sample and its event";
}

TEST_F(PendingWritesTest, SourceWithoutHistoryHasNone) {
  SourceWrite write;
  write.source = "host";
  write.kind = SourceKind::Host;
  write.latest = std::make_shared<const std::string>("{}");
  EXPECT_EQ(pending_.add(std::move(write), now_), 0U);
  const auto jobs = pending_.take();
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].kind, SourceKind::Host);
  EXPECT_TRUE(jobs[0].history.empty());
  pending_.complete(jobs[0], all_written(jobs[0]));
  EXPECT_TRUE(pending_.take().empty());
}

TEST_F(PendingWritesTest, ADocumentFromBeforeARestoreIsNotWritten) {
  submit("a", "before");
  pending_.note_found("a", 1, true);
  auto jobs = pending_.take();
  ASSERT_EQ(jobs.size(), 1U);  // its history is as true as ever
  EXPECT_EQ(jobs[0].latest, nullptr);
  pending_.complete(jobs[0], all_written(jobs[0]));
  pending_.write_all_again();
  EXPECT_EQ(pending_.take().at(0).latest, nullptr);

  submit("a", "as old", 0);
  EXPECT_EQ(pending_.take().at(0).latest, nullptr) << "it was under way meanwhile";
  submit("a", "taken over", 1);
  jobs = pending_.take();
  auto outcome = all_written(jobs[0]);
  outcome.latest_written = false;
  outcome.restored_from = 2;
  pending_.complete(jobs[0], outcome);
  EXPECT_TRUE(pending_.take().empty());
  submit("a", "after", 2);
  EXPECT_EQ(*pending_.take().at(0).latest, "after");
  pending_.note_found("a", 2, true);
  EXPECT_EQ(*pending_.take().at(0).latest, "after") << "it came before it was noted, and knows it";
}

class PendingProblems : public PendingWritesTest {
 protected:
  void submit_problem(const std::string& id, std::uint64_t restored_from = 0) {
    SourceWrite write;
    write.source = "a";
    write.restored_from = restored_from;
    write.problems = {{id, "", "{}"}};
    pending_.add(std::move(write), now_);
  }
  [[nodiscard]] std::vector<std::string> waiting() const {
    std::vector<std::string> ids;
    for (const auto& job : pending_.take()) {
      for (const auto& batch : job.records) {
        for (const Record& record : *batch.problems) ids.push_back(record.id);
      }
    }
    return ids;
  }
};

TEST_F(PendingProblems, WaitForRedisLikeEvents) {
  submit_problem("1-0");
  submit_problem("2-0");
  EXPECT_EQ(waiting(), (std::vector<std::string>{"1-0", "2-0"}));
  write_everything();
  EXPECT_TRUE(waiting().empty());
  pending_.write_all_again();
  EXPECT_EQ(waiting().size(), 2U);
}

TEST_F(PendingProblems, ThatNobodyWroteCountAsDropped) {
  submit_problem("1-0");
  now_ += seconds(121);
  EXPECT_EQ(submit("a", "poll"), 1U);
}

TEST_F(PendingProblems, AreToldByTheOneWhoLeads) {
  submit_problem("1-0");
  PendingWrites::Outcome elsewhere;
  elsewhere.led_elsewhere = true;
  pending_.complete(pending_.take().at(0), elsewhere);
  EXPECT_TRUE(waiting().empty()) << "the other one has told it";
  submit_problem("2-0");
  PendingWrites::Outcome taken_over;
  taken_over.restored_from = 1;
  pending_.complete(pending_.take().at(0), taken_over);
  EXPECT_TRUE(waiting().empty()) << "from before it was known what the other one has told";
  submit_problem("3-0");
  EXPECT_TRUE(waiting().empty()) << "as old, and submitted later";
  submit_problem("4-0", 1);
  EXPECT_EQ(waiting(), std::vector<std::string>{"4-0"});
}

TEST_F(PendingProblems, OfAPollThatKnowsTheOthersAreToldHoweverEarlyItComes) {
  submit_problem("1-0");
  submit_problem("2-0", 1);
  pending_.note_found("a", 1, false);
  submit_problem("3-0");
  EXPECT_EQ(waiting(), std::vector<std::string>{"2-0"});
  pending_.note_found("a", 2, true);
  EXPECT_EQ(waiting(), std::vector<std::string>{"2-0"}) << "what is ours was told by ourselves";
}

TEST_F(PendingProblems, OfAPollThatTookUpNothingAreDroppedAlsoWhenItIsTheFirst) {
  pending_.note_found("a", 1, false);
  EXPECT_FALSE(pending_.first_poll("a").has_value());
  submit_problem("1-0");
  EXPECT_TRUE(waiting().empty());
  EXPECT_TRUE(pending_.first_poll("a").has_value());
}

}  // namespace
}  // namespace mtxmon
