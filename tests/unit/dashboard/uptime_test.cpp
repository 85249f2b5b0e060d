#include "dashboard/uptime.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/aggregate.h"
#include "core/history/series.h"
#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr std::int64_t kMinute = 60'000;

// What a poll saw: the API away (down), nobody polled ("-"), the stream absent (absent), or its
// state. One poll each 2 s, beginning at 0.
struct Polls {
  HistoryTable node, stream;
  std::int64_t end_ms = 0;
  PollRhythm rhythm{2000, 1000};

  Polls& add(std::string_view what, int count) {
    for (; count > 0; --count, end_ms += 2000) {
      if (what == "-") continue;
      const HistoryCell up{{find_series("up")->number}, what == "down" ? 0 : 1000};
      EXPECT_TRUE(append_row(node, end_ms, {{up}}));
      const auto state = std::ranges::find(kStateNames, what);
      if (state == kStateNames.end()) continue;
      const HistoryCell cell{{find_series("state")->number}, state - kStateNames.begin()};
      EXPECT_TRUE(append_row(stream, end_ms, {{cell}}));
    }
    return *this;
  }
  [[nodiscard]] HistoryPart part(Tier tier = Tier::Samples) const {
    const auto step_ms = form_of(tier).step_ms;
    if (step_ms == 0) return {tier, 0, end_ms, node, stream};
    return {tier, 0, end_ms, aggregate(node, step_ms), aggregate(stream, step_ms)};
  }
  [[nodiscard]] std::vector<StateSpan> spans(bool seen = false, Tier tier = Tier::Samples) const {
    const HistoryPart parts[] = {part(tier)};
    return stream_spans(parts, seen, rhythm);
  }
  [[nodiscard]] UptimeReport report(Tier tier = Tier::Samples) const {
    return uptime_report(spans(false, tier));
  }
};

StateSpan span(double from, double to, std::string_view state) {
  return {static_cast<std::int64_t>(from * 1000), static_cast<std::int64_t>(to * 1000), state};
}

TEST(StreamSpans, OfSamplesChangeWhereTheSampleDoes) {
  EXPECT_THAT(Polls().add("live", 3).add("stalled", 2).add("live", 1).spans(),
              ElementsAre(span(0, 6, "live"), span(6, 10, "stalled"), span(10, 12, "live")));
}

TEST(StreamSpans, OfNothingAreUnknown) {
  EXPECT_THAT(Polls().add("-", 5).spans(), ElementsAre(span(0, 10, "")));
  EXPECT_TRUE(stream_spans({}, true, {}).empty());
}

TEST(StreamSpans, AnApiThatIsAwayIsNoOutage) {
  EXPECT_THAT(Polls().add("live", 5).add("down", 5).add("live", 5).spans(),
              ElementsAre(span(0, 10, "live"), span(10, 20, ""), span(20, 30, "live")));
}

TEST(StreamSpans, WithoutAnExporterASampleHoldsALittleLonger) {
  EXPECT_THAT(Polls().add("live", 5).add("-", 20).add("live", 5).spans(),
              ElementsAre(span(0, 13, "live"), span(13, 50, ""), span(50, 60, "live")));
  EXPECT_THAT(Polls().add("live", 5).add("-", 1).add("live", 5).spans(),
              ElementsAre(span(0, 22, "live")))
      << "one that is missing is jitter";
}

TEST(StreamSpans, AbsentBeforeItsFirstSampleIsUnknownAndAfterItGone) {
  EXPECT_THAT(
      Polls().add("absent", 2).add("live", 2).add("absent", 2).add("live", 1).spans(),
      ElementsAre(span(0, 4, ""), span(4, 8, "live"), span(8, 12, "gone"), span(12, 14, "live")));
  EXPECT_THAT(Polls().add("absent", 2).add("live", 2).spans(true),
              ElementsAre(span(0, 4, "gone"), span(4, 8, "live")));
  EXPECT_THAT(Polls().add("absent", 2).spans(true), ElementsAre(span(0, 4, "gone")));
  EXPECT_THAT(Polls().add("absent", 2).spans(false), ElementsAre(span(0, 4, "")));
}

TEST(StreamSpans, AStateThatSaysUnknownIs) {
  EXPECT_THAT(Polls().add("live", 1).add("unknown", 1).spans(),
              ElementsAre(span(0, 2, "live"), span(2, 4, "")));
}

TEST(StreamSpans, OfSumsPutWhatWasBeforeFirstAndWhatComesLast) {
  // Five samples per bucket.
  const auto polls = Polls().add("live", 8).add("stalled", 1).add("offline", 6).add("live", 5);
  EXPECT_THAT(polls.spans(false, Tier::TenSeconds),
              ElementsAre(span(0, 16, "live"), span(16, 18, "stalled"), span(18, 30, "offline"),
                          span(30, 40, "live")));
  EXPECT_THAT(Polls().add("offline", 7).add("live", 8).spans(false, Tier::TenSeconds),
              ElementsAre(span(0, 14, "offline"), span(14, 30, "live")));
}

TEST(StreamSpans, OfSumsABriefOutageKeepsItsLength) {
  const auto spans =
      Polls().add("live", 36).add("stalled", 3).add("live", 51).spans(false, Tier::Minutes);
  EXPECT_THAT(spans,
              ElementsAre(span(0, 114, "live"), span(114, 120, "stalled"), span(120, 180, "live")));
}

TEST(StreamSpans, OfSumsCountWhatTheNodeSawWithoutTheStream) {
  EXPECT_THAT(Polls().add("live", 7).add("absent", 8).spans(false, Tier::TenSeconds),
              ElementsAre(span(0, 14, "live"), span(14, 30, "gone")));
  EXPECT_THAT(Polls().add("absent", 7).add("live", 8).spans(false, Tier::TenSeconds),
              ElementsAre(span(0, 14, ""), span(14, 30, "live")));
  EXPECT_THAT(Polls().add("live", 7).add("down", 8).add("live", 5).spans(false, Tier::TenSeconds),
              ElementsAre(span(0, 14, "live"), span(14, 30, ""), span(30, 40, "live")));
}

TEST(StreamSpans, OfSumsABucketThatWasWatchedInPartIsKnownInPart) {
  EXPECT_THAT(Polls().add("live", 12).add("-", 8).add("live", 5).spans(false, Tier::TenSeconds),
              ElementsAre(span(0, 24, "live"), span(24, 40, ""), span(40, 50, "live")));
  EXPECT_THAT(Polls().add("-", 8).add("live", 12).spans(false, Tier::TenSeconds),
              ElementsAre(span(0, 16, ""), span(16, 40, "live")));
}

TEST(StreamSpans, JitterOfPollsIsNoHoleInSums) {
  HistoryPart part{Tier::TenSeconds, 0, 30'000, {}, {}};
  for (std::int64_t bucket = 0; bucket < 3; ++bucket) {
    const std::int64_t samples = bucket == 1 ? 4 : 5;
    const HistoryCell count{{kSamplesNumber}, samples};
    const HistoryCell up{{find_series("up")->number}, 1000};
    const HistoryCell live{{kStateSamplesNumber}, samples};
    ASSERT_TRUE(append_row(part.node, bucket * 10'000, {{up, count}}));
    ASSERT_TRUE(append_row(part.stream, bucket * 10'000, {{live, count}}));
  }
  const HistoryPart parts[] = {part};
  EXPECT_THAT(stream_spans(parts, false, {}), ElementsAre(span(0, 30, "live")));
}

TEST(StreamSpans, GoOnFromTierToTier) {
  const auto polls = Polls().add("live", 60).add("offline", 30).add("live", 30);
  HistoryPart old = polls.part(Tier::Minutes);
  HistoryPart young = polls.part();
  old.to_ms = young.from_ms = 3 * kMinute - 60'000;
  HistoryPart middle = polls.part(Tier::TenSeconds);
  middle.from_ms = middle.to_ms = old.to_ms;  // empty
  const HistoryPart parts[] = {old, middle, young};
  EXPECT_THAT(stream_spans(parts, false, {}),
              ElementsAre(span(0, 120, "live"), span(120, 180, "offline"), span(180, 240, "live")));
}

TEST(StreamSpans, ARangeMayBeginWithinABucketOrBetweenSamples) {
  const auto polls = Polls().add("live", 60);
  HistoryPart part = polls.part(Tier::Minutes);
  part.from_ms = 90'500;
  part.to_ms = 100'000;
  const HistoryPart buckets[] = {part};
  EXPECT_THAT(stream_spans(buckets, false, {}), ElementsAre(span(90.5, 100, "live")));
  part = polls.part();
  part.from_ms = 91'000;
  const HistoryPart samples[] = {part};
  EXPECT_THAT(stream_spans(samples, false, {}), ElementsAre(span(91, 120, "live")));
}

// A server that hangs: a poll each 2 s, and then one each 6 s that fails after 5 s.
HistoryTable hanging() {
  HistoryTable node;
  const auto add = [&](std::int64_t first, std::int64_t end, std::int64_t distance, int up) {
    for (auto time = first; time < end; time += distance)
      EXPECT_TRUE(append_row(node, time, {{HistoryCell{{find_series("up")->number}, up}}}));
  };
  add(0, 60'000, 2000, 1000);
  add(60'000, 120'000, 6000, 0);
  add(120'000, 240'000, 2000, 1000);
  return node;
}

TEST(NodeSpans, DoNotFlickerWhileAServerHangs) {
  const HistoryPart samples[] = {{Tier::Samples, 0, 240'000, hanging(), {}}};
  EXPECT_THAT(node_spans(samples, {2000, 5000}),
              ElementsAre(span(0, 60, "up"), span(60, 120, "down"), span(120, 240, "up")));
}

TEST(NodeSpans, DoNotFlickerInSumsWhileAServerHangs) {
  for (const Tier tier : {Tier::TenSeconds, Tier::Minutes}) {
    const auto sums = aggregate(hanging(), form_of(tier).step_ms);
    const HistoryPart parts[] = {{tier, 0, 240'000, sums, {}}};
    EXPECT_THAT(node_spans(parts, {2000, 5000}),
                ElementsAre(span(0, 60, "up"), span(60, 120, "down"), span(120, 240, "up")));
  }
}

// An hour of polls, but for the time from `away_ms` to `back_ms`.
HistoryPart slow_part(std::int64_t interval_ms, Tier tier, std::int64_t away_ms = 0,
                      std::int64_t back_ms = 0) {
  HistoryPart part{tier, 0, 60 * kMinute, {}, {}};
  for (std::int64_t i = 0; i * interval_ms < part.to_ms; ++i) {
    const auto time = i * interval_ms + (i * 7 % 3 - 1) * 40 + 40;  // jitter
    if (time >= away_ms && time < back_ms) continue;
    EXPECT_TRUE(append_row(part.node, time, {{HistoryCell{{find_series("up")->number}, 1000}}}));
    EXPECT_TRUE(append_row(part.stream, time, {{HistoryCell{{find_series("state")->number}, 0}}}));
  }
  const auto step_ms = form_of(tier).step_ms;
  if (step_ms == 0) return part;
  part.node = aggregate(part.node, step_ms);
  part.stream = aggregate(part.stream, step_ms);
  return part;
}

TEST(StreamSpans, OfPollsThatAreRareAreKnownWhateverTheTier) {
  for (const std::int64_t interval_ms : {7000, 9980, 10'000, 15'000, 40'000, 60'000, 90'000}) {
    for (const Tier tier : kTiers) {
      const HistoryPart parts[] = {slow_part(interval_ms, tier)};
      for (const auto now_ms : {interval_ms, std::int64_t{2000}}) {
        EXPECT_THAT(stream_spans(parts, false, {now_ms, 5000}), ElementsAre(span(0, 3600, "live")))
            << interval_ms << ", " << form_of(tier).name << ", now " << now_ms;
      }
    }
  }
}

TEST(StreamSpans, OfSumsOfRarePollsHoldNoLongerThanSamples) {
  const HistoryPart parts[] = {slow_part(15'000, Tier::TenSeconds, 600'000, 1'200'000)};
  EXPECT_THAT(stream_spans(parts, false, {15'000, 5000}),
              ElementsAre(span(0, 615, "live"), span(615, 1200, ""), span(1200, 3600, "live")));
  const HistoryPart few[] = {{Tier::TenSeconds, 0, 40'000, parts[0].node, parts[0].stream}};
  EXPECT_THAT(stream_spans(few, false, {15'000, 5000}), ElementsAre(span(0, 40, "live")));
}

TEST(NodeSpans, AreUpDownOrUnknown) {
  const auto polls = Polls().add("live", 5).add("down", 5).add("-", 10).add("absent", 5);
  const HistoryPart samples[] = {polls.part()};
  EXPECT_THAT(
      node_spans(samples, polls.rhythm),
      ElementsAre(span(0, 10, "up"), span(10, 23, "down"), span(23, 40, ""), span(40, 50, "up")));
  const HistoryPart sums[] = {polls.part(Tier::TenSeconds)};
  EXPECT_THAT(node_spans(sums, polls.rhythm), ElementsAre(span(0, 10, "up"), span(10, 20, "down"),
                                                          span(20, 40, ""), span(40, 50, "up")));
}

TEST(Uptime, SharesAddUpToOneOfWhatWasObserved) {
  const auto report =
      Polls().add("live", 60).add("degraded", 20).add("down", 20).add("stalled", 20).report();
  EXPECT_EQ(report.observed_ms, 200'000);
  EXPECT_EQ(report.unknown_ms, 40'000);
  EXPECT_THAT(report.states, ElementsAre(Pair("live", 120'000), Pair("degraded", 40'000),
                                         Pair("stalled", 40'000)));
  EXPECT_EQ(report.outage_ms, 40'000);
  EXPECT_DOUBLE_EQ(report.uptime_ratio.value(), 0.8);
}

TEST(Uptime, AnOutageIsAllThatWasNotThereInOneGo) {
  const auto report = Polls()
                          .add("live", 5)
                          .add("stalled", 5)
                          .add("offline", 20)
                          .add("starting", 1)
                          .add("live", 5)
                          .report();
  ASSERT_EQ(report.outages.size(), 1U);
  EXPECT_EQ(report.outages[0].from_ms, 10'000);
  EXPECT_EQ(report.outages[0].to_ms, 62'000);
  EXPECT_EQ(report.outages[0].lasted_ms, 52'000);
  EXPECT_EQ(report.outages[0].state, "offline");
  EXPECT_FALSE(report.outages[0].is_open);
}

TEST(Uptime, AnOutageThatLastsIsOpen) {
  const auto report = Polls().add("live", 5).add("gone", 5).report();
  ASSERT_EQ(report.outages.size(), 1U);
  EXPECT_TRUE(report.outages[0].is_open);
  EXPECT_EQ(report.outages[0].lasted_ms, 10'000);
}

TEST(Uptime, AnOutageThatNobodySeesEndAnyMoreIsNotOpen) {
  const auto report = Polls().add("live", 5).add("offline", 5).add("down", 5).report();
  ASSERT_EQ(report.outages.size(), 1U);
  EXPECT_FALSE(report.outages[0].is_open);
  EXPECT_EQ(report.outages[0].to_ms, 20'000);
}

TEST(Uptime, WhatNobodySawDoesNotCutAnOutage) {
  const auto report =
      Polls().add("offline", 5).add("down", 5).add("offline", 5).add("live", 5).report();
  ASSERT_EQ(report.outages.size(), 1U);
  EXPECT_EQ(report.outages[0].to_ms, 30'000);
  EXPECT_EQ(report.outages[0].lasted_ms, 20'000);
  EXPECT_EQ(report.outage_ms, 20'000);
}

TEST(Uptime, OnDemandIsNoOutageAndNotMissed) {
  const auto report =
      Polls().add("idle", 50).add("starting", 2).add("live", 38).add("offline", 10).report();
  EXPECT_EQ(report.outages.size(), 1U);
  EXPECT_DOUBLE_EQ(report.uptime_ratio.value(), 0.8);
  EXPECT_FALSE(Polls().add("idle", 5).report().uptime_ratio.has_value());
}

TEST(Uptime, AStartThatFailsIsAnOutageFromTheFailureOn) {
  const auto report = Polls().add("idle", 5).add("starting", 5).add("offline", 5).report();
  ASSERT_EQ(report.outages.size(), 1U);
  EXPECT_EQ(report.outages[0].from_ms, 20'000);
}

TEST(Uptime, TheSlateIsAnOutage) {
  const auto report = Polls().add("live", 5).add("standby", 5).add("live", 5).report();
  ASSERT_EQ(report.outages.size(), 1U);
  EXPECT_EQ(report.outages[0].state, "standby");
}

TEST(Uptime, OfNothingHasNoRatio) {
  EXPECT_FALSE(uptime_report({}).uptime_ratio.has_value());
  const auto report = Polls().add("-", 10).report();
  EXPECT_FALSE(report.uptime_ratio.has_value());
  EXPECT_EQ(report.unknown_ms, 20'000);
  EXPECT_TRUE(report.outages.empty());
}

TEST(Uptime, OfSumsIsTheSameButForTheOrderWithinABucket) {
  Polls polls;
  for (int i = 0; i < 40; ++i) {
    polls.add("live", 40 + i % 7).add(i % 3 ? "stalled" : "absent", 1 + i % 11);
    if (i % 9 == 0) polls.add("down", 12);
  }
  polls.add("live", 30 - static_cast<int>(polls.node.keys.size() % 30));
  const auto exact = polls.report();
  for (const Tier tier : {Tier::TenSeconds, Tier::Minutes}) {
    const auto report = polls.report(tier);
    EXPECT_EQ(report.observed_ms, exact.observed_ms);
    EXPECT_EQ(report.outage_ms, exact.outage_ms);
    EXPECT_EQ(report.states, exact.states);
  }
  EXPECT_EQ(polls.report(Tier::TenSeconds).outages.size(), exact.outages.size());
}

}  // namespace
}  // namespace mtxmon
