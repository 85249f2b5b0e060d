#include "dashboard/watcher.h"

#include <optional>
#include <stop_token>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/time_text.h"
#include "core/store/redis_store.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_fixture.h"
#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

constexpr std::chrono::seconds kPatience{20};

std::string update_of(const LiveFrame& frame) { return frame.text("", frame.seq() - 1); }

class WatcherTest : public testing::Test {
 protected:
  using Frames = std::vector<std::shared_ptr<const LiveFrame>>;

  void start(Milliseconds remember = std::chrono::hours(24)) {
    watcher_.emplace(
        store_,
        UpdateListener::Options{
            .address = redis_.address(), .timeouts = kLongTimeouts, .stop = hang_up_.get_token()},
        clock_, remember, "k3j9", [this](std::shared_ptr<const LiveFrame> frame) {
          frames_.lock()->push_back(std::move(frame));
        });
  }

  void TearDown() override {
    if (watcher_) end();
  }

  // As main does it.
  void end() {
    watcher_->request_stop();
    hang_up_.request_stop();
    watcher_.reset();
  }

  // As the exporter does it: the latest document, then the notice.
  void write_node(const std::string& node, const std::string& json) {
    redis_.ask({"HSET", "mediamtx:streams:latest", node, json});
    redis_.ask({"PUBLISH", "mediamtx:updates", R"({"type":"streams","node":")" + node + "\"}"});
  }

  void write_host(const std::string& host, const std::string& json) {
    redis_.ask({"HSET", "mediamtx:hosts:latest", host, json});
    redis_.ask({"PUBLISH", "mediamtx:updates", R"({"type":"host","host":")" + host + "\"}"});
  }

  // A snapshot polled now. The long interval keeps slow machines from calling the exporter silent.
  std::string snapshot_json(std::uint64_t seq, std::vector<Stream> streams,
                            double interval_seconds = 3600) const {
    Snapshot snapshot = snapshot_of("local", std::move(streams));
    snapshot.seq = seq;
    snapshot.polled_at = clock_.wall_now();
    snapshot.interval_seconds = interval_seconds;
    return encode_snapshot(snapshot);
  }

  template <typename Condition>
  bool becomes(Condition condition) const {
    return eventually(kPatience, [&] { return condition(*watcher_->state()); });
  }

  bool shows_seq(std::uint64_t seq) const {
    return becomes([&](const State& state) {
      const auto node = state.nodes.find("local");
      return node != state.nodes.end() && node->second->seq == seq;
    });
  }

  bool connects() const {
    return becomes([](const State& state) { return state.redis.ok; });
  }

  std::string stream_state(const std::string& name) const {
    const StatePtr state = watcher_->state();
    return text_member(state->nodes.at("local")->streams.at(name)->members, "state");
  }

  Frames frames() { return *frames_.lock(); }

  // Longer than a test may take: nothing here may depend on them.
  static constexpr RedisTimeouts kLongTimeouts{.command = std::chrono::minutes(10)};

  const SystemClock clock_{};
  RedisServer redis_;
  std::stop_source hang_up_;
  RedisStore store_{
      {.address = redis_.address(), .timeouts = kLongTimeouts, .stop = hang_up_.get_token()}};
  Guarded<Frames> frames_;
  std::optional<Watcher> watcher_;  // last: it uses everything else
};

TEST_F(WatcherTest, ReadsEverythingAtTheStart) {
  redis_.ask({"HSET", "mediamtx:streams:latest", "local", snapshot_json(1, {live_stream("cam")})});
  redis_.ask({"HSET", "mediamtx:hosts:latest", "venue-a", R"({"host":"venue-a"})"});
  start();
  ASSERT_TRUE(shows_seq(1));
  const StatePtr state = watcher_->state();
  EXPECT_EQ(state->redis, (RedisHealth{true, ""}));
  EXPECT_EQ(stream_state("cam"), "live");
  EXPECT_EQ(state->hosts.at("venue-a")->json, R"({"host":"venue-a"})");
}

TEST_F(WatcherTest, FollowsNotices) {
  start();
  ASSERT_TRUE(connects());
  write_node("local", snapshot_json(1, {live_stream("cam")}));
  ASSERT_TRUE(shows_seq(1));
  Stream cam = live_stream("cam");
  cam.state = StreamState::Stalled;
  write_node("local", snapshot_json(2, {cam}));
  ASSERT_TRUE(shows_seq(2));
  EXPECT_EQ(stream_state("cam"), "stalled");
  write_host("venue-a", R"({"host":"venue-a","load1":1})");
  EXPECT_TRUE(becomes([](const State& state) { return state.hosts.contains("venue-a"); }));
}

TEST_F(WatcherTest, PublishesFramesInARow) {
  start();
  ASSERT_TRUE(connects());
  for (std::uint64_t seq = 1; seq <= 5; ++seq) {
    write_node("local", snapshot_json(seq, {live_stream("cam")}));
    ASSERT_TRUE(shows_seq(seq));
  }
  ASSERT_TRUE(eventually(kPatience, [&] {
    const Frames all = frames();
    return !all.empty() && all.back()->text("", {}).find("\"seq\":5") != std::string::npos;
  }));
  const Frames all = frames();
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i]->seq(), i + 1);
    EXPECT_EQ(Json(update_of(*all[i])).number("/seq"), static_cast<double>(i + 1));
    EXPECT_EQ(Json(update_of(*all[i])).text("/type"), i == 0 ? "snapshot" : "update");
  }
  const Json snapshot(all.back()->text("", {}));
  EXPECT_EQ(snapshot.text("/instance"), "k3j9");
  EXPECT_EQ(snapshot.text("/streams/0/name"), "cam");
}

TEST_F(WatcherTest, TellsWhoMissedSomethingWhatChangedMeanwhile) {
  start();
  ASSERT_TRUE(connects());
  for (std::uint64_t seq = 1; seq <= 3; ++seq) {
    Stream cam = live_stream("cam");
    cam.inbound_bits_per_second = 1e6 * static_cast<double>(seq);
    std::vector<Stream> streams = {std::move(cam)};
    if (seq == 2) streams.push_back(live_stream("talk"));
    write_node("local", snapshot_json(seq, streams));
    ASSERT_TRUE(shows_seq(seq));
  }
  ASSERT_TRUE(eventually(kPatience, [&] {
    return frames().back()->text("", {}).find("3000000") != std::string::npos;
  }));
  const Frames all = frames();
  const auto first = std::ranges::find_if(all, [](const auto& frame) {
    return frame->text("", {}).find(R"("inbound_bits_per_second":1000000)") != std::string::npos;
  });
  ASSERT_NE(first, all.end());
  const Json update(all.back()->text(R"({"numbers":"columns"})", (*first)->seq()));
  EXPECT_EQ(update.text("/type"), "update");
  EXPECT_EQ(update.number("/after_seq"), static_cast<double>((*first)->seq()));
  EXPECT_EQ(update.size("/streams"), 0U);
  EXPECT_EQ(update.size("/removed"), 0U) << "talk came and went";
  EXPECT_EQ(update.raw("/numbers"),
            R"({"inbound_bits_per_second":{"rows":[1],"values":[3000000]}})");
}

TEST_F(WatcherTest, AStreamKeepsItsRowAndARowNeverComesBack) {
  start();
  ASSERT_TRUE(connects());
  const auto row_of = [&](const std::string& name) {
    return watcher_->state()->nodes.at("local")->streams.at(name)->row;
  };
  write_node("local", snapshot_json(1, {live_stream("cam"), live_stream("talk")}));
  ASSERT_TRUE(shows_seq(1));
  EXPECT_EQ(row_of("cam"), 1U);
  EXPECT_EQ(row_of("talk"), 2U);
  write_node("local", snapshot_json(2, {live_stream("talk")}));
  ASSERT_TRUE(shows_seq(2));
  write_node("local", snapshot_json(3, {live_stream("cam"), live_stream("talk")}));
  ASSERT_TRUE(shows_seq(3));
  EXPECT_EQ(row_of("cam"), 3U);
  EXPECT_EQ(row_of("talk"), 2U);
}

TEST_F(WatcherTest, SendsHeartbeatsWhenNothingChanges) {
  start();
  ASSERT_TRUE(connects());
  const std::size_t known = frames().size();
  ASSERT_TRUE(eventually(kPatience, [&] { return frames().size() >= known + 2; }));
  const Json heartbeat(update_of(*frames().back()));
  EXPECT_EQ(heartbeat.text("/type"), "update");
  EXPECT_TRUE(heartbeat.flag("/redis/ok"));
  for (const std::string list : {"/nodes", "/streams", "/removed", "/hosts"})
    EXPECT_EQ(heartbeat.size(list), 0U) << list;
}

TEST_F(WatcherTest, KeepsWhatItKnowsWhileRedisIsAwayAndRecovers) {
  redis_.ask({"HSET", "mediamtx:streams:latest", "local", snapshot_json(1, {live_stream("cam")})});
  start();
  ASSERT_TRUE(shows_seq(1));

  redis_.kill_hard();
  ASSERT_TRUE(becomes([](const State& state) { return !state.redis.ok; }));
  EXPECT_THAT(watcher_->state()->redis.error, HasSubstr(redis_.address().socket_path));
  EXPECT_EQ(stream_state("cam"), "live");
  const std::size_t known = frames().size();
  ASSERT_TRUE(eventually(kPatience, [&] { return frames().size() > known; })) << "no heartbeat";
  EXPECT_FALSE(Json(update_of(*frames().back())).flag("/redis/ok"));

  redis_.start();
  ASSERT_TRUE(connects());
  write_node("local", snapshot_json(2, {live_stream("cam"), live_stream("talk")}));
  ASSERT_TRUE(shows_seq(2));
  EXPECT_EQ(stream_state("talk"), "live");
}

TEST_F(WatcherTest, ForgetsWhatRedisNoLongerHolds) {
  redis_.ask({"HSET", "mediamtx:streams:latest", "local", snapshot_json(1, {live_stream("cam")})});
  start();
  ASSERT_TRUE(shows_seq(1));
  redis_.kill_hard();
  redis_.start();  // empty: it kept nothing on disk
  EXPECT_TRUE(becomes([](const State& state) { return state.redis.ok && state.nodes.empty(); }));
}

TEST_F(WatcherTest, WaitsForARedisThatIsNotThereYet) {
  redis_.kill_hard();
  start();
  ASSERT_TRUE(becomes([](const State& state) { return !state.redis.error.empty(); }));
  redis_.start();
  write_node("local", snapshot_json(1, {live_stream("cam")}));
  EXPECT_TRUE(shows_seq(1));
}

TEST_F(WatcherTest, MarksANodeWhoseExporterIsSilent) {
  start();
  ASSERT_TRUE(connects());
  write_node("local", snapshot_json(1, {live_stream("cam")}, 0.2));
  ASSERT_TRUE(becomes([](const State& state) {
    const auto node = state.nodes.find("local");
    return node != state.nodes.end() && node->second->no_exporter;
  }));
  EXPECT_EQ(stream_state("cam"), "unknown");
  EXPECT_TRUE(watcher_->state()->redis.ok);
  EXPECT_THAT(text_member(watcher_->state()->nodes.at("local")->meta, "error"),
              HasSubstr("no exporter has written since"));

  write_node("local", snapshot_json(2, {live_stream("cam")}));
  ASSERT_TRUE(shows_seq(2));
  EXPECT_FALSE(watcher_->state()->nodes.at("local")->no_exporter);
  EXPECT_EQ(stream_state("cam"), "live");
}

TEST_F(WatcherTest, FindsAnOldDocumentToBeOld) {
  Snapshot old = snapshot_of("local", {live_stream("cam")});
  old.polled_at = clock_.wall_now() - std::chrono::hours(1);
  redis_.ask({"HSET", "mediamtx:streams:latest", "local", encode_snapshot(old)});
  start();
  ASSERT_TRUE(shows_seq(old.seq));
  EXPECT_EQ(stream_state("cam"), "unknown");
}

TEST_F(WatcherTest, KeepsThePreviousWhenADocumentIsUnreadable) {
  start();
  ASSERT_TRUE(connects());
  write_node("local", snapshot_json(1, {live_stream("cam")}));
  write_host("venue-a", R"({"host":"venue-a"})");
  ASSERT_TRUE(shows_seq(1));
  ASSERT_TRUE(becomes([](const State& state) { return state.hosts.contains("venue-a"); }));
  write_node("local", "{broken");
  write_host("venue-a", "[]");
  write_node("other", snapshot_json(9, {}));  // read after the broken ones
  ASSERT_TRUE(becomes([](const State& state) { return state.nodes.contains("other"); }));
  EXPECT_EQ(stream_state("cam"), "live");
  EXPECT_EQ(watcher_->state()->hosts.at("venue-a")->json, R"({"host":"venue-a"})");
  EXPECT_TRUE(watcher_->state()->redis.ok);
}

TEST_F(WatcherTest, IgnoresNoticesThatAreNotOurs) {
  start();
  ASSERT_TRUE(connects());
  for (const std::string text : {"", "hello", "[]", R"({"type":"streams"})", R"({"type":"host"})",
                                 R"({"type":"news","node":"local"})"}) {
    redis_.ask({"PUBLISH", "mediamtx:updates", text});
  }
  write_node("local", snapshot_json(1, {}));
  ASSERT_TRUE(shows_seq(1));
  EXPECT_EQ(watcher_->state()->nodes.size(), 1U);
  EXPECT_TRUE(watcher_->state()->redis.ok);
}

TEST_F(WatcherTest, ShowsThatRedisRefusesToBeWritten) {
  start();
  ASSERT_TRUE(connects());
  redis_.ask({"PUBLISH", "mediamtx:updates",
              R"({"type":"error","node":"local","error":"redis: out of memory"})"});
  ASSERT_TRUE(becomes([](const State& state) { return !shown_health(state).ok; }));
  EXPECT_EQ(shown_health(*watcher_->state()).error, "redis: out of memory");
  EXPECT_TRUE(watcher_->state()->redis.ok);  // it can be read
  write_node("local", snapshot_json(1, {}));
  EXPECT_TRUE(becomes([](const State& state) { return shown_health(state).ok; }));
}

TEST_F(WatcherTest, RefusesADatabaseOfANewerFormat) {
  redis_.ask({"SET", "mediamtx:format", "99"});
  redis_.ask({"HSET", "mediamtx:streams:latest", "local", snapshot_json(1, {})});
  start();
  ASSERT_TRUE(becomes([](const State& state) { return !state.redis.error.empty(); }));
  EXPECT_FALSE(watcher_->state()->redis.ok);
  EXPECT_TRUE(watcher_->state()->nodes.empty());
}

TEST_F(WatcherTest, ASilentNodeIsNotReadAnew) {
  start();
  ASSERT_TRUE(connects());
  write_node("local", snapshot_json(1, {live_stream("cam")}, 0.2));
  const auto is_silent = [](const State& state) {
    const auto node = state.nodes.find("local");
    return node != state.nodes.end() && node->second->no_exporter;
  };
  ASSERT_TRUE(becomes(is_silent));
  const auto silent = watcher_->state()->nodes.at("local");
  redis_.ask({"PUBLISH", "mediamtx:updates", R"({"type":"streams","node":"local"})"});
  write_node("other", snapshot_json(9, {}));  // read after that
  ASSERT_TRUE(becomes([](const State& state) { return state.nodes.contains("other"); }));
  EXPECT_EQ(watcher_->state()->nodes.at("local"), silent);
}

TEST_F(WatcherTest, ASilentNodeSaysWhetherRedisOrItsExporterIsAway) {
  redis_.ask({"HSET", "mediamtx:streams:latest", "local", snapshot_json(1, {}, 0.2)});
  redis_.ask({"SAVE"});
  start();
  const auto error_has = [](const std::string& text) {
    return [text](const State& state) {
      const auto node = state.nodes.find("local");
      return node != state.nodes.end() &&
             text_member(node->second->meta, "error").find(text) != std::string::npos;
    };
  };
  ASSERT_TRUE(becomes(error_has("no exporter has written since")));
  redis_.kill_hard();
  EXPECT_TRUE(becomes(error_has("nothing is known since")));
  redis_.start();
  EXPECT_TRUE(becomes(error_has("no exporter has written since")));
}

TEST_F(WatcherTest, DropsWhatIsOlderThanRemember) {
  const auto old = [&](const std::string& node, std::chrono::hours age) {
    Snapshot snapshot = snapshot_of(node, {});
    snapshot.polled_at = clock_.wall_now() - age;
    redis_.ask({"HSET", "mediamtx:streams:latest", node, encode_snapshot(snapshot)});
    redis_.ask({"HSET", "mediamtx:hosts:latest", node,
                R"({"host":"x","collected_at":")" + format_rfc3339(snapshot.polled_at) + "\"}"});
  };
  old("removed", std::chrono::hours(25));
  old("resting", std::chrono::hours(23));
  start();
  ASSERT_TRUE(becomes([](const State& state) { return state.hosts.contains("resting"); }));
  EXPECT_EQ(watcher_->state()->hosts.size(), 1U);
  EXPECT_EQ(watcher_->state()->nodes.size(), 1U);
  EXPECT_TRUE(watcher_->state()->nodes.contains("resting"));

  write_node("removed", snapshot_json(124, {}));  // is back
  EXPECT_TRUE(becomes([](const State& state) { return state.nodes.contains("removed"); }));
}

TEST_F(WatcherTest, DropsWhatGrowsOldAndSendsAWholeSnapshot) {
  start(Milliseconds(300));
  ASSERT_TRUE(connects());
  write_node("local", snapshot_json(1, {live_stream("cam")}, 0.1));
  write_node("slow", snapshot_json(1, {}));  // its next poll is due in an hour
  ASSERT_TRUE(becomes([](const State& state) { return state.nodes.contains("slow"); }));
  EXPECT_TRUE(becomes([](const State& state) { return !state.nodes.contains("local"); }));
  EXPECT_TRUE(watcher_->state()->nodes.contains("slow"));
  EXPECT_TRUE(eventually(kPatience, [&] {
    const Json frame(update_of(*frames().back()));
    return frame.text("/type") == "snapshot" && frame.size("/nodes") == 1;
  }));
}

TEST_F(WatcherTest, ARefusedWriterIsNotForgottenForAnothersSuccess) {
  start();
  ASSERT_TRUE(connects());
  write_node("local", snapshot_json(1, {}));
  ASSERT_TRUE(shows_seq(1));
  redis_.ask({"PUBLISH", "mediamtx:updates",
              R"({"type":"error","host":"venue-a","error":"NOPERM no permissions"})"});
  write_node("local", snapshot_json(2, {}));
  ASSERT_TRUE(shows_seq(2));
  EXPECT_TRUE(watcher_->state()->redis.ok);
  EXPECT_EQ(shown_health(*watcher_->state()), (RedisHealth{false, "NOPERM no permissions"}));
  write_host("venue-a", R"({"host":"venue-a"})");
  EXPECT_TRUE(becomes([](const State& state) { return shown_health(state).ok; }));
}

TEST_F(WatcherTest, EndsWhileRedisIsFrozen) {
  start();
  ASSERT_TRUE(connects());
  redis_.ask({"PUBLISH", "mediamtx:updates", R"({"type":"streams","node":"local"})"});
  redis_.freeze();
  end();
  redis_.thaw();
  EXPECT_FALSE(frames().empty());
}

TEST_F(WatcherTest, EndsWhileItSignsOnAtAFrozenRedis) {
  redis_.freeze();
  start();
  end();
  redis_.thaw();
  EXPECT_TRUE(frames().empty());
}

}  // namespace
}  // namespace mtxmon
