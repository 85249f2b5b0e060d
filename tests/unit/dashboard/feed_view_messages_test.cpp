// The live feed as clients see it who want a part of it.
#include <functional>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dashboard/live_messages.h"
#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

const LiveHeader kHeader{"k3j9", 7, kNow};

struct Cam {
  std::string name;
  double rate = 0;  // 0: none
  std::string state = "live";
};

// Rows in the order of the list, from 1.
State state_of(const std::vector<Cam>& cams) {
  NodeDocument node;
  set_member(node.meta, "node", "\"local\"");
  std::uint64_t row = 0;
  for (const Cam& cam : cams) {
    auto stream = std::make_shared<StreamDocument>();
    stream->row = ++row;
    set_member(stream->members, "node", "\"local\"");
    set_member(stream->members, "name", "\"" + cam.name + "\"");
    set_member(stream->members, "state", "\"" + cam.state + "\"");
    if (cam.rate > 0)
      set_member(stream->members, "rate", std::to_string(static_cast<int>(cam.rate)));
    set_member(stream->members, "total", std::to_string(static_cast<int>(cam.rate * 100)));
    node.streams[cam.name] = std::move(stream);
  }
  State state;
  state.nodes["local"] = std::make_shared<const NodeDocument>(std::move(node));
  state.redis = {true, ""};
  return state;
}

FeedView view_of(const std::string& text) { return from_text(text); }

TEST(FeedViewMessages, ASnapshotHoldsTheFieldsThatAreWanted) {
  const Json all(
      snapshot_message(kHeader, state_of({{"a", 5}}), view_of(R"({"fields":["rate"]})")));
  EXPECT_EQ(all.raw("/streams"), R"([{"node":"local","name":"a","rate":5}])");
}

TEST(FeedViewMessages, WholeStreamsComeWithEverything) {
  const FeedView view = view_of(R"({"fields":["state"],"whole":["local/b","local/none"]})");
  const State before = state_of({{"a", 5}, {"b", 6}});
  const Json snapshot(snapshot_message(kHeader, before, view));
  EXPECT_EQ(snapshot.raw("/streams"),
            R"([{"node":"local","name":"a","state":"live"},)"
            R"({"node":"local","name":"b","state":"live","rate":6,"total":600}])");
  const Json update(update_message(kHeader, 6, before, state_of({{"a", 7}, {"b", 8}}), view));
  EXPECT_EQ(update.size("/streams"), 0U);
  EXPECT_EQ(update.raw("/whole"),
            R"([{"node":"local","name":"b","state":"live","rate":8,"total":800}])");
}

TEST(FeedViewMessages, OnlyListedStreamsComeAndGo) {
  const FeedView view = view_of(R"({"streams":["local/a"],"fields":["rate"]})");
  const State before = state_of({{"a", 5}, {"b", 5}});
  EXPECT_EQ(Json(snapshot_message(kHeader, before, view)).size("/streams"), 1U);
  const Json changed(update_message(kHeader, 6, before, state_of({{"a", 6}, {"b", 6}}), view));
  EXPECT_EQ(changed.raw("/streams"), R"([{"node":"local","name":"a","rate":6}])");
  const Json gone(update_message(kHeader, 6, before, state_of({}), view));
  EXPECT_EQ(gone.raw("/removed"), R"([["local","a"]])");
  const FeedView none = view_of(R"({"streams":"none"})");
  const Json nothing(update_message(kHeader, 6, before, state_of({}), none));
  EXPECT_EQ(nothing.size("/removed") + nothing.size("/streams"), 0U);
}

TEST(FeedViewMessages, NumbersStandInColumnsAndEverythingElseWithItsStream) {
  const FeedView view = view_of(R"({"numbers":"columns"})");
  const State before = state_of({{"a", 5}, {"b", 6}, {"c", 7}, {"d", 8}});
  const State now = state_of({{"a", 50}, {"b", 6}, {"c", 70, "stalled"}, {"d", 0}});
  EXPECT_EQ(Json(snapshot_message(kHeader, before, view)).number("/streams/2/row"), 3);
  const Json update(update_message(kHeader, 6, before, now, view));
  EXPECT_EQ(update.raw("/streams"), R"([{"node":"local","name":"c","row":3,"state":"stalled"}])");
  EXPECT_EQ(update.raw("/numbers"), R"({"rate":{"rows":[1,2,1],"values":[50,70,null]},)"
                                    R"("total":{"rows":[1,2,1],"values":[5000,7000,0]}})");
}

TEST(FeedViewMessages, AnUpdateSaysWhichMessageItBelongsTo) {
  const State state = state_of({{"a", 5}});
  EXPECT_FALSE(Json(update_message(kHeader, 6, state, state)).has("/after_seq"));
  EXPECT_EQ(Json(update_message(kHeader, 3, state, state)).number("/after_seq"), 3);
  EXPECT_EQ(Json(update_message(kHeader, 7, state, state)).number("/after_seq"), 7);
}

}  // namespace
}  // namespace mtxmon
