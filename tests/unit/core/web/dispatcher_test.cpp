#include "core/web/dispatcher.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Pair;

class DispatcherTest : public testing::Test {
 protected:
  static Router routes() {
    Router router;
    router.add("/hello",
               [](const Request& request) { return Response::text("hello " + request.query); });
    router.add("/streams/", [](const Request& request) { return Response::text(request.path); });
    router.add("/throws",
               [](const Request&) -> Response { throw std::runtime_error("secret detail"); });
    return router;
  }
  static Request request(std::string method, std::string path, Headers headers = {}) {
    Request request;
    request.method = std::move(method);
    request.raw_path = std::move(path);
    request.headers = std::move(headers);
    request.headers.emplace_back("Host", "127.0.0.1:8088");
    return request;
  }
  static Request handshake(Headers headers = {}, std::string path = "/live") {
    Headers all = {{"Upgrade", "WebSocket"},
                   {"Connection", "keep-alive, Upgrade"},
                   {"Sec-WebSocket-Version", "13"},
                   {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
    for (auto& header : headers) {
      std::erase_if(all, [&](const auto& own) { return own.first == header.first; });
      all.push_back(std::move(header));
    }
    return request("GET", std::move(path), std::move(all));
  }
  int status(Request sent, bool live_place_free = true) {
    response_ = dispatcher_.dispatch(sent, live_place_free);
    return response_ ? response_->status : 101;
  }

  Dispatcher dispatcher_{AccessRules({"127.0.0.1", 8088}, {}, {}), routes(), "/live"};
  std::optional<Response> response_;
};

TEST_F(DispatcherTest, HandlersGetDecodedPaths) {
  EXPECT_EQ(status(request("GET", "/streams/a%20b%2Fc")), 200);
  EXPECT_EQ(*response_->body, "/streams/a b/c");
}

TEST_F(DispatcherTest, UnknownPathsAreJson404) {
  EXPECT_EQ(status(request("GET", "/nothing")), 404);
  EXPECT_THAT(response_->content_type, HasSubstr("application/json"));
}

TEST_F(DispatcherTest, OnlyGetAndHead) {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get"}) {
    EXPECT_EQ(status(request(method, "/hello")), 405) << method;
    EXPECT_THAT(response_->headers, Contains(Pair("Allow", "GET, HEAD")));
  }
  EXPECT_EQ(status(request("HEAD", "/hello")), 200);
}

TEST_F(DispatcherTest, BrokenEscapesAre400) {
  EXPECT_EQ(status(request("GET", "/hello%")), 400);
  Request broken = request("GET", "/hello");
  broken.query = "a=%zz";
  EXPECT_EQ(status(broken), 400);
}

TEST_F(DispatcherTest, AnExceptionTellsTheClientNothing) {
  EXPECT_EQ(status(request("GET", "/throws")), 500);
  EXPECT_EQ(*response_->body, R"({"error":"internal error"})");
}

TEST_F(DispatcherTest, ForeignHostsAreRefusedBeforeAnyHandlerWithTheFlagToSet) {
  Request foreign = request("GET", "/hello");
  foreign.headers.back().second = "evil.example";
  EXPECT_EQ(status(foreign), 403);
  EXPECT_THAT(*response_->body, HasSubstr("--web.allowed-hosts"));
  EXPECT_EQ(dispatcher_.refused_total(), 1U);
}

TEST_F(DispatcherTest, ExactlyOneHost) {
  EXPECT_EQ(status(request("GET", "/hello", {{"HOST", "localhost"}})), 400);
  Request none = request("GET", "/hello");
  none.headers.clear();
  EXPECT_EQ(status(none), 400);
}

TEST_F(DispatcherTest, AProperHandshakeGoesOn) {
  EXPECT_EQ(status(handshake()), 101);
  EXPECT_EQ(status(handshake({{"Origin", "http://127.0.0.1:8088"}})), 101);
  EXPECT_EQ(dispatcher_.refused_total(), 0U);
}

TEST_F(DispatcherTest, ImproperHandshakesAreRefusedAndCounted) {
  EXPECT_EQ(status(handshake({{"Origin", "http://evil.example"}})), 403);
  EXPECT_THAT(*response_->body, HasSubstr("--web.allowed-origins"));
  EXPECT_EQ(status(handshake({{"Sec-WebSocket-Key", std::string(64, 'a')}})), 400);
  EXPECT_EQ(status(handshake({{"Sec-WebSocket-Version", "8"}})), 426);
  EXPECT_THAT(response_->headers, Contains(Pair("Sec-WebSocket-Version", "13")));
  EXPECT_EQ(status(handshake({}, "/elsewhere")), 404);
  EXPECT_EQ(status(handshake(), false), 503);
  EXPECT_EQ(dispatcher_.refused_total(), 5U);
}

TEST_F(DispatcherTest, TheLivePathWithoutAHandshakeAsksForOne) {
  EXPECT_EQ(status(request("GET", "/live")), 426);
  EXPECT_THAT(response_->headers, Contains(Pair("Upgrade", "websocket")));
}

class RoutePrefixTest : public DispatcherTest {
 protected:
  int status_of(Request sent) {
    response_ = prefixed_.dispatch(sent, true);
    return response_ ? response_->status : 101;
  }

  Dispatcher prefixed_{AccessRules({"127.0.0.1", 8088}, {}, {}), routes(), "/live", "/a/monitor"};
};

TEST_F(RoutePrefixTest, EverythingIsServedBelowItAndAtTheRoot) {
  EXPECT_EQ(status_of(request("GET", "/a/monitor/streams/x")), 200);
  EXPECT_EQ(*response_->body, "/streams/x");
  EXPECT_EQ(status_of(request("GET", "/streams/x")), 200);
  EXPECT_EQ(status_of(handshake({}, "/a/monitor/live")), 101);
  EXPECT_EQ(status_of(handshake()), 101);
  EXPECT_EQ(status_of(request("GET", "/a/monitor/live")), 426);
}

TEST_F(RoutePrefixTest, OnlyWholeSegmentsCount) {
  EXPECT_EQ(status_of(request("GET", "/a/monitoring/hello")), 404);
  EXPECT_EQ(status_of(request("GET", "/a/hello")), 404);
  EXPECT_EQ(status_of(request("GET", "/a/monitor/a/monitor/hello")), 404);
}

TEST_F(RoutePrefixTest, WithoutItsSlashItLeadsToThePage) {
  Request sent = request("GET", "/a/monitor");
  sent.query = "q=1";
  EXPECT_EQ(status_of(sent), 308);
  EXPECT_THAT(response_->headers, Contains(Pair("Location", "monitor/?q=1")));
}

TEST_F(RoutePrefixTest, TheHostIsCheckedFirst) {
  Request evil = request("GET", "/a/monitor");
  evil.headers = {{"Host", "evil.example"}};
  EXPECT_EQ(status_of(evil), 403);
}

}  // namespace
}  // namespace mtxmon
