#include "core/http/curl_http_client.h"

#include <future>
#include <semaphore>

#include <gtest/gtest.h>

#include "core/base/guarded.h"
#include "tests/unit/core/http/scripted_server.h"

namespace mtxmon {
namespace {

constexpr std::chrono::seconds kDeadline{30};  // only reached when a test fails

class CurlHttpClientTest : public testing::Test {
 protected:
  static HttpRequest request(const ScriptedServer& server, std::string_view path = "/") {
    HttpRequest request;
    request.url = server.url(path);
    request.timeout = kDeadline;
    request.connect_timeout = kDeadline;
    return request;
  }
  Result<HttpAnswer> get(const HttpRequest& one) { return client.get(one, {}); }
  // The error; a request that succeeds fails the test.
  std::string error(const HttpRequest& one) {
    const auto answer = get(one);
    EXPECT_FALSE(answer.ok());
    return answer.ok() ? "" : answer.error().message;
  }

  CurlLibrary library;
  CurlHttpClient client;
};

std::string answer_text(std::string_view body, std::string_view status = "200 OK",
                        std::string_view header = "Content-Type: application/json") {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(header) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

TEST_F(CurlHttpClientTest, GivesStatusTypeAndBody) {
  Guarded<std::string> seen;
  ScriptedServer server([&](const ScriptedServer::Connection& connection) {
    seen.set(connection.read_request());
    connection.send(answer_text("{\"a\":1}"));
  });
  const auto answer = get(request(server, "/v3/paths/list?page=0"));
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
    const auto answer = get(request(server));
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(answer->status, std::stol(status));
    EXPECT_EQ(answer->body, "no");
  }
}

TEST_F(CurlHttpClientTest, CredentialsGoWithTheFirstRequest) {
  Guarded<std::string> seen;
  ScriptedServer server([&](const ScriptedServer::Connection& connection) {
    seen.set(connection.read_request());
    connection.send(answer_text("{}"));
  });
  HttpRequest one = request(server);
  one.username = "monitor";
  one.password = "s3cret";
  ASSERT_TRUE(get(one).ok());
  EXPECT_NE(seen.copy().find("\r\nAuthorization: Basic bW9uaXRvcjpzM2NyZXQ=\r\n"),
            std::string::npos)
      << seen.copy();
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(CurlHttpClientTest, CredentialsAreForgottenAfterTheirRequest) {
  Guarded<std::string> seen;
  ScriptedServer server([&](const ScriptedServer::Connection& connection) {
    for (std::string text = connection.read_request(); !text.empty();
         text = connection.read_request()) {
      seen.set(text);
      connection.send(answer_text("{}"));
    }
  });
  HttpRequest one = request(server);
  one.username = "monitor";
  ASSERT_TRUE(get(one).ok());
  ASSERT_TRUE(get(request(server)).ok());
  EXPECT_EQ(seen.copy().find("Authorization"), std::string::npos);
}

TEST_F(CurlHttpClientTest, KeepsItsConnection) {
  ScriptedServer server([&](const ScriptedServer::Connection& connection) {
    while (!connection.read_request().empty()) connection.send(answer_text("{}"));
  });
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(get(request(server)).ok());
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(CurlHttpClientTest, ConnectsAgainWhenTheServerClosedTheConnection) {
  ScriptedServer server([&](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
    connection.send(answer_text("{}"));
  });
  for (int i = 0; i < 3; ++i) {
    const auto answer = get(request(server));
    ASSERT_TRUE(answer.ok()) << answer.error().message;
  }
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(CurlHttpClientTest, FollowsNoRedirect) {
  ScriptedServer server([&](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
    connection.send(answer_text("", "302 Found", "Location: /other"));
  });
  const auto answer = get(request(server));
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(CurlHttpClientTest, AServerThatHangsIsATimeOut) {
  ScriptedServer server([](const ScriptedServer::Connection& connection) { connection.hang(); });
  HttpRequest one = request(server);
  one.timeout = std::chrono::milliseconds(50);
  EXPECT_EQ(error(one), "no complete answer within 50 ms");
}

TEST_F(CurlHttpClientTest, AServerThatHangsInTheBodyIsATimeOut) {
  ScriptedServer server([](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin");
    connection.hang();
  });
  HttpRequest one = request(server);
  one.timeout = std::chrono::milliseconds(200);
  EXPECT_EQ(error(one), "no complete answer within 200 ms");
}

TEST_F(CurlHttpClientTest, NobodyThereIsSaidWithTheFix) {
  HttpRequest one;
  {
    const ScriptedServer server([](const ScriptedServer::Connection&) {});
    one = request(server);
  }
  EXPECT_EQ(error(one),
            "connection refused; is MediaMTX running there, with \"api: yes\" in its "
            "configuration?");
}

TEST_F(CurlHttpClientTest, ABodyThatIsTooLargeIsRefused) {
  constexpr std::size_t kLimit = 1U << 20U;
  ScriptedServer server([](const ScriptedServer::Connection& connection) {
    const bool larger = connection.read_request().find("/larger") != std::string::npos;
    connection.send(answer_text(std::string(kLimit + (larger ? 1 : 0), 'x')));
  });
  HttpRequest one = request(server, "/fits");
  one.max_body_bytes = kLimit;
  const auto fits = get(one);
  ASSERT_TRUE(fits.ok()) << fits.error().message;
  EXPECT_EQ(fits->body.size(), kLimit);
  one.url = server.url("/larger");
  EXPECT_EQ(error(one), "the answer is larger than 1 MiB");
}

TEST_F(CurlHttpClientTest, ACutAnswerIsNoAnswer) {
  for (const char* part : {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":",
                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":"}) {
    ScriptedServer server([&](const ScriptedServer::Connection& connection) {
      static_cast<void>(connection.read_request());
      connection.send(part);
    });
    EXPECT_EQ(error(request(server)), "the connection was closed in the middle of the answer")
        << part;
  }
}

TEST_F(CurlHttpClientTest, WhatIsNoHttpIsAnError) {
  ScriptedServer server([](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
    connection.send("RTSP/1.0 400 Bad Request\r\n\r\n");
  });
  EXPECT_NE(error(request(server)), "");
}

TEST_F(CurlHttpClientTest, OnlyHttpIsSpoken) {
  HttpRequest one;
  one.url = "file:///etc/hostname";
  EXPECT_NE(error(one), "");
}

TEST_F(CurlHttpClientTest, AStopRequestEndsAGetThatHangs) {
  std::binary_semaphore reached(0);
  ScriptedServer server([&](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
    reached.release();
    connection.hang();
  });
  HttpRequest one = request(server);
  one.timeout = std::chrono::hours(24);
  std::stop_source source;
  auto ended = std::async(std::launch::async, [&] { return client.get(one, source.get_token()); });
  ASSERT_TRUE(reached.try_acquire_for(kDeadline));
  source.request_stop();
  ASSERT_EQ(ended.wait_for(kDeadline), std::future_status::ready);
  const auto answer = ended.get();
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().message, "stopped");
}

}  // namespace
}  // namespace mtxmon
