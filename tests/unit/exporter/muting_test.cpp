#include "exporter/muting.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

constexpr WallTime kNow{Milliseconds(1795348800000)};

class Muting : public testing::Test {
 protected:
  Muting() {
    snapshot_.node = "local";
    snapshot_.polled_at = kNow;
    for (const char* name : {"a", "b", "c"}) snapshot_.streams.emplace_back().name = name;
  }
  void problem(ReasonCode code, std::vector<std::string> streams) {
    Problem problem;
    problem.code = code;
    problem.streams = std::move(streams);
    snapshot_.problems.push_back(problem);
    snapshot_.problem_changes.push_back({.problem = problem});
  }
  static Mute mute(ReasonCode code, std::string stream, int minutes) {
    return {.node = "local",
            .code = code,
            .stream = std::move(stream),
            .until = kNow + std::chrono::minutes(minutes)};
  }
  std::optional<WallTime> until(std::size_t stream) {
    return snapshot_.streams[stream].muted_until;
  }

  Snapshot snapshot_;
};

TEST_F(Muting, AStreamIsMutedWhenAllItsProblemsAre) {
  problem(ReasonCode::SrtLinkLoss, {"a"});
  problem(ReasonCode::ForwardFailed, {"a"});
  problem(ReasonCode::SrtLinkLoss, {"b"});
  problem(ReasonCode::ForwardFailed, {"b"});
  mark_muted(snapshot_,
             {mute(ReasonCode::SrtLinkLoss, "*", 30), mute(ReasonCode::ForwardFailed, "a", 20)});
  EXPECT_EQ(until(0), kNow + std::chrono::minutes(20)) << "until the first of them ends";
  EXPECT_FALSE(until(1));
  EXPECT_FALSE(until(2)) << "it has none";
}

TEST_F(Muting, ProblemsAndTheirRecordsSayIt) {
  problem(ReasonCode::SrtLinkLoss, {"a"});
  mark_muted(snapshot_, {mute(ReasonCode::SrtLinkLoss, "a", 30)});
  EXPECT_TRUE(snapshot_.problems[0].muted_until);
  EXPECT_EQ(snapshot_.problem_changes[0].problem.mute_id, "local/srt_link_loss/a");
}

TEST_F(Muting, OneCauseOfManyCountsForEachOfThem) {
  problem(ReasonCode::StreamsFailedTogether, {"a", "b"});
  mark_muted(snapshot_, {mute(ReasonCode::StreamsFailedTogether, "", 30)});
  EXPECT_TRUE(until(0));
  EXPECT_TRUE(until(1));
}

}  // namespace
}  // namespace mtxmon
