#include "exporter/diagnosis/problems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/exporter/poll_builder.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kSite = "203.0.113.0/24";

class ProblemsTest : public testing::Test {
 protected:
  ProblemsTest() {
    snapshot_.up = true;
    snapshot_.polled_at = kStart + seconds(600);
  }
  Stream& add(const std::string& name, StreamState state, const std::string& network = "") {
    Stream& stream = snapshot_.streams.emplace_back();
    stream.name = name;
    stream.state = state;
    origins_.push_back({network});
    return stream;
  }
  static Reason reason(ReasonCode code, Milliseconds since, Severity severity = Severity::Warning) {
    Reason made;
    made.code = code;
    made.severity = severity;
    made.since = kStart + since;
    made.text = std::string(reason_kind(code).word);
    return made;
  }
  void fails(const std::string& name, Milliseconds since, const std::string& network = "") {
    add(name, StreamState::Stalled, network).reasons = {
        reason(ReasonCode::NoInboundBytes, since, Severity::Critical)};
  }
  void nine_cameras(Milliseconds apart) {
    for (int i = 1; i <= 9; ++i) fails("cam" + std::to_string(i), (i - 1) * apart, kSite);
  }
  void healthy(int count) {
    for (int i = 0; i < count; ++i) add("ok" + std::to_string(i), StreamState::Live);
  }
  std::vector<Problem> problems() { return find_problems(snapshot_, origins_); }

  Snapshot snapshot_;
  std::vector<StreamOrigin> origins_;
};

TEST_F(ProblemsTest, NineCamerasOfOneNetworkWithinTenSecondsAreOneProblem) {
  nine_cameras(seconds(1));
  healthy(50);
  const auto found = problems();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].code, ReasonCode::StreamsFailedTogether);
  EXPECT_EQ(found[0].severity, Severity::Critical);
  EXPECT_EQ(found[0].since, kStart);
  EXPECT_THAT(found[0].streams, SizeIs(9));
  EXPECT_EQ(found[0].text,
            "9 streams from 203.0.113.0/24 failed within 8 s: cam1, cam2, cam3 and 6 more.");
  EXPECT_EQ(found[0].remedy, "Look at the uplink of 203.0.113.0/24 before the single encoders.");
}

TEST_F(ProblemsTest, TwoCamerasAreTwoProblems) {
  fails("cam1", seconds(0), kSite);
  fails("cam2", seconds(1), kSite);
  EXPECT_THAT(problems(), ElementsAre(Field(&Problem::code, ReasonCode::NoInboundBytes),
                                      Field(&Problem::code, ReasonCode::NoInboundBytes)));
}

TEST_F(ProblemsTest, NineCamerasSpreadOverAMinuteAreSingle) {
  nine_cameras(Milliseconds(7'500));
  healthy(50);
  const auto found = problems();
  EXPECT_THAT(found, SizeIs(9));
  EXPECT_THAT(found, Each(Field(&Problem::code, ReasonCode::NoInboundBytes)));
}

TEST_F(ProblemsTest, OneThatFailedEarlierIsNotPartOfIt) {
  fails("early", seconds(0), kSite);
  for (int i = 0; i < 4; ++i) fails("cam" + std::to_string(i), seconds(30 + i), kSite);
  healthy(50);
  const auto found = problems();
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_THAT(found[0].streams, ElementsAre("early"));
  EXPECT_THAT(found[1].streams, ElementsAre("cam0", "cam1", "cam2", "cam3"));
}

TEST_F(ProblemsTest, CamerasOfManyNetworksAreSingleWhileOthersAreFine) {
  for (int i = 0; i < 4; ++i)
    fails("cam" + std::to_string(i), seconds(0), "203.0." + std::to_string(i) + ".0/24");
  healthy(3);
  EXPECT_THAT(problems(), SizeIs(4));
}

TEST_F(ProblemsTest, WhenHardlyAStreamIsLeftItIsTheServer) {
  for (int i = 0; i < 4; ++i)
    fails("cam" + std::to_string(i), seconds(0), "203.0." + std::to_string(i) + ".0/24");
  healthy(2);
  const auto found = problems();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].code, ReasonCode::StreamsFailedTogether);
  EXPECT_EQ(found[0].text, "4 streams of this server failed at once: cam0, cam1, cam2 and cam3.");
}

TEST_F(ProblemsTest, StreamsWhoseLinkIsBadAreNotCountedAsFailed) {
  for (int i = 0; i < 5; ++i) {
    add("cam" + std::to_string(i), StreamState::Degraded, kSite).reasons = {
        reason(ReasonCode::SrtLinkLoss, seconds(0))};
  }
  EXPECT_THAT(problems(), SizeIs(5));
}

TEST_F(ProblemsTest, AForwardThatFailsIsNeverHiddenBehindSomethingWorse) {
  Reason forward = reason(ReasonCode::ForwardFailed, seconds(5));
  forward.detail = "f1";
  add("cam", StreamState::Degraded).reasons = {
      reason(ReasonCode::PublisherConflict, seconds(0), Severity::Critical),
      reason(ReasonCode::RtpLoss, seconds(0)), forward};
  const auto found = problems();
  ASSERT_THAT(found, SizeIs(2)) << "of the others only the worst";
  EXPECT_EQ(found[0].code, ReasonCode::PublisherConflict);
  EXPECT_EQ(found[1].code, ReasonCode::ForwardFailed);
  EXPECT_EQ(found[1].detail, "f1");
}

TEST_F(ProblemsTest, FactsAndWhatIsOverAreNoProblems) {
  Reason over = reason(ReasonCode::RtpLoss, seconds(0), Severity::Critical);
  over.ended = kStart + seconds(10);
  add("cam", StreamState::Live).reasons = {
      reason(ReasonCode::SrtLatencyLow, seconds(0), Severity::Info), over};
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(ProblemsTest, TheWorstComesFirstThenTheLongest) {
  add("a", StreamState::Degraded).reasons = {reason(ReasonCode::RtpLoss, seconds(50))};
  add("b", StreamState::Degraded).reasons = {reason(ReasonCode::RtpLoss, seconds(20))};
  add("c", StreamState::Degraded).reasons = {
      reason(ReasonCode::RtpLoss, seconds(90), Severity::Critical)};
  EXPECT_THAT(problems(), ElementsAre(Field(&Problem::streams, ElementsAre("c")),
                                      Field(&Problem::streams, ElementsAre("b")),
                                      Field(&Problem::streams, ElementsAre("a"))));
}

TEST_F(ProblemsTest, AServerThatIsDownIsOneItself) {
  snapshot_.up = false;
  snapshot_.error = "connection refused";
  snapshot_.down_since = kStart;
  const auto found = problems();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].code, ReasonCode::ServerDown);
  EXPECT_EQ(found[0].severity, Severity::Critical);
  EXPECT_EQ(found[0].since, kStart);
  EXPECT_EQ(found[0].text, "connection refused");
}

TEST_F(ProblemsTest, AListThatFailedIsNamed) {
  Endpoint failed;
  failed.state = EndpointState::Failed;
  failed.error = "HTTP 500";
  snapshot_.endpoints = {{"srtconns", failed}, {"paths", {EndpointState::Ok, 200, {}, ""}}};
  const auto found = problems();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].code, ReasonCode::ListFailed);
  EXPECT_EQ(found[0].severity, Severity::Warning);
  EXPECT_EQ(found[0].text,
            "1 list of the API failed: srtconns (HTTP 500). What they tell is shown as it was.");
}

class ProblemListTest : public ProblemsTest {
 protected:
  std::vector<Problem> update() {
    auto found = problems();
    list_.update(found, snapshot_.up);
    return found;
  }
  void clear() {
    snapshot_.streams.clear();
    origins_.clear();
  }

  ProblemList list_;
};

TEST_F(ProblemListTest, AProblemKeepsItsKeyFromPollToPoll) {
  fails("cam", seconds(0));
  const std::string key = update().at(0).key;
  EXPECT_THAT(key, testing::StartsWith("no_inbound_bytes-"));
  clear();
  fails("another", seconds(0));
  fails("cam", seconds(0));
  const auto again = update();
  ASSERT_THAT(again, SizeIs(2));
  EXPECT_NE(again[0].key, key);
  EXPECT_EQ(again[1].key, key);
}

TEST_F(ProblemListTest, AProblemThatGrowsKeepsItsKeyAndItsBeginning) {
  for (int i = 0; i < 3; ++i) fails("cam" + std::to_string(i), seconds(i), kSite);
  const auto three = update();
  ASSERT_THAT(three, SizeIs(1));
  clear();
  for (int i = 1; i < 6; ++i) fails("cam" + std::to_string(i), seconds(i), kSite);
  const auto more = update();
  ASSERT_THAT(more, SizeIs(1));
  EXPECT_EQ(more[0].key, three[0].key);
  EXPECT_EQ(more[0].since, kStart) << "the first of them is back already";
}

TEST_F(ProblemListTest, TheSameOnceMoreIsANewProblem) {
  fails("cam", seconds(0));
  const std::string key = update().at(0).key;
  clear();
  EXPECT_THAT(update(), IsEmpty());
  fails("cam", seconds(0));
  EXPECT_NE(update().at(0).key, key);
}

TEST_F(ProblemListTest, AnOutageOfTheServerEndsNoProblem) {
  fails("cam", seconds(0));
  fails("other", seconds(60));
  const auto before = update();
  ASSERT_THAT(before, SizeIs(2));
  snapshot_.up = false;
  clear();
  for (int poll = 0; poll < 3; ++poll) {
    const auto meanwhile = update();
    ASSERT_THAT(meanwhile, SizeIs(1));
    EXPECT_EQ(meanwhile[0].code, ReasonCode::ServerDown);
  }
  snapshot_.up = true;
  fails("cam", seconds(0));
  const auto after = update();
  ASSERT_THAT(after, SizeIs(1));
  EXPECT_EQ(after[0].key, before[0].key);
  clear();
  update();
  fails("other", seconds(60));
  EXPECT_NE(update().at(0).key, before[1].key) << "it was over when the server answered";
}

TEST_F(ProblemListTest, TwoForwardsOfOneStreamHaveKeysOfTheirOwn) {
  Reason first = reason(ReasonCode::ForwardFailed, seconds(0));
  Reason second = first;
  first.detail = "f1";
  second.detail = "f2";
  add("cam", StreamState::Degraded).reasons = {first, second};
  const auto both = update();
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_NE(both[0].key, both[1].key);
  snapshot_.streams[0].reasons = {second};
  EXPECT_EQ(update().at(0).key, both[1].key);
}

TEST_F(ProblemsTest, AnOverloadedServerIsOneProblemInsteadOfThoseOfItsStreams) {
  const Reason failing = reason(ReasonCode::ReadersFailing, seconds(1));
  add("a", StreamState::Degraded).reasons = {failing};
  add("b", StreamState::Degraded).reasons = {failing, reason(ReasonCode::RtpLoss, seconds(2))};
  add("elsewhere", StreamState::Degraded).reasons = {failing};
  const Overload overload{reason(ReasonCode::ServerOverloaded, seconds(1), Severity::Critical),
                          {"a", "b"}};
  const auto found = find_problems(snapshot_, origins_, {}, &overload);
  ASSERT_THAT(found, SizeIs(3));
  EXPECT_EQ(found[0].code, ReasonCode::ServerOverloaded);
  EXPECT_THAT(found[0].streams, ElementsAre("a", "b"));
  EXPECT_EQ(found[1].code, ReasonCode::ReadersFailing);
  EXPECT_THAT(found[1].streams, ElementsAre("elsewhere"));
  EXPECT_EQ(found[2].code, ReasonCode::RtpLoss);
}

}  // namespace
}  // namespace mtxmon
