#include "exporter/diagnosis/problems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/exporter/poll_builder.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
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
    origins_.push_back({.network = network, .source = ""});
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

TEST_F(ProblemsTest, WhatCameOverTheOthersLaterMakesNoCommonCauseOfThoseBefore) {
  for (const char* name : {"dead1", "dead2", "dead3"}) fails(name, seconds(0));
  for (const char* name : {"pull1", "pull2", "pull3", "pull4"})
    add(name, StreamState::Offline).since = kStart + seconds(58);
  EXPECT_THAT(problems(), AllOf(SizeIs(3), Each(Field(&Problem::code, ReasonCode::NoInboundBytes))))
      << "four of seven were well while these three had failed already";
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

TEST_F(ProblemsTest, ALocalNetworkHasNoUplink) {
  for (const char* network : {"10.1.2.0/24", "192.168.7.0/24", "172.17.0.0/24", "fd00:1::/48"}) {
    snapshot_.streams.clear();
    origins_.clear();
    for (int i = 0; i < 3; ++i) fails("cam" + std::to_string(i), seconds(0), network);
    healthy(50);
    const auto found = problems();
    ASSERT_THAT(found, SizeIs(1)) << network;
    EXPECT_THAT(found[0].text, HasSubstr(std::string("from the local network ") + network));
    EXPECT_THAT(found[0].remedy, Not(HasSubstr("uplink")));
  }
  origins_.clear();
  snapshot_.streams.clear();
  for (int i = 0; i < 3; ++i) fails("cam" + std::to_string(i), seconds(0), "172.32.0.0/24");
  healthy(50);
  EXPECT_THAT(problems().at(0).remedy, HasSubstr("uplink")) << "172.32 is a network like any other";
}

TEST_F(ProblemsTest, StreamsPulledFromOneHostAreOneProblem) {
  for (int i = 0; i < 3; ++i) {
    add("cam" + std::to_string(i), StreamState::Offline).reasons = {
        reason(ReasonCode::SourceUnreachable, seconds(i))};
    origins_.back().source = "recorder.example";
  }
  healthy(50);
  const auto found = problems();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].text,
            "3 streams pulled from recorder.example failed within 2 s: cam0, cam1 and cam2.");
  EXPECT_THAT(found[0].remedy, HasSubstr("recorder.example"));
}

class LostAtAReturn : public ProblemsTest {
 protected:
  // Gone when the server came back 30 s after the start.
  void is_lost(const std::string& name, std::optional<WallTime> started) {
    add(name, StreamState::Gone, kSite).reasons = {reason(ReasonCode::StreamGone, seconds(30))};
    origins_.back().lost = ServerReturn{kStart + seconds(30), started};
  }
};

TEST_F(LostAtAReturn, ARestartIsNamedInsteadOfANetwork) {
  for (const char* name : {"a", "b", "c", "d"}) is_lost(name, kStart + seconds(28));
  healthy(50);
  const auto found = problems();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].code, ReasonCode::StreamsFailedTogether);
  EXPECT_EQ(found[0].text,
            "4 streams did not come back after the restart of the server at 12:00:28 UTC: a, b, c "
            "and d.");
  EXPECT_THAT(found[0].remedy, HasSubstr("Start their publishers again"));
  EXPECT_EQ(found[0].since, kStart + seconds(30));
}

TEST_F(LostAtAReturn, AnOutageOfTheSameServerIsNoRestart) {
  is_lost("a", std::nullopt);
  is_lost("b", std::nullopt);
  EXPECT_EQ(problems().at(0).text,
            "2 streams did not come back after the API of the server had failed until 12:00:30 "
            "UTC: a and b.");
}

TEST_F(LostAtAReturn, OneStreamAloneAndOthersOfThatNetworkStayApart) {
  is_lost("a", kStart + seconds(28));
  for (int i = 0; i < 3; ++i) fails("cam" + std::to_string(i), seconds(100), kSite);
  healthy(50);
  const auto found = problems();
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_THAT(found[0].text, HasSubstr("from 203.0.113.0/24"));
  EXPECT_THAT(found[1].streams, ElementsAre("a"));
  EXPECT_EQ(found[1].code, ReasonCode::StreamGone);
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
