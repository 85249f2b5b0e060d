#include "core/http/curl_http_client.h"

#include <cstdlib>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/guarded.h"
#include "tests/unit/core/http/http_fixture.h"
#include "tests/unit/core/http/temporary_directory.h"

namespace mtxmon {
namespace {

class CurlHttpClientTest : public HttpFixture {};

TEST_F(CurlHttpClientTest, GivesStatusTypeAndBody) {
  Guarded<std::string> seen;
  ScriptedServer server([&](const ScriptedServer::Connection& connection) {
    seen.set(connection.read_request());
    connection.send(answer_text("{\"a\":1}"));
  });
  const auto answer = get(server, "/v3/paths/list?page=0");
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->content_type, "application/json");
  EXPECT_EQ(answer->body, "{\"a\":1}");
  const std::string sent = seen.copy();
  EXPECT_TRUE(sent.starts_with("GET /v3/paths/list?page=0 HTTP/1.1\r\n")) << sent;
  EXPECT_NE(sent.find("\r\nUser-Agent: mediamtx-exporter\r\n"), std::string::npos) << sent;
  EXPECT_EQ(sent.find("Authorization"), std::string::npos);
}

TEST_F(CurlHttpClientTest, AnyStatusIsAnAnswer) {
  for (const char* status : {"401 Unauthorized", "404 Not Found", "500 Oops"}) {
    ScriptedServer server([&](const ScriptedServer::Connection& connection) {
      static_cast<void>(connection.read_request());
      connection.send(answer_text("no", status));
    });
    const auto answer = get(server);
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(answer->status, std::stol(status));
    EXPECT_EQ(answer->body, "no");
  }
}

TEST_F(CurlHttpClientTest, KeepsItsConnection) {
  ScriptedServer server([&](const ScriptedServer::Connection& connection) {
    while (!connection.read_request().empty()) connection.send(answer_text("{}"));
  });
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(get(server).ok());
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(CurlHttpClientTest, ConnectsAgainWhenTheServerClosedTheConnection) {
  ScriptedServer server([&](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
    connection.send(answer_text("{}"));
  });
  for (int i = 0; i < 3; ++i) {
    const auto answer = get(server);
    ASSERT_TRUE(answer.ok()) << answer.error().message;
  }
  EXPECT_EQ(server.connections(), 3);
}

// The connection ends just when the next request arrives: once more on a new one.
TEST_F(CurlHttpClientTest, AsksAgainWhenAKeptConnectionEndsUnderTheRequest) {
  ScriptedServer server([](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
    connection.send(answer_text("{}"));
    static_cast<void>(connection.read_request());
  });
  for (int i = 1; i <= 3; ++i) {
    const auto answer = get(server);
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(server.connections(), i);
  }
}

// But not on and on.
TEST_F(CurlHttpClientTest, ANewConnectionThatEndsIsAnError) {
  ScriptedServer server([](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
  });
  EXPECT_EQ(error(server), "the connection was closed in the middle of the answer");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(CurlHttpClientTest, FollowsNoRedirect) {
  ScriptedServer server([&](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
    connection.send(answer_text("", "301 Moved Permanently", "Location: /other"));
  });
  const auto answer = get(server);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->status, 301);
  EXPECT_EQ(answer->location, server.url() + "/other");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(CurlHttpClientTest, AServerThatHangsIsATimeOut) {
  ScriptedServer server([](const ScriptedServer::Connection& connection) { connection.hang(); });
  HttpRequest one = request();
  one.timeout = std::chrono::milliseconds(50);
  const HttpOutcome outcome = ask(server.url(), one);
  EXPECT_EQ(error(outcome), "no complete answer within 50 ms");
  EXPECT_TRUE(outcome.timed_out);
  EXPECT_GT(outcome.took.count(), 0);
}

TEST_F(CurlHttpClientTest, AServerThatHangsInTheBodyIsATimeOut) {
  ScriptedServer server([](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin");
    connection.hang();
  });
  HttpRequest one = request();
  one.timeout = std::chrono::milliseconds(200);
  const HttpOutcome outcome = ask(server.url(), one);
  EXPECT_EQ(error(outcome), "no complete answer within 200 ms");
  EXPECT_TRUE(outcome.timed_out);
}

TEST_F(CurlHttpClientTest, NobodyThereIsSaidWithTheFix) {
  std::string url;
  {
    const ScriptedServer server([](const ScriptedServer::Connection&) {});
    url = server.url();
  }
  const HttpOutcome outcome = ask(url, request());
  EXPECT_FALSE(outcome.timed_out);
  EXPECT_EQ(error(outcome),
            "connection refused; is MediaMTX running there, with \"api: yes\" in its "
            "configuration?");
}

TEST_F(CurlHttpClientTest, ABodyThatIsTooLargeIsRefused) {
  constexpr std::size_t kLimit = 1U << 20U;
  ScriptedServer server([](const ScriptedServer::Connection& connection) {
    const bool larger = connection.read_request().find("/larger") != std::string::npos;
    connection.send(answer_text(std::string(kLimit + (larger ? 1 : 0), 'x')));
  });
  HttpRequest one = request("/fits");
  one.max_body_bytes = kLimit;
  const auto fits = ask(server.url(), one).answer;
  ASSERT_TRUE(fits.ok()) << fits.error().message;
  EXPECT_EQ(fits->body.size(), kLimit);
  one.target = "/larger";
  EXPECT_EQ(error(ask(server.url(), one)), "the answer is larger than 1 MiB");
}

std::string chunk(std::string_view text) {
  return fmt::format("{:x}\r\n{}\r\n", text.size(), text);
}
constexpr std::string_view kChunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST_F(CurlHttpClientTest, ChunksAreOneBody) {
  ScriptedServer server([](const ScriptedServer::Connection& connection) {
    while (!connection.read_request().empty()) {
      connection.send(kChunked);
      for (const char* part : {"{\"a\"", ":", "1}"}) connection.send(chunk(part));
      connection.send(chunk(""));
    }
  });
  for (int i = 0; i < 2; ++i) {
    const auto answer = get(server);
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(answer->body, "{\"a\":1}");
  }
  EXPECT_EQ(server.connections(), 1);
}

// No length is announced: the limit ends what would go on for ever.
TEST_F(CurlHttpClientTest, ChunksWithoutEndAreCutOff) {
  ScriptedServer server([](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
    connection.send(kChunked);
    for (int i = 0; i < 64; ++i) connection.send(chunk(std::string(64U << 10U, 'x')));
    connection.hang();
  });
  HttpRequest one = request();
  one.max_body_bytes = 1U << 20U;
  EXPECT_EQ(error(ask(server.url(), one)), "the answer is larger than 1 MiB");
}

TEST_F(CurlHttpClientTest, ALaterBodyHasSpareRoom) {
  const std::string body(100'000, 'x');
  ScriptedServer server([&](const ScriptedServer::Connection& connection) {
    while (!connection.read_request().empty()) connection.send(answer_text(body));
  });
  ASSERT_TRUE(get(server).ok());
  const auto answer = get(server);
  ASSERT_TRUE(answer.ok());
  EXPECT_GE(answer->body.capacity(), body.size() + 64);
}

// What is packed stays as it came: MediaMTX never packs, and a bomb must not be unpacked.
TEST_F(CurlHttpClientTest, NothingIsUnpacked) {
  Guarded<std::string> seen;
  ScriptedServer server([&](const ScriptedServer::Connection& connection) {
    seen.set(connection.read_request());
    connection.send(answer_text("packed", "200 OK", "Content-Encoding: gzip"));
  });
  const auto answer = get(server);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->body, "packed");
  EXPECT_EQ(seen.copy().find("Accept-Encoding"), std::string::npos);
}

TEST_F(CurlHttpClientTest, AProxyOfTheEnvironmentIsNotUsed) {
  ScriptedServer proxy([](const ScriptedServer::Connection&) {});
  ScriptedServer server([](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
    connection.send(answer_text("{}"));
  });
  setenv("http_proxy", proxy.url().c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  const auto answer = get(server);
  unsetenv("http_proxy");  // NOLINT(concurrency-mt-unsafe)
  EXPECT_TRUE(answer.ok());
  EXPECT_EQ(proxy.connections(), 0);
}

TEST_F(CurlHttpClientTest, AUnixSocketIsAServer) {
  const TemporaryDirectory directory;
  Guarded<std::string> seen;
  ScriptedServer server(
      [&](const ScriptedServer::Connection& connection) {
        for (std::string text = connection.read_request(); !text.empty();
             text = connection.read_request()) {
          seen.set(text);
          connection.send(answer_text("{}"));
        }
      },
      directory.path() + "/api.sock");
  EXPECT_EQ(server.url(), "unix://" + directory.path() + "/api.sock");
  for (int i = 0; i < 2; ++i) {
    const auto answer = get(server, "/v3/info");
    ASSERT_TRUE(answer.ok()) << answer.error().message;
  }
  EXPECT_TRUE(seen.copy().starts_with("GET /v3/info HTTP/1.1\r\nHost: localhost\r\n"))
      << seen.copy();
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(CurlHttpClientTest, AUnixSocketThatIsNotThereIsSaid) {
  const TemporaryDirectory directory;
  EXPECT_EQ(error(ask("unix://" + directory.path() + "/none", request())),
            "cannot connect: No such file or directory");
}

TEST_F(CurlHttpClientTest, ACutAnswerIsNoAnswer) {
  for (const char* part : {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":",
                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":"}) {
    ScriptedServer server([&](const ScriptedServer::Connection& connection) {
      static_cast<void>(connection.read_request());
      connection.send(part);
    });
    EXPECT_EQ(error(server), "the connection was closed in the middle of the answer") << part;
  }
}

TEST_F(CurlHttpClientTest, WhatIsNoHttpIsAnError) {
  ScriptedServer server([](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
    connection.send("RTSP/1.0 400 Bad Request\r\n\r\n");
  });
  EXPECT_NE(error(server), "");
}

TEST_F(CurlHttpClientTest, OnlyHttpIsSpoken) {
  EXPECT_NE(error(ask("file:///etc", request("/hostname"))), "");
}

}  // namespace
}  // namespace mtxmon
