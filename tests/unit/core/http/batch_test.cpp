#include <future>
#include <latch>
#include <semaphore>
#include <thread>

#include <gtest/gtest.h>

#include "core/base/guarded.h"
#include "tests/unit/core/http/http_fixture.h"

namespace mtxmon {
namespace {

using Connection = ScriptedServer::Connection;

class BatchTest : public HttpFixture {
 protected:
  struct Ended {
    std::size_t index;
    std::string text;  // body or error
    bool timed_out;
  };
  using Wanted = std::function<bool(const Ended&)>;

  static std::vector<HttpRequest> requests(std::size_t count) {
    std::vector<HttpRequest> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(request("/" + std::to_string(i)));
    return all;
  }
  // What was reported, in its order.
  std::vector<Ended> run(
      const ScriptedServer& server, const std::vector<HttpRequest>& all, unsigned parallel,
      const std::stop_token& stop = {}, const Wanted& more = [](const Ended&) { return true; }) {
    std::vector<Ended> ended;
    client_of(server.url())
        .get(all, parallel, stop, [&](std::size_t index, const HttpOutcome& outcome) {
          ended.push_back({index,
                           outcome.answer ? outcome.answer->body : outcome.answer.error().message,
                           outcome.timed_out});
          return more(ended.back());
        });
    return ended;
  }
  // "/3" of "GET /3 HTTP/1.1…", empty at the end of the connection.
  static std::string target_of(const std::string& text) {
    return text.empty() ? "" : text.substr(4, text.find(' ', 4) - 4);
  }
};

TEST_F(BatchTest, AsManyAtATimeAsAllowedAndNoMore) {
  std::latch together(4);  // only four requests at the same time get past it
  Guarded<int> under_way{0};
  Guarded<int> most{0};
  ScriptedServer server([&](const Connection& connection) {
    for (std::string at = target_of(connection.read_request()); !at.empty();
         at = target_of(connection.read_request())) {
      const int now = ++*under_way.lock();
      {
        auto highest = most.lock();
        *highest = std::max(*highest, now);
      }
      if (at < "/4") together.arrive_and_wait();
      --*under_way.lock();
      connection.send(answer_text(at));
    }
  });
  const auto ended = run(server, requests(9), 4);
  ASSERT_EQ(ended.size(), 9U);
  for (const Ended& one : ended) EXPECT_EQ(one.text, "/" + std::to_string(one.index));
  EXPECT_EQ(most.copy(), 4);
  EXPECT_EQ(server.connections(), 4);
}

TEST_F(BatchTest, OneAtATimeKeepsTheOrderAndOneConnection) {
  ScriptedServer server([&](const Connection& connection) {
    for (std::string at = target_of(connection.read_request()); !at.empty();
         at = target_of(connection.read_request())) {
      connection.send(answer_text(at));
    }
  });
  const auto ended = run(server, requests(5), 1);
  ASSERT_EQ(ended.size(), 5U);
  for (std::size_t i = 0; i < ended.size(); ++i) EXPECT_EQ(ended[i].index, i);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(BatchTest, TheNextBatchUsesTheConnectionsOfTheLast) {
  std::latch together(3);
  ScriptedServer server([&](const Connection& connection) {
    for (std::string at = target_of(connection.read_request()); !at.empty();
         at = target_of(connection.read_request())) {
      if (!together.try_wait()) together.arrive_and_wait();
      connection.send(answer_text(at));
    }
  });
  for (int i = 0; i < 4; ++i) EXPECT_EQ(run(server, requests(3), 3).size(), 3U);
  EXPECT_EQ(server.connections(), 3);
}

// The answer to the first comes after all others have.
TEST_F(BatchTest, ASlowOneBlocksNoOther) {
  std::binary_semaphore others_done(0);
  ScriptedServer server([&](const Connection& connection) {
    for (std::string at = target_of(connection.read_request()); !at.empty();
         at = target_of(connection.read_request())) {
      if (at == "/0") others_done.acquire();
      connection.send(answer_text(at));
    }
  });
  std::size_t count = 0;
  const auto ended = run(server, requests(6), 2, {}, [&](const Ended&) {
    if (++count == 5) others_done.release();
    return true;
  });
  ASSERT_EQ(ended.size(), 6U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(ended[i].index, i + 1);
  EXPECT_EQ(ended[5].text, "/0");
}

TEST_F(BatchTest, NothingIsSentAfterTheCallerHasHadEnough) {
  Guarded<std::vector<std::string>> seen;
  ScriptedServer server([&](const Connection& connection) {
    for (std::string at = target_of(connection.read_request()); !at.empty();
         at = target_of(connection.read_request())) {
      seen.lock()->push_back(at);
      connection.send(answer_text(at, at == "/1" ? "401 Unauthorized" : "200 OK"));
    }
  });
  const auto ended =
      run(server, requests(5), 1, {}, [](const Ended& one) { return one.index < 1; });
  EXPECT_EQ(ended.size(), 2U);
  EXPECT_EQ(seen.copy(), (std::vector<std::string>{"/0", "/1"}));
}

// Those that were under way when the caller had enough are reported all the same.
TEST_F(BatchTest, WhatIsUnderWayIsReported) {
  std::binary_semaphore second_may_end(0);
  ScriptedServer server([&](const Connection& connection) {
    const std::string at = target_of(connection.read_request());
    if (at == "/1") second_may_end.acquire();
    connection.send(answer_text(at));
  });
  const auto ended = run(server, requests(4), 2, {}, [&](const Ended&) {
    second_may_end.release();
    return false;
  });
  ASSERT_EQ(ended.size(), 2U);
  EXPECT_EQ(ended[1].text, "/1");
}

TEST_F(BatchTest, WaitingForATurnCountsAsTime) {
  ScriptedServer server([](const Connection& connection) { connection.hang(); });
  auto all = requests(2);
  for (HttpRequest& one : all) one.timeout = std::chrono::milliseconds(50);
  const auto ended = run(server, all, 1);
  ASSERT_EQ(ended.size(), 2U);
  EXPECT_EQ(ended[1].text, "not asked: the 50 ms were used up before its turn");
  EXPECT_TRUE(ended[0].timed_out && ended[1].timed_out);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(BatchTest, AStopRequestEndsWhatHangs) {
  std::counting_semaphore<2> reached(0);
  ScriptedServer server([&](const Connection& connection) {
    static_cast<void>(connection.read_request());
    reached.release();
    connection.hang();
  });
  auto all = requests(3);
  for (HttpRequest& one : all) one.timeout = std::chrono::hours(24);
  std::stop_source source;
  auto ended =
      std::async(std::launch::async, [&] { return run(server, all, 2, source.get_token()); });
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(reached.try_acquire_for(kDeadline));
  source.request_stop();
  ASSERT_EQ(ended.wait_for(kDeadline), std::future_status::ready);
  const auto reports = ended.get();
  ASSERT_EQ(reports.size(), 2U);  // the third was never started
  for (const Ended& one : reports) {
    EXPECT_EQ(one.text, "stopped");
    EXPECT_FALSE(one.timed_out);
  }
}

TEST_F(BatchTest, NothingIsAskedAfterAStopRequest) {
  ScriptedServer server([](const Connection&) {});
  std::stop_source source;
  source.request_stop();
  EXPECT_TRUE(run(server, requests(2), 2, source.get_token()).empty());
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(BatchTest, NoRequestsAreNoWork) {
  ScriptedServer server([](const Connection&) {});
  EXPECT_TRUE(run(server, {}, 4).empty());
}

}  // namespace
}  // namespace mtxmon
