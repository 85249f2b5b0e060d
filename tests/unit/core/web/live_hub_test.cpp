#include "core/web/live_hub.h"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/web/client_frame.h"
#include "tests/unit/core/web/fake_live_sink.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;

std::shared_ptr<const LiveFrame> frame(std::uint64_t seq, std::atomic<int>* encodings = nullptr) {
  return std::make_shared<LiveFrame>(
      seq, seq - 1, [seq, encodings](const std::string&, auto since) {
        if (encodings) ++*encodings;
        return (since ? "update " : "snapshot ") + std::to_string(seq);
      });
}

struct Client {
  explicit Client(LiveHub& hub) : session(hub.open(std::make_unique<FakeLiveSink>(fake))) {}
  std::shared_ptr<FakeClient> fake = std::make_shared<FakeClient>();
  LiveSession* session;
};

TEST(LiveHub, ANewClientGetsTheNewestFrameAtOnce) {
  LiveHub hub(1);
  hub.publish(frame(1));
  hub.publish(frame(2));
  const Client client(hub);
  ASSERT_TRUE(client.fake->wait_for_texts(1));
  EXPECT_THAT(client.fake->texts(), ElementsAre("snapshot 2"));
  hub.close(client.session);
}

TEST(LiveHub, ASlowClientDoesNotDelayAFastOne) {
  LiveHub hub(2);
  const Client slow(hub);
  const Client fast(hub);
  slow.fake->pause();
  hub.publish(frame(1));
  ASSERT_TRUE(slow.fake->wait_until_blocked());
  for (std::uint64_t seq = 2; seq <= 50; ++seq) {
    ASSERT_TRUE(fast.fake->wait_for_texts(seq - 1));
    hub.publish(frame(seq));
  }
  ASSERT_TRUE(fast.fake->wait_for_texts(50));
  EXPECT_EQ(fast.fake->texts().back(), "update 50");
  EXPECT_EQ(hub.counters().skipped, 48U);  // 2 to 49, all of the slow one
  slow.fake->resume();
  ASSERT_TRUE(slow.fake->wait_for_texts(2));
  EXPECT_THAT(slow.fake->texts(), ElementsAre("snapshot 1", "snapshot 50"));
  hub.close(slow.session);
  hub.close(fast.session);
}

TEST(LiveHub, OneEncodingServesAllNewClients) {
  LiveHub hub(8);
  std::atomic<int> encodings{0};
  hub.publish(frame(1, &encodings));
  std::vector<Client> clients;
  for (int i = 0; i < 8; ++i) clients.emplace_back(hub);
  for (const auto& client : clients) EXPECT_TRUE(client.fake->wait_for_texts(1));
  EXPECT_EQ(encodings, 1);
  for (const auto& client : clients) hub.close(client.session);
}

TEST(LiveHub, PlacesAreLimitedAndComeBack) {
  LiveHub hub(1);
  EXPECT_TRUE(hub.has_place());
  const Client first(hub);
  EXPECT_FALSE(hub.has_place());
  EXPECT_EQ(Client(hub).session, nullptr);
  EXPECT_EQ(hub.clients(), 1U);
  hub.close(first.session);
  EXPECT_EQ(hub.clients(), 0U);
  const Client second(hub);
  ASSERT_NE(second.session, nullptr);
  hub.close(second.session);
}

TEST(LiveHub, CloseWaitsForTheWriteInFlight) {
  LiveHub hub(1);
  const Client client(hub);
  client.fake->pause();
  hub.publish(frame(1));
  ASSERT_TRUE(client.fake->wait_until_blocked());
  std::atomic<bool> closed{false};
  std::jthread closer([&] {
    hub.close(client.session);
    closed = true;
  });
  EXPECT_FALSE(closed);
  client.fake->resume();
  closer.join();
  EXPECT_THAT(client.fake->texts(), ElementsAre("snapshot 1"));
  EXPECT_EQ(client.fake.use_count(), 1) << "the sink must be gone when close() returns";
}

TEST(LiveHub, StopSaysGoodbyeAndDoesNotWaitForTheSlow) {
  LiveHub hub(2);
  const Client slow(hub);
  const Client fast(hub);
  slow.fake->pause();
  hub.publish(frame(1));
  ASSERT_TRUE(slow.fake->wait_until_blocked());
  ASSERT_TRUE(fast.fake->wait_for_texts(1));
  hub.stop(std::chrono::milliseconds(20));  // returns although the slow one still blocks
  EXPECT_EQ(Client(hub).session, nullptr);
  hub.close(fast.session);
  EXPECT_THAT(fast.fake->close_codes(), ElementsAre(close_code::kGoingAway));
  slow.fake->resume();
  hub.close(slow.session);
  EXPECT_THAT(slow.fake->close_codes(), ElementsAre(close_code::kGoingAway));
}

TEST(LiveHub, ClientsComeAndGoWhileFramesArePublished) {
  LiveHub hub(16);
  std::atomic<std::uint64_t> seq{0};
  std::jthread publisher([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) hub.publish(frame(++seq));
  });
  {
    std::vector<std::jthread> visitors;
    for (int i = 0; i < 4; ++i) {
      visitors.emplace_back([&] {
        for (int visit = 0; visit < 20; ++visit) {
          const Client client(hub);
          EXPECT_TRUE(client.fake->wait_for_texts(2));
          hub.close(client.session);
        }
      });
    }
  }
  EXPECT_EQ(hub.clients(), 0U);
}

}  // namespace
}  // namespace mtxmon
