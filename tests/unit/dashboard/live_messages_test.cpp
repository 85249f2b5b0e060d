#include "dashboard/live_messages.h"

#include <algorithm>
#include <functional>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/version.h"
#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;

// What there is to know, before it becomes documents.
struct World {
  std::map<std::string, Snapshot> nodes;
  std::map<std::string, std::string> hosts;
  RedisHealth redis{true, ""};
};

Stream& stream_of(World& world, const std::string& node, const std::string& name) {
  auto& streams = world.nodes.at(node).streams;
  const auto found = std::ranges::find(streams, name, &Stream::name);
  if (found == streams.end()) throw std::out_of_range(name);
  return *found;
}

std::string host_json(const std::string& name, double load) {
  return R"({"host":")" + name + R"(","load1":)" + std::to_string(load) + "}";
}

World small_world() {
  World world;
  world.nodes["berlin"] = snapshot_of("berlin", {live_stream("cam"), live_stream("talk")});
  world.nodes["wien"] = snapshot_of("wien", {live_stream("cam")});
  world.hosts["venue-a"] = host_json("venue-a", 0.5);
  return world;
}

// Documents that did not change stay the same objects, as the watcher keeps them.
State state_of(const World& world, const World& before_world, const State& before) {
  State state;
  for (const auto& [name, snapshot] : world.nodes) {
    const auto was = before_world.nodes.find(name);
    const std::string json = encode_snapshot(snapshot);
    const bool same = was != before_world.nodes.end() && encode_snapshot(was->second) == json;
    state.nodes[name] = same ? before.nodes.at(name) : node_document(json);
  }
  for (const auto& [name, json] : world.hosts) {
    const auto was = before_world.hosts.find(name);
    const bool same = was != before_world.hosts.end() && was->second == json;
    state.hosts[name] = same ? before.hosts.at(name) : host_document(json);
  }
  state.redis = world.redis;
  return state;
}

// A page, as far as the live feed goes. Null and absent are the same.
struct Page {
  using Members = std::map<std::string, std::string>;
  std::map<std::string, Members> nodes, hosts;
  std::map<std::pair<std::string, std::string>, Members> streams;
  Members redis;

  friend bool operator==(const Page&, const Page&) = default;
};

std::vector<JsonMembers> objects(const JsonMembers& message, std::string_view key) {
  std::vector<JsonMembers> out;
  const auto items = split_array(raw_member(message, key));
  for (const std::string& item : items.value()) out.push_back(split_object(item).value());
  return out;
}

void merge(Page::Members& into, const JsonMembers& changes) {
  for (const auto& [key, raw] : changes) {
    if (raw == "null") {
      into.erase(key);
    } else {
      into[key] = raw;
    }
  }
}

Page::Members whole(const JsonMembers& members) {
  Page::Members out;
  merge(out, members);
  return out;
}

// What the page makes of one message.
Page reduced(Page page, const std::string& text) {
  const JsonMembers message = split_object(text).value();
  const bool update = text_member(message, "type") == "update";
  if (!update) page = {};
  page.redis = whole(split_object(raw_member(message, "redis")).value());
  for (const auto& node : objects(message, "nodes"))
    page.nodes[text_member(node, "node")] = whole(node);
  for (const auto& host : objects(message, "hosts"))
    page.hosts[text_member(host, "host")] = whole(host);
  for (const auto& stream : objects(message, "streams"))
    merge(page.streams[{text_member(stream, "node"), text_member(stream, "name")}], stream);
  if (!update) return page;
  const Json json(text);
  for (std::size_t i = 0; i < json.size("/removed"); ++i) {
    const std::string at = "/removed/" + std::to_string(i);
    page.streams.erase({json.text(at + "/0"), json.text(at + "/1")});
  }
  return page;
}

const LiveHeader kHeader{"k3j9", 7, kNow};

struct Change {
  std::string name;
  std::function<void(World&)> apply;
};

// The name of the test in ctest.
void PrintTo(const Change& change, std::ostream* out) { *out << change.name; }

std::vector<Change> changes() {
  return {
      {"Nothing", [](World&) {}},
      {"Value", [](World& w) { stream_of(w, "berlin", "cam").inbound_bits_per_second = 5e6; }},
      {"MemberVanished", [](World& w) { stream_of(w, "berlin", "cam").rtt_seconds.reset(); }},
      {"MemberAppeared", [](World& w) { stream_of(w, "berlin", "cam").link_loss_ratio = 0.01; }},
      {"SourceBecameNull", [](World& w) { stream_of(w, "berlin", "cam").source.reset(); }},
      {"NestedMember", [](World& w) { stream_of(w, "wien", "cam").tracks[0].height = 1080; }},
      {"StreamNew", [](World& w) { w.nodes.at("wien").streams.push_back(live_stream("new")); }},
      {"StreamRemoved",
       [](World& w) {
         std::erase_if(w.nodes.at("berlin").streams,
                       [](const Stream& stream) { return stream.name == "talk"; });
       }},
      {"StreamHostile",
       [](World& w) {
         w.nodes.at("wien").streams.push_back(live_stream(std::string(kHostileName)));
       }},
      {"AllStreamsRemoved", [](World& w) { w.nodes.at("berlin").streams.clear(); }},
      {"NodeMeta", [](World& w) { w.nodes.at("wien").seq = 124; }},
      {"NodeDown",
       [](World& w) {
         w.nodes.at("wien").up = false;
         w.nodes.at("wien").error = "connection refused";
         w.nodes.at("wien").down_since = kNow;
       }},
      {"NodeNew", [](World& w) { w.nodes["graz"] = snapshot_of("graz", {live_stream("cam")}); }},
      {"NodeVanished", [](World& w) { w.nodes.erase("wien"); }},
      {"HostChanged", [](World& w) { w.hosts["venue-a"] = host_json("venue-a", 1.5); }},
      {"HostNew", [](World& w) { w.hosts["venue-b"] = host_json("venue-b", 0.1); }},
      {"HostVanished", [](World& w) { w.hosts.erase("venue-a"); }},
      {"RedisAway",
       [](World& w) {
         w.redis = {false, "connection refused"};
       }},
      {"Everything", [](World& w) { w = {}; }},
      {"ManyAtOnce",
       [](World& w) {
         w.nodes.at("wien").streams = {live_stream("other")};
         stream_of(w, "berlin", "talk").state = StreamState::Stalled;
         stream_of(w, "berlin", "cam").readers.reset();
         w.hosts["venue-b"] = host_json("venue-b", 0.1);
       }},
  };
}

// Both directions: what appears in one vanishes in the other.
void expect_update_makes(const State& before, const State& now) {
  const Page shown = reduced({}, snapshot_message(kHeader, before));
  const Page wanted = reduced({}, snapshot_message(kHeader, now));
  const std::string update = update_message(kHeader, kHeader.seq - 1, before, now);
  EXPECT_TRUE(reduced(shown, update) == wanted) << update;
}

class UpdateMessage : public testing::TestWithParam<Change> {};

TEST_P(UpdateMessage, TurnsTheOldSnapshotIntoTheNew) {
  const World old_world = small_world();
  World new_world = old_world;
  GetParam().apply(new_world);
  const State before = state_of(old_world, {}, {});
  const State now = state_of(new_world, old_world, before);
  expect_update_makes(before, now);
  expect_update_makes(now, before);
}

INSTANTIATE_TEST_SUITE_P(Changes, UpdateMessage, testing::ValuesIn(changes()),
                         [](const auto& change) { return change.param.name; });

TEST(UpdateMessages, InARowKeepAPageUpToDate) {
  std::mt19937 random(20261122);  // the same row at each run
  const std::vector<Change> all = changes();
  World world = small_world();
  State state = state_of(world, {}, {});
  Page page = reduced({}, snapshot_message(kHeader, state));
  for (int step = 0; step < 300; ++step) {
    World next = random() % 10 == 0 ? small_world() : world;
    const Change& change = all[random() % all.size()];
    try {
      change.apply(next);
    } catch (const std::out_of_range&) {
      continue;  // a change of something that is not there
    }
    const State now = state_of(next, world, state);
    page = reduced(std::move(page), update_message(kHeader, kHeader.seq - 1, state, now));
    ASSERT_TRUE(page == reduced({}, snapshot_message(kHeader, now))) << step << change.name;
    world = std::move(next);
    state = now;
  }
}

class UpdateContent : public testing::Test {
 protected:
  std::string update(const std::function<void(World&)>& change) {
    World world = world_;
    change(world);
    return update_message(kHeader, kHeader.seq - 1, state_, state_of(world, world_, state_));
  }

  const World world_ = small_world();
  const State state_ = state_of(world_, {}, {});
};

TEST_F(UpdateContent, IsEmptyListsWhenNothingChanged) {
  EXPECT_EQ(update([](World&) {}),
            R"({"type":"update","seq":7,"server_time":"2026-11-22T12:00:00.000Z",)"
            R"("redis":{"ok":true},"nodes":[],"streams":[],"removed":[],"hosts":[]})");
}

TEST_F(UpdateContent, SaysNothingOfStreamsThatAreEqualInANewDocument) {
  const Json json(update([](World& w) { w.nodes["wien"].seq = 124; }));
  EXPECT_EQ(json.size("/nodes"), 1U);
  EXPECT_EQ(json.text("/nodes/0/node"), "wien");
  EXPECT_EQ(json.size("/streams"), 0U);
}

TEST_F(UpdateContent, HoldsOnlyTheMembersThatChanged) {
  const JsonMembers message = split_object(update([](World& w) {
                                Stream& cam = stream_of(w, "berlin", "cam");
                                cam.inbound_bits_per_second = 5e6;
                                cam.rtt_seconds.reset();
                              })).value();
  const auto streams = objects(message, "streams");
  ASSERT_EQ(streams.size(), 1U);
  EXPECT_THAT(streams[0], UnorderedElementsAre(Pair("node", "\"berlin\""), Pair("name", "\"cam\""),
                                               Pair("inbound_bits_per_second", "5000000"),
                                               Pair("rtt_seconds", "null")));
  EXPECT_THAT(objects(message, "hosts"), testing::IsEmpty());
}

TEST_F(UpdateContent, HoldsANewStreamWhole) {
  const Json json(update([](World& w) { w.nodes["wien"].streams.push_back(live_stream("new")); }));
  ASSERT_EQ(json.size("/streams"), 1U);
  EXPECT_EQ(json.text("/streams/0/name"), "new");
  EXPECT_EQ(json.text("/streams/0/state"), "live");
  EXPECT_EQ(json.number("/streams/0/inbound_bytes_total"), 1e6);
}

TEST_F(UpdateContent, NamesRemovedStreams) {
  const Json json(update([](World& w) { w.nodes["berlin"].streams.pop_back(); }));
  EXPECT_EQ(json.raw("/removed"), R"([["berlin","talk"]])");
}

TEST_F(UpdateContent, IsASnapshotWhenANodeOrAHostIsNoMore) {
  EXPECT_EQ(Json(update([](World& w) { w.nodes.erase("wien"); })).text("/type"), "snapshot");
  EXPECT_EQ(Json(update([](World& w) { w.hosts.erase("venue-a"); })).text("/type"), "snapshot");
}

TEST_F(UpdateContent, SaysWhyRedisIsAway) {
  const Json json(update([](World& w) { w.redis = {false, "connection refused"}; }));
  EXPECT_FALSE(json.flag("/redis/ok"));
  EXPECT_EQ(json.text("/redis/error"), "connection refused");
  EXPECT_EQ(json.size("/nodes"), 0U);
}

TEST_F(UpdateContent, ShowsASilentNodeAndItsStreams) {
  State now = state_;
  now.nodes["wien"] = mark_if_silent(now.nodes["wien"], 14);
  expect_update_makes(state_, now);
  const Json json(update_message(kHeader, kHeader.seq - 1, state_, now));
  ASSERT_EQ(json.size("/streams"), 1U);
  EXPECT_EQ(json.text("/streams/0/state"), "unknown");
  EXPECT_FALSE(json.flag("/nodes/0/up"));
}

TEST_F(UpdateContent, NeverHoldsConnections) {
  World world = world_;
  world.nodes["wien"].connections = {srt_connection("c", "cam", Role::Reader)};
  const State now = state_of(world, world_, state_);
  const Json update(update_message(kHeader, kHeader.seq - 1, state_, now));
  EXPECT_EQ(update.size("/streams"), 0U);
  EXPECT_FALSE(update.has("/nodes/0/connections"));
  EXPECT_FALSE(Json(snapshot_message(kHeader, now)).has("/nodes/0/connections"));
}

TEST_F(UpdateContent, HasNoMarkupInIt) {
  const std::string text = update(
      [](World& w) { w.nodes["wien"].streams.push_back(live_stream(std::string(kHostileName))); });
  EXPECT_EQ(text.find('<'), std::string::npos);
  EXPECT_EQ(Json(text).text("/streams/0/name"), kHostileName);
}

TEST(SnapshotMessage, SaysEverything) {
  const World world = small_world();
  const Json json(snapshot_message(kHeader, state_of(world, {}, {})));
  EXPECT_EQ(json.text("/type"), "snapshot");
  EXPECT_EQ(json.text("/instance"), "k3j9");
  EXPECT_EQ(json.number("/seq"), 7);
  EXPECT_EQ(json.text("/server_time"), "2026-11-22T12:00:00.000Z");
  EXPECT_EQ(json.text("/version"), kVersion);
  EXPECT_EQ(json.raw("/redis"), R"({"ok":true})");
  EXPECT_EQ(json.size("/nodes"), 2U);
  EXPECT_EQ(json.size("/streams"), 3U);
  EXPECT_EQ(json.raw("/hosts"), "[" + json.raw("/hosts/0") + "]");
  EXPECT_EQ(json.text("/hosts/0/host"), "venue-a");
}

TEST(SnapshotMessage, OfNothingIsEmptyLists) {
  State state;
  state.redis = {false, "not there"};
  const Json json(snapshot_message(kHeader, state));
  EXPECT_EQ(json.size("/nodes") + json.size("/streams") + json.size("/hosts"), 0U);
  EXPECT_EQ(json.text("/redis/error"), "not there");
}

TEST(SnapshotMessage, SaysThatRedisRefusesToBeWritten) {
  State state;
  state.redis = {true, ""};
  state.refused["node local"] = "out of memory";
  EXPECT_EQ(Json(snapshot_message({}, state)).raw("/redis"),
            R"({"ok":false,"error":"out of memory"})");
}

}  // namespace
}  // namespace mtxmon
