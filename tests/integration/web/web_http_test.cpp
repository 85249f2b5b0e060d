// HTTP as clients see it on the wire. What needs no socket is in tests/unit/core/web.
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/web/web_server.h"
#include "core/web/wire_response.h"
#include "tests/support/http_get.h"

namespace mtxmon {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

class WebHttp : public testing::Test {
 protected:
  void SetUp() override {
    server_.route("/echo/", [](const Request& request) {
      return Response::text(request.path + "|" + request.raw_path + "|" + request.query + "|" +
                            request.remote_addr);
    });
    server_.route("/big",
                  [](const Request&) { return Response::text(std::string(5'000'000, 'x')); });
    server_.route("/asset", [](const Request&) {
      Response response = Response::text(std::string(2000, 'a'));
      response.headers = {{"ETag", "\"v1\""}, {"Cache-Control", "no-cache"}};
      return response;
    });
    server_.route("/throws",
                  [](const Request&) -> Response { throw std::runtime_error("secret detail"); });
    server_.action("/action", [](const Request& request) {
      return Response::text(request.method + " " + request.body);
    });
    const Status started = server_.start();
    ASSERT_TRUE(started.ok()) << started.error().message;
  }

  HttpReply get(std::string_view target, HttpHeaders headers = {}) {
    return ask("GET", target, std::move(headers));
  }
  // Checks what every answer must have.
  HttpReply ask(std::string_view method, std::string_view target, HttpHeaders headers = {}) {
    auto answer = http_request(server_.port(), method, target, std::move(headers));
    return checked(std::move(answer));
  }
  HttpReply raw(std::string_view text) {
    TcpClient client(server_.port());
    EXPECT_TRUE(client.write(text));
    return checked(read_http_answer(client));
  }

  WebServer server_{{}};

 private:
  static HttpReply checked(std::optional<HttpReply> answer) {
    if (!answer) {
      ADD_FAILURE() << "no answer";
      return {};
    }
    EXPECT_NE(answer->status, 0) << answer->status_line;
    for (const auto& [name, value] : kSecurityHeaders)
      EXPECT_EQ(answer->header(to_lower(name)), value);
    for (const auto& [name, value] : answer->headers)
      EXPECT_FALSE(name.starts_with("access-control")) << name;
    EXPECT_TRUE(answer->status == 304 || !answer->header("content-length").empty());
    return std::move(*answer);
  }
};

TEST_F(WebHttp, HandlersSeeThePathDecodedAndTheRestAsSent) {
  const auto answer = get("/echo/a%20b%2Fc/../d?q=%41");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "/echo/a b/c/../d|/echo/a%20b%2Fc/../d|q=%41|127.0.0.1");
}

TEST_F(WebHttp, AnAbsoluteTargetIsThePathOnIt) {
  const std::string host = "127.0.0.1:" + std::to_string(server_.port());
  EXPECT_EQ(get("http://" + host + "/echo/x").body, "/echo/x|/echo/x||127.0.0.1");
}

TEST_F(WebHttp, HeadHasTheLengthAndNoBody) {
  TcpClient client(server_.port());
  ASSERT_TRUE(client.write(http_request_text("HEAD", "/big", {{"Connection", "close"}})));
  const auto all = client.read_to_end();
  ASSERT_TRUE(all);
  EXPECT_THAT(*all, HasSubstr("Content-Length: 5000000\r\n"));
  EXPECT_TRUE(all->ends_with("\r\n\r\n"));
}

TEST_F(WebHttp, OtherMethodsAre405AndOptionsGrantsNothing) {
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH"}) {
    const auto answer = ask(method, "/asset");
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_EQ(answer.header("allow"), "GET, HEAD");
  }
  const auto preflight =
      ask("OPTIONS", "/asset",
          {{"Origin", "http://evil.example"}, {"Access-Control-Request-Method", "GET"}});
  EXPECT_EQ(preflight.status, 405);
}

TEST_F(WebHttp, ARequestWithABodyIsAnsweredWithoutReadingIt) {
  const auto answer =
      raw("POST /asset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\nstart");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.header("connection"), "close");
}

TEST_F(WebHttp, AnActionGetsItsBodyAlsoInPieces) {
  const std::string head =
      "POST /action HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Content-Length: 8\r\n\r\n";
  TcpClient client(server_.port());
  ASSERT_TRUE(client.write(head + "{\"a"));
  ASSERT_TRUE(client.write("\": 1}"));
  const auto all = client.read_to_end();
  ASSERT_TRUE(all);
  EXPECT_THAT(*all, HasSubstr("200 OK"));
  EXPECT_TRUE(all->ends_with("POST {\"a\": 1}"));
  EXPECT_EQ(ask("DELETE", "/action").body, "DELETE ");
}

TEST_F(WebHttp, ErrorsAreJson) {
  EXPECT_EQ(get("/nothing").status, 404);
  EXPECT_EQ(get("/nothing").body, R"({"error":"there is nothing here"})");
  EXPECT_EQ(get("/echo/%zz").status, 400);
  const auto failed = get("/throws");
  EXPECT_EQ(failed.status, 500);
  EXPECT_EQ(failed.body, R"({"error":"internal error"})");
  EXPECT_EQ(server_.stats().errors_total, 1U);
}

TEST_F(WebHttp, WhatCivetwebRefusesItselfHasOurForm) {
  const auto malformed = raw("nonsense\r\n\r\n");
  EXPECT_EQ(malformed.status, 400);
  EXPECT_EQ(malformed.header("content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(raw("GET / HTTP/3.0\r\nHost: localhost\r\n\r\n").status, 505);
  const std::string oversize(20'000, 'x');
  const auto refused = raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + oversize + "\r\n\r\n");
  EXPECT_THAT(refused.status, AnyOf(400, 413)) << "400 by civetweb 1.15";
}

TEST_F(WebHttp, ForeignHostsAreRefusedWithTheFlagToSet) {
  const auto answer = get("/asset", {{"Host", "evil.example"}});
  EXPECT_EQ(answer.status, 403);
  EXPECT_THAT(answer.body, HasSubstr("--web.allowed-hosts"));
  EXPECT_EQ(get("/asset", {{"Host", "localhost:1234"}}).status, 200);
  EXPECT_EQ(get("/asset", {{"Host", ""}}).status, 400);
  EXPECT_EQ(server_.stats().refused_total, 2U);
}

TEST_F(WebHttp, CompressionAndRevalidation) {
  const auto plain = get("/asset");
  EXPECT_EQ(plain.body.size(), 2000U);
  EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
  const auto packed = get("/asset", {{"Accept-Encoding", "br, gzip"}});
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_LT(packed.body.size(), 2000U);
  const auto unchanged = get("/asset", {{"If-None-Match", packed.header("etag")}});
  EXPECT_EQ(unchanged.status, 304);
  EXPECT_EQ(unchanged.header("cache-control"), "no-cache");
  EXPECT_EQ(get("/echo/x").header("cache-control"), "no-store");
}

TEST_F(WebHttp, AConnectionServesSeveralRequestsAlsoAfter304) {
  TcpClient client(server_.port());
  for (const char* tag : {"\"v0\"", "\"v1\"", "\"v0\""}) {
    ASSERT_TRUE(client.write(http_request_text("GET", "/asset", {{"If-None-Match", tag}})));
    const auto answer = read_http_answer(client);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, std::string_view(tag) == "\"v1\"" ? 304 : 200);
    EXPECT_EQ(answer->header("connection"), "keep-alive");
  }
}

TEST_F(WebHttp, CloseIsSaidAndDone) {
  TcpClient client(server_.port());
  ASSERT_TRUE(client.write(http_request_text("GET", "/asset", {{"Connection", "close"}})));
  const auto answer = read_http_answer(client);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("connection"), "close");
  EXPECT_TRUE(client.read_to_end().has_value());
}

TEST_F(WebHttp, ClientsThatSendHalfARequestDoNotStopTheOthers) {
  std::vector<TcpClient> idle;
  for (int i = 0; i < 6; ++i) {
    idle.emplace_back(server_.port());
    ASSERT_TRUE(idle.back().write("GET / HTTP/1.1\r\nHo"));
  }
  EXPECT_EQ(get("/asset").status, 200);
}

TEST_F(WebHttp, CountsRequests) {
  const auto before = server_.stats().requests_total;
  get("/asset");
  get("/nothing");
  EXPECT_EQ(server_.stats().requests_total, before + 2);
}

}  // namespace
}  // namespace mtxmon
