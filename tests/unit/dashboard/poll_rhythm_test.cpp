#include "dashboard/poll_rhythm.h"

#include <gtest/gtest.h>

#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

TEST(PollRhythm, IsThatOfTheDocument) {
  State state;
  Snapshot snapshot = snapshot_of("berlin", {});
  snapshot.interval_seconds = 0.5;
  snapshot.poll_timeout_seconds = 30;
  state.nodes["berlin"] = node_document(encode_snapshot(snapshot));
  auto rhythm = rhythm_of(state, {SubjectKind::Stream, "berlin", "cam", ""});
  EXPECT_EQ(rhythm.interval_ms, 500);
  EXPECT_EQ(rhythm.timeout_ms, 30'000);
  for (const std::string source : {"berlin", "venue-a"}) {
    rhythm = rhythm_of(state, {SubjectKind::Host, source, "", ""});
    EXPECT_EQ(rhythm.interval_ms, 2000);
    EXPECT_EQ(rhythm.timeout_ms, 0) << "an agent asks nobody";
  }
}

TEST(PollRhythm, OfNobodyIsTheDefaultOne) {
  State state;
  state.nodes["old"] = node_document(encode_snapshot(snapshot_of("old", {})));
  for (const std::string source : {"old", "graz"}) {
    const auto rhythm = rhythm_of(state, {SubjectKind::Node, source, "", ""});
    EXPECT_EQ(rhythm.interval_ms, 2000);
    EXPECT_EQ(rhythm.timeout_ms, 5000);
  }
}

TEST(PollRhythm, ASampleHoldsAsLongAsAPollMayHang) {
  EXPECT_EQ((PollRhythm{2000, 5000}.longest_hold_ms(2000)), 9000);
  EXPECT_EQ((PollRhythm{2000, 0}.longest_hold_ms(0)), 5000);
  EXPECT_EQ((PollRhythm{2000, 5000}.longest_hold_ms(60'000)), 150'000) << "slower once";
}

}  // namespace
}  // namespace mtxmon
