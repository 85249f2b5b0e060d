#include "core/store/told_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Times are seconds; the JSON of a record is its identity, with a word of the teller behind it.
class ToldRecordsTest : public testing::Test {
 protected:
  static WallTime at(double seconds) {
    return WallTime(Milliseconds(static_cast<Milliseconds::rep>(seconds * 1000)));
  }
  static std::string id(double seconds) {
    return std::to_string(at(seconds).time_since_epoch().count()) + "-0";
  }
  static RecordWrite record(double seconds, const std::string& what,
                            const std::string& replaces = "", const std::string& key = "events") {
    return {key, at(seconds), Record{id(seconds), replaces, what + " says B"}};
  }
  static ToldRecords::Entry held(double seconds, const std::string& what) {
    return {"events", id(seconds), what};
  }
  static ToldRecords told(std::optional<WallTime> through,
                          std::vector<ToldRecords::Entry> entries) {
    return {[](const std::string& json) { return json.substr(0, json.find(" says")); }, through,
            std::move(entries), std::chrono::seconds(14)};
  }
  static std::vector<std::string> jsons(const std::vector<RecordWrite>& records) {
    std::vector<std::string> out;
    for (const auto& one : records) out.push_back(one.record.json);
    return out;
  }
};

TEST_F(ToldRecordsTest, WhatTheWriterBeforeHasCoveredIsNotAdded) {
  auto records = told(at(100), {held(98, "down")});
  EXPECT_THAT(
      jsons(records.untold({record(97.5, "down"), record(99, "blip"), record(100, "up")}, true)),
      IsEmpty());
}

TEST_F(ToldRecordsTest, AChangeThatBothSawIsToldOnceOnWhicheverSideOfTheDocument) {
  auto records = told(at(100), {held(100, "down")});
  EXPECT_THAT(jsons(records.untold({record(100.5, "down")}, true)), IsEmpty());
}

TEST_F(ToldRecordsTest, WhatCameAfterItsLastDocumentIsAdded) {
  auto records = told(at(100), {held(90, "down"), held(95, "up")});
  EXPECT_THAT(jsons(records.untold({record(90.5, "down"), record(95.5, "up"), record(101.5, "down"),
                                    record(105.5, "up")},
                                   true)),
              ElementsAre("down says B", "up says B"));
}

TEST_F(ToldRecordsTest, OneThatIsHeldStandsForOneOnly) {
  auto records = told(at(100), {held(99, "stalled")});
  EXPECT_THAT(jsons(records.untold({record(100.5, "stalled"), record(104, "stalled")}, true)),
              ElementsAre("stalled says B"));
}

TEST_F(ToldRecordsTest, AnotherStreamOrKeyIsAnotherChange) {
  auto records = told(at(100), {held(100, "down a")});
  EXPECT_EQ(records.untold({record(100.5, "down b"), record(100.5, "down a", "", "sessions")}, true)
                .size(),
            2U);
}

TEST_F(ToldRecordsTest, ADocumentThatWasNeverWrittenLeavesItsRecordsBehind) {
  // It was ended between the two; who is started again a minute later sees the same changes.
  auto records = told(at(100), {held(102, "down")});
  EXPECT_THAT(jsons(records.untold({record(170, "down"), record(170.1, "joined")}, false)),
              ElementsAre("joined says B"));
  EXPECT_EQ(records.untold({record(180, "down")}, false).size(), 1U) << "it stood for one";
}

TEST_F(ToldRecordsTest, AskedAgainItSaysTheSame) {
  auto records = told(at(100), {held(100, "down")});
  for (int i = 0; i < 2; ++i)  // the second is refused by Redis and tried again
    EXPECT_EQ(records.untold({record(100.5, "down"), record(101, "up")}, true).size(), 1U);
}

TEST_F(ToldRecordsTest, AnEventThatGrowsSupersedesTheOneThatStandsForIt) {
  auto records = told(at(100), {held(99, "flapping")});
  const auto rest =
      records.untold({record(99.5, "flapping"), record(103, "flapping", id(99.5))}, true);
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].record.replaces, id(99));
  records.forget_held();
  EXPECT_EQ(records.untold({record(105, "flapping", id(103))}, false).at(0).record.replaces,
            id(103));
}

TEST_F(ToldRecordsTest, WithoutATimeOnlyTheChangeItselfCounts) {
  auto records = told(std::nullopt, {held(99, "down")});
  EXPECT_THAT(
      jsons(records.untold({record(98, "down"), record(98.1, "up"), record(120, "down")}, true)),
      ElementsAre("up says B", "down says B"));
}

TEST_F(ToldRecordsTest, WhatIsSeenAfterTakingOverIsNew) {
  auto records = told(at(100), {held(100, "down")});
  records.forget_held();
  EXPECT_EQ(records.untold({record(100.5, "down")}, false).size(), 1U);
}

}  // namespace
}  // namespace mtxmon
