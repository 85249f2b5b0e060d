// Many streams, one cause: the server, its machine, their network.
#include <set>

#include "tests/unit/exporter/diagnosis/diagnosis_fixture.h"

namespace mtxmon {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DiagnosisTest, ExpectedStreamsThatNeverCameHaveNotFailedTogether) {
  for (const char* name : {"show/a", "show/b", "show/c"}) {
    rules_.entries.push_back(entry(name));
    rules_.entries.back().expected = true;
  }
  update(good_poll(0, {camera(0)}));
  EXPECT_THAT(problems(), ElementsAre(ReasonCode::ExpectedMissing, ReasonCode::ExpectedMissing,
                                      ReasonCode::ExpectedMissing));
}

// Six readers by SRT to whom packets come too late, and an agent that says how busy the CPU is.
class Overloaded : public DiagnosisTest {
 protected:
  const Snapshot& run(double cpu_usage_ratio) {
    std::vector<PeerRef> peers;
    for (char id = 'a'; id <= 'f'; ++id) peers.push_back(srt_peer({id}));
    for (; second_ <= 30; second_ += 2) {
      const auto grown = static_cast<std::uint64_t>(second_);
      std::vector<ConnectionItem> readers;
      for (char id = 'a'; id <= 'f'; ++id) {
        readers.push_back(srt_connection({id}, "read", "cam",
                                         {{"packetsReceivedACK", grown * 100},
                                          {"packetsSentUnique", grown * 100},
                                          {"packetsSendDrop", grown * 10}}));
      }
      HostLoad host;
      host.host = "venue-a";
      host.collected_at = kStart + seconds(static_cast<int>(second_));
      host.cpu_usage_ratio = cpu_usage_ratio;
      shown_ = tracker().update(
          good_poll(second_, {camera(second_, "cam", peers)}, std::move(readers)), &host);
    }
    return *shown_;
  }
};

TEST_F(Overloaded, AFullHostIsToBlameForReadersThatMissPackets) {
  const Snapshot& shown = run(0.98);
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::ServerOverloaded));
  EXPECT_THAT(shown.problems[0].streams, ElementsAre("cam"));
  EXPECT_THAT(shown.problems[0].text, testing::HasSubstr("CPU of venue-a is 98 % busy"));
  EXPECT_EQ(stream().state, StreamState::Degraded);
  ASSERT_THAT(reasons(), ElementsAre(ReasonCode::ReadersFailing));
  EXPECT_THAT(stream().reasons[0].text, testing::EndsWith(" The server is overloaded."));
  EXPECT_EQ(stream().reasons[0].remedy, shown.problems[0].remedy);
  EXPECT_THAT(connection("a").reasons, ElementsAre(Field(&Reason::code, ReasonCode::ReaderLoss)));
}

TEST_F(Overloaded, IsTheSameProblemWhileAndAfterTheServerDoesNotAnswer) {
  const std::string key = run(0.98).problems.at(0).key;
  update(failed_poll(second_));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::ServerOverloaded, ReasonCode::ServerDown));
  EXPECT_EQ(shown_->problems[0].key, key);
  ASSERT_THAT(shown_->problem_changes, SizeIs(1));
  EXPECT_EQ(shown_->problem_changes[0].problem.code, ReasonCode::ServerDown);
  update(failed_poll(second_ + 30));
  EXPECT_THAT(problems(), ElementsAre(ReasonCode::ServerDown)) << "of the others nobody knows";
  EXPECT_THAT(shown_->problem_changes, IsEmpty());
}

TEST_F(Overloaded, AHostThatHasRoomIsNot) {
  run(0.5);
  EXPECT_THAT(problems(), ElementsAre(ReasonCode::ReadersFailing));
}

class ServerRestart : public DiagnosisTest {
 protected:
  static constexpr const char* kNames[] = {"a", "b", "c", "d", "e", "f"};
  // Cameras of one network; of `there` the streams are there, each with a reader.
  PollResult site(double second, const std::set<std::string>& there, WallTime started) {
    std::vector<PathItem> paths;
    std::vector<ConnectionItem> connections;
    for (const std::string name : kNames) {
      if (!there.contains(name)) continue;
      PathItem item = camera(second, name, {webrtc_peer("r" + name)});
      item.source->id = "p" + name;
      paths.push_back(std::move(item));
      connections.push_back(srt_connection("p" + name, "publish", name, {}));
      connections.back().remote_addr = address_;
    }
    PollResult poll = good_poll(second, std::move(paths), std::move(connections));
    poll.info.started = started;
    return poll;
  }
  const WallTime before_ = kStart - minutes(5);
  const WallTime after_ = kStart + seconds(7);
  std::string address_ = "203.0.113.5:4000";
};

TEST_F(ServerRestart, IsTheCauseOfWhatDidNotComeBack) {
  update(site(0, {"a", "b", "c"}, before_));
  update(site(2, {"a", "b", "c"}, before_));
  update(failed_poll(4));
  update(site(8, {}, after_));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamsFailedTogether));
  EXPECT_EQ(shown_->problems[0].text,
            "3 streams did not come back after the restart of the server at 12:00:07 UTC: a, b and "
            "c.");
  update(site(10, {"a"}, after_));
  EXPECT_EQ(shown_->problems.at(0).streams, (std::vector<std::string>{"b", "c"}));
  restart(20);
  update(site(20, {"a"}, after_));
  EXPECT_THAT(shown_->problems.at(0).text,
              testing::HasSubstr("2 streams did not come back after the restart of the server at "
                                 "12:00:07 UTC"));
  EXPECT_THAT(shown_->problem_changes, IsEmpty());
}

TEST_F(ServerRestart, IsNotTheCauseOfWhatFailsLater) {
  update(site(0, {"a", "b", "c"}, before_));
  update(site(2, {"a", "b", "c"}, after_));
  update(site(4, {"a", "b", "c"}, after_));
  update(site(6, {}, after_));
  EXPECT_THAT(shown_->problems.at(0).text, testing::HasSubstr("from 203.0.113.0/24"));
}

TEST_F(ServerRestart, AnAnswerAfterAnOutageIsNoRestart) {
  update(site(0, {"a", "b", "c"}, before_));
  update(failed_poll(2));
  update(site(4, {"a"}, before_));
  EXPECT_EQ(shown_->problems.at(0).text,
            "2 streams did not come back after the API of the server had failed until 12:00:04 "
            "UTC: b and c.");
}

TEST_F(ServerRestart, TheNetworkOfStreamsThatAreGoneSurvivesTheExporter) {
  update(site(0, {"a", "b", "c"}, before_));
  update(site(2, {}, before_));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamsFailedTogether));
  const Problem told = shown_->problems[0];
  EXPECT_EQ(told.detail, "203.0.113.0/24");
  restart(10);
  update(site(10, {}, before_));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamsFailedTogether));
  EXPECT_EQ(shown_->problems[0].key, told.key);
  EXPECT_EQ(shown_->problems[0].since, told.since);
  EXPECT_THAT(shown_->problem_changes, IsEmpty());
}

// A group of which one stream after the other comes back.
class GroupThatRecovers : public ServerRestart {
 protected:
  using Names = std::set<std::string>;
  // What changed in this poll, as "changed b c".
  std::vector<std::string> poll(double second, const Names& there) {
    update(site(second, there, before_));
    std::vector<std::string> said;
    for (const ProblemChange& change : shown_->problem_changes) {
      std::string line(change_word(change.kind));
      for (const std::string& name : change.problem.streams) line += " " + name;
      said.push_back(line);
    }
    return said;
  }
  [[nodiscard]] const Problem& problem() const { return shown_->problems.at(0); }
};

TEST_F(GroupThatRecovers, IsOneProblemToTheLastOfIt) {
  poll(0, {"a", "b", "c"});
  ASSERT_THAT(poll(2, {}), ElementsAre("began a b c"));
  const Problem group = problem();
  EXPECT_THAT(poll(4, {"a"}), ElementsAre("changed b c"));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamsFailedTogether));
  EXPECT_EQ(problem().key, group.key);
  EXPECT_THAT(problem().text, testing::StartsWith("2 streams from 203.0.113.0/24 failed"));
  restart(10);
  EXPECT_THAT(poll(10, {"a"}), IsEmpty());
  EXPECT_EQ(problem().key, group.key);
  EXPECT_THAT(poll(12, {"a", "c"}), ElementsAre("changed b"));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamGone));
  EXPECT_EQ(problem().key, group.key);
  EXPECT_EQ(problem().since, group.since);
  EXPECT_THAT(poll(14, {"a", "b", "c"}), ElementsAre("ended b"));
}

TEST_F(GroupThatRecovers, IsOneAlsoWithoutTheStreamThatLinkedTheOthers) {
  poll(0, {"a", "b", "c", "d"});
  poll(2, {"b", "c", "d"});
  poll(8, {"c", "d"});
  ASSERT_THAT(poll(12, {"d"}), testing::Contains("changed a b c"));
  ASSERT_THAT(poll(18, {}), ElementsAre("changed a b c d"));
  EXPECT_THAT(poll(20, {"c"}), ElementsAre("changed a b d"));
  EXPECT_THAT(problems(), ElementsAre(ReasonCode::StreamsFailedTogether));
}

TEST_F(GroupThatRecovers, IsTheServersAlsoWhenHalfOfItIsWell) {
  address_ = "127.0.0.1:4000";
  poll(0, {"a", "b", "c", "d", "e", "f"});
  ASSERT_THAT(poll(2, {}), ElementsAre("began a b c d e f"));
  EXPECT_THAT(poll(4, {"a", "b", "c"}), ElementsAre("changed d e f"));
  EXPECT_THAT(problem().text, testing::StartsWith("3 streams of this server failed"));
}

TEST_F(GroupThatRecovers, TakesInWhatFailsSoonAfterAndNothingLater) {
  poll(0, {"a", "b", "c", "d", "e"});
  poll(2, {"d", "e"});
  ASSERT_THAT(poll(4, {"a", "d", "e"}), ElementsAre("changed b c"));
  EXPECT_THAT(poll(6, {"a", "e"}), ElementsAre("changed b c d"));
  EXPECT_THAT(poll(60, {"a"}), ElementsAre("began e"));
}

TEST_F(GroupThatRecovers, IsNotOfWhatRecoveredAndFailsAgainLater) {
  poll(0, {"a", "b", "c"});
  poll(2, {});
  poll(4, {"a"});
  ASSERT_THAT(poll(60, {"a"}), IsEmpty());
  EXPECT_THAT(poll(62, {}), ElementsAre("began a"));
}

TEST_F(DiagnosisTest, PublishersOfTheServersOwnMachineHaveNoUplink) {
  for (const char* address : {"127.0.0.1:5000", "[::1]:5000"}) {
    tracker_.reset();
    for (const double second : {0.0, 2.0}) {
      std::vector<PathItem> paths;
      std::vector<ConnectionItem> connections;
      for (const std::string name : {"a", "b", "c"}) {
        paths.push_back(camera(second, name, {webrtc_peer("r" + name)}));
        paths.back().source->id = "p" + name;
        connections.push_back(srt_connection("p" + name, "publish", name, {}));
        connections.back().remote_addr = address;
      }
      update(good_poll(second, std::move(paths), std::move(connections)));
    }
    update(good_poll(4, {}));
    ASSERT_THAT(shown_->problems, SizeIs(1));
    EXPECT_THAT(shown_->problems[0].text, testing::HasSubstr("3 streams of this server failed"));
  }
}

TEST_F(DiagnosisTest, CamerasPulledFromOneHostAreOneProblem) {
  const auto poll = [](double second, bool there) {
    std::vector<PathItem> paths;
    std::vector<PathConfig> configs;
    for (const std::string name : {"a", "b", "c"}) {
      paths.push_back(path({.name = name,
                            .inbound = static_cast<std::uint64_t>(second * 1000),
                            .available = there,
                            .source = PeerRef{{"rtsp", PeerKind::Static}, ""}}));
      paths.back().conf_name = name;
      PathConfig& config = configs.emplace_back();
      config.name = name;
      config.static_source = true;
      config.source_host = "192.0.2.9";
    }
    for (const std::string name : {"x", "y"}) {
      paths.push_back(camera(second, name));
    }
    PollResult made = good_poll(second, std::move(paths));
    made.path_configs.items = std::move(configs);
    return made;
  };
  update(poll(0, true));
  for (int second = 2; second <= 16; second += 2) update(poll(second, false));
  ASSERT_THAT(shown_->problems, SizeIs(1));
  EXPECT_EQ(shown_->problems[0].text,
            "3 streams pulled from 192.0.2.9 failed at once: a, b and c.");
}

}  // namespace
}  // namespace mtxmon
