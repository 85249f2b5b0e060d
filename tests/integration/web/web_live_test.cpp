// The live feed as clients see it on the wire: admission, frames, closing.
#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/web/client_frame.h"
#include "tests/integration/web/live_server.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

int status_of(const WebSocketClient& client) {
  return client.answer() ? client.answer()->status : -1;
}

TEST(WebLive, SnapshotFirstThenUpdates) {
  LiveServer server(2);
  server->publish(live_frame(1));
  auto client = server.connect();
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.answer()->header("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_THAT(client.read_text().value_or(""), StartsWith("snapshot 1"));
  server->publish(live_frame(2));
  EXPECT_THAT(client.read_text().value_or(""), StartsWith("update 2"));
  server->publish(live_frame(4));
  EXPECT_THAT(client.read_text().value_or(""), StartsWith("snapshot 4"));
  // A frame is counted when it is written, which may be just after it was read.
  EXPECT_TRUE(
      eventually(kTestDeadline, [&] { return server->stats().websocket_frames_total == 3; }));
}

TEST(WebLive, LongFramesArriveWhole) {
  LiveServer server(1);
  server->publish(live_frame(1, 3'000'000));
  auto client = server.connect();
  EXPECT_EQ(client.read_text().value_or(""), live_text("", false, 1, 3'000'000));
}

TEST(WebLive, WithoutAPlaceThereIs503AndRestStillAnswers) {
  LiveServer server(2);
  auto first = server.connect();
  auto second = server.connect();
  ASSERT_TRUE(first.open() && second.open());
  ASSERT_TRUE(server.clients_become(2));
  for (int i = 0; i < 5; ++i) {
    const auto refused = server.connect();
    EXPECT_EQ(refused.answer().value_or(HttpReply{}).status_line,
              "HTTP/1.1 503 Service Unavailable");
  }
  EXPECT_EQ(http_get(server->port(), "/rest").value_or(HttpReply{}).status, 200);
  EXPECT_EQ(server->stats().refused_total, 5U);

  first.send_close(1000);
  ASSERT_TRUE(server.clients_become(1));
  auto third = server.connect();
  EXPECT_TRUE(third.open());
}

TEST(WebLive, MoreThanThePlacesNeverGetInEvenAllAtOnce) {
  LiveServer server(3);
  server->publish(live_frame(1));
  std::atomic<int> served{0};
  std::atomic<int> turned_away{0};
  std::vector<std::unique_ptr<WebSocketClient>> clients(12);
  {
    std::vector<std::jthread> crowd;
    for (auto& client : clients) {
      crowd.emplace_back([&] {
        client = std::make_unique<WebSocketClient>(server->port(), "/live");
        if (!client->open()) {
          if (status_of(*client) == 503) ++turned_away;
        } else if (const auto frame = client->read(); frame && frame->is_text()) {
          ++served;
        } else if (frame && frame->close_code() == close_code::kTryAgainLater) {
          ++turned_away;
        }
      });
    }
  }
  EXPECT_EQ(served, 3);
  EXPECT_EQ(turned_away, 9);
  EXPECT_EQ(server->stats().websocket_clients, 3U);
}

TEST(WebLive, ABadKeyLeaksNoPlace) {
  LiveServer server(1);
  for (int i = 0; i < 3; ++i) {
    const auto client = server.connect({.headers = {{"Sec-WebSocket-Key", std::string(64, 'a')}}});
    EXPECT_EQ(client.answer().value_or(HttpReply{}).status_line, "HTTP/1.1 400 Bad Request");
  }
  EXPECT_EQ(server->stats().websocket_clients, 0U);
  EXPECT_TRUE(server.connect().open());
}

TEST(WebLive, OriginsOfOtherSitesAreRefusedInWellFormedHttp) {
  LiveServer server(4);
  const auto evil = server.connect({.headers = {{"Origin", "http://evil.example"}}});
  ASSERT_TRUE(evil.answer());
  EXPECT_EQ(evil.answer()->status_line, "HTTP/1.1 403 Forbidden");
  EXPECT_THAT(evil.answer()->body, HasSubstr("--web.allowed-origins"));
  const std::string own = "127.0.0.1:" + std::to_string(server->port());
  EXPECT_TRUE(server.connect({.headers = {{"Host", own}, {"Origin", "http://" + own}}}).open());
  EXPECT_TRUE(server.connect({.headers = {{"Origin", "https://wall.example"}}}).open());
  EXPECT_EQ(status_of(server.connect({.headers = {{"Host", "evil.example"}}})), 403);
}

TEST(WebLive, OnlyOurSubprotocolIsAgreedTo) {
  LiveServer server(2);
  const auto foreign = server.connect({.headers = {{"Sec-WebSocket-Protocol", "theirs"}}});
  ASSERT_TRUE(foreign.open());
  EXPECT_EQ(foreign.answer()->header("sec-websocket-protocol"), "");
}

TEST(WebLive, KnownMessagesKeepTheConnection) {
  LiveServer server(1);
  auto client = server.connect();
  ASSERT_TRUE(client.send_text("ping"));
  ASSERT_TRUE(client.send_frame(0x81, "ping", false));
  ASSERT_TRUE(client.send_frame(0x89, "are you there"));
  const auto pong = client.read();
  ASSERT_TRUE(pong);
  EXPECT_EQ(pong->first_byte, 0x8a);
  EXPECT_EQ(pong->payload, "are you there");
}

TEST(WebLive, UnknownMessagesAreAnsweredAndKeepTheConnection) {
  LiveServer server(1);
  auto client = server.connect();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send_text("tell me a joke"));
    EXPECT_EQ(client.read_text(), "unknown");
  }
  server->publish(live_frame(1));
  EXPECT_THAT(client.read_text().value_or(""), StartsWith("snapshot 1"));
}

TEST(WebLive, AClientMayAskForAPartAtTheHandshakeAndLater) {
  LiveServer server(2);
  server->publish(live_frame(1));
  auto early = server.connect({}, "?view=part+");
  EXPECT_THAT(early.read_text().value_or(""), StartsWith("part snapshot 1"));
  auto late = server.connect();
  EXPECT_THAT(late.read_text().value_or(""), StartsWith("snapshot 1"));
  ASSERT_TRUE(late.send_text("part "));
  EXPECT_EQ(late.read_text(), "agreed");
  EXPECT_THAT(late.read_text().value_or(""), StartsWith("part snapshot 1"));
  server->publish(live_frame(2));
  EXPECT_THAT(late.read_text().value_or(""), StartsWith("part update 2"));
}

TEST(WebLive, AHandshakeThatAsksForNonsenseIsRefused) {
  LiveServer server(1);
  const auto client = server.connect({}, "?view=nonsense");
  EXPECT_EQ(status_of(client), 400);
  EXPECT_EQ(client.answer().value_or(HttpReply{}).body, R"({"error":"no such view"})");
  EXPECT_EQ(server->stats().websocket_clients, 0U);
}

struct BadFrame {
  int first_byte;
  std::string payload;
  int code;
};

TEST(WebLive, OtherFramesCloseWithTheFittingCode) {
  LiveServer server(1);
  const std::vector<BadFrame> frames = {{0x82, "binary", 1003},
                                        {0x01, "fragment", 1003},
                                        {0x80, "continuation", 1002},
                                        {0xc1, "reserved bit", 1002},
                                        {0x81, "\xff", 1007},
                                        {0x81, std::string(5000, 'x'), 1009},
                                        {0x81, std::string(200'000, 'x'), 1009}};
  for (const auto& [first_byte, payload, code] : frames) {
    ASSERT_TRUE(server.clients_become(0));
    auto client = server.connect();
    ASSERT_TRUE(client.open());
    ASSERT_TRUE(client.send_frame(first_byte, payload));
    EXPECT_EQ(client.read_close(), code) << first_byte << " " << payload.substr(0, 20);
    EXPECT_TRUE(client.at_end());
  }
}

TEST(WebLive, ACloseIsEchoedAndFreesThePlace) {
  LiveServer server(1);
  auto client = server.connect();
  ASSERT_TRUE(client.send_close(4321));
  EXPECT_EQ(client.read_close(), 4321);
  EXPECT_TRUE(client.at_end());
  EXPECT_TRUE(server.clients_become(0));
}

TEST(WebLive, AClientThatVanishesFreesItsPlace) {
  LiveServer server(1);
  auto client = server.connect();
  ASSERT_TRUE(server.clients_become(1));
  client.reset();
  EXPECT_TRUE(server.clients_become(0));
  EXPECT_EQ(server->stats().websocket_dropped_total, 0U);
}

TEST(WebLive, ClientsComeAndGoUnderLoad) {
  LiveServer server(8);
  std::jthread publisher([&](const std::stop_token& stop) {
    for (std::uint64_t seq = 1; !stop.stop_requested(); ++seq) {
      server->publish(live_frame(seq, 20'000));
      std::this_thread::yield();
    }
  });
  std::vector<std::jthread> visitors;
  for (int i = 0; i < 4; ++i) {
    visitors.emplace_back([&server, i] {
      for (int visit = 0; visit < 10; ++visit) {
        auto client = server.connect();
        EXPECT_TRUE(client.open()) << status_of(client);
        for (int frame = 0; frame < 3; ++frame) EXPECT_TRUE(client.read_text().has_value());
        if (i % 2 == 0) {
          client.reset();
        } else {
          client.send_close(1000);
          EXPECT_EQ(client.read_close(), 1000);
        }
      }
    });
  }
  visitors.clear();
  EXPECT_TRUE(server.clients_become(0));
}

}  // namespace
}  // namespace mtxmon
