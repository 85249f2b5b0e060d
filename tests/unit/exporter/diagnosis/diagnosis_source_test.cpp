// A source that the server pulls and that dies: one trouble from the last byte to the next.
#include "tests/unit/exporter/diagnosis/diagnosis_fixture.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class PulledSource : public DiagnosisTest {
 protected:
  enum class Camera { Sends, Hangs, Gone };

  // Polls every two seconds, up to and without `end`; all that became of problems.
  std::vector<ProblemChange> run(Camera camera, double end) {
    std::vector<ProblemChange> changes;
    for (; second_ < end; second_ += 2) {
      if (camera == Camera::Sends) bytes_ = static_cast<std::uint64_t>(second_ * 500'000) + 1000;
      PathItem item = path({.inbound = bytes_, .available = camera != Camera::Gone});
      item.source = PeerRef{{"rtsp", PeerKind::Static}, ""};
      item.conf_name = "cam";
      PollResult poll = good_poll(second_, {item});
      poll.path_configs.endpoint.state = EndpointState::Ok;
      poll.path_configs.items = {{{.name = "cam", .static_source = true}}};
      const auto& found = update(std::move(poll)).problem_changes;
      changes.insert(changes.end(), found.begin(), found.end());
    }
    return changes;
  }

 private:
  std::uint64_t bytes_ = 0;
};

TEST_F(PulledSource, ThatStallsAndThenEndsIsOneProblemSinceItsLastByte) {
  run(Camera::Sends, 12);
  ASSERT_THAT(run(Camera::Hangs, 20), SizeIs(1));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::NoInboundBytes));
  const Problem stall = shown_->problems[0];
  const auto changes = run(Camera::Gone, 60);
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].kind, ProblemChange::Kind::Changed);
  EXPECT_EQ(changes[0].time, kStart + seconds(20)) << "at once";
  EXPECT_EQ(changes[0].problem.text, "MediaMTX does not reach this source.");
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::SourceUnreachable));
  EXPECT_EQ(shown_->problems[0].key, stall.key);
  EXPECT_EQ(shown_->problems[0].since, kStart + seconds(10));
  EXPECT_EQ(shown_->problems[0].text, "MediaMTX has not reached this source for 38 s.");
  EXPECT_EQ(stream().since, kStart + seconds(20));
  const auto back = run(Camera::Sends, 64);
  ASSERT_THAT(back, SizeIs(1));
  EXPECT_EQ(back[0].kind, ProblemChange::Kind::Ended);
  EXPECT_EQ(back[0].problem.key, stall.key);
  EXPECT_EQ(back[0].duration_seconds, 50);
}

TEST_F(PulledSource, ThatIsBackWithinTenSecondsWasOnlyOffline) {
  run(Camera::Sends, 12);
  EXPECT_THAT(run(Camera::Gone, 20), IsEmpty());
  EXPECT_EQ(stream().state, StreamState::Offline);
  EXPECT_THAT(stream().reasons, IsEmpty());
  EXPECT_THAT(run(Camera::Sends, 60), IsEmpty());
  EXPECT_THAT(run(Camera::Gone, 72), SizeIs(1));
  EXPECT_THAT(problems(), ElementsAre(ReasonCode::SourceUnreachable));
  EXPECT_EQ(shown_->problems[0].since, kStart + seconds(60));
}

TEST_F(PulledSource, ThatWasNotWellBeforeItEndedStaysAProblem) {
  rules_.entries = {entry("cam")};
  rules_.entries[0].min_bits_per_second = 5'000'000;
  ASSERT_THAT(run(Camera::Sends, 30), SizeIs(1));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::ExpectedBitrateLow));
  const std::string key = shown_->problems[0].key;
  for (const ProblemChange& change : run(Camera::Gone, 60)) {
    EXPECT_EQ(change.kind, ProblemChange::Kind::Changed);
    EXPECT_EQ(change.problem.key, key);
  }
  EXPECT_THAT(problems(), ElementsAre(ReasonCode::SourceUnreachable));
}

TEST_F(PulledSource, ThatIsUnreachableStaysItOverARestartOfTheExporter) {
  run(Camera::Sends, 12);
  run(Camera::Hangs, 20);
  run(Camera::Gone, 24);
  const Problem before = shown_->problems.at(0);
  restart(second_ + 2);
  second_ += 2;
  EXPECT_THAT(run(Camera::Gone, 30), IsEmpty());
  ASSERT_THAT(shown_->problems, SizeIs(1));
  EXPECT_EQ(shown_->problems[0].key, before.key);
  EXPECT_EQ(shown_->problems[0].since, before.since);
  EXPECT_EQ(shown_->problems[0].text, "MediaMTX has not reached this source for 8 s.");
  EXPECT_THAT(shown_->events, IsEmpty());
}

TEST_F(PulledSource, ThatIsExpectedIsMissingAtOnceAndUnreachableLater) {
  rules_.entries = {entry("cam")};
  rules_.entries[0].expected = true;
  run(Camera::Sends, 12);
  run(Camera::Gone, 20);
  EXPECT_THAT(reasons(), ElementsAre(ReasonCode::ExpectedMissing));
  run(Camera::Gone, 24);
  EXPECT_THAT(reasons(), ElementsAre(ReasonCode::ExpectedMissing, ReasonCode::SourceUnreachable));
  EXPECT_THAT(problems(), ElementsAre(ReasonCode::ExpectedMissing));
}

}  // namespace
}  // namespace mtxmon
