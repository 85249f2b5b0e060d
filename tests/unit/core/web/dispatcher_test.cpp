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

  static Router actions() {
    Router router;
    router.add("/things", [](const Request& request) {
      return Response::text(request.method + request.body);
    });
    return router;
  }
  // A request that changes something, from this machine.
  static Request action(std::string method, Headers headers, std::string path = "/things") {
    Request sent = request(std::move(method), std::move(path), std::move(headers));
    sent.remote_addr = "127.0.0.1";
    return sent;
  }
  static Request post(Headers headers = {}) {
    headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    headers.emplace_back("Content-Length", "2");
    return action("POST", std::move(headers));
  }
  int act(Request sent) {
    response_ = dispatcher_.dispatch(sent, true, [](std::size_t bytes) {
      return std::optional(std::string("{}").substr(0, bytes));
    });
    return response_->status;
  }

  Dispatcher dispatcher_{AccessRules({"127.0.0.1", 8088}, {}, {}), routes(), actions(), "/live"};
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

TEST_F(DispatcherTest, AnActionOfThisMachineIsCarriedOut) {
  EXPECT_EQ(act(post()), 200);
  EXPECT_EQ(*response_->body, "POST{}");
  EXPECT_EQ(act(post({{"Origin", "http://127.0.0.1:8088"}})), 200);
  EXPECT_EQ(act(action("DELETE", {})), 200);
  EXPECT_EQ(*response_->body, "DELETE");
  EXPECT_EQ(act(action("POST", {}, "/hello")), 405) << "a page is no action";
  EXPECT_EQ(act(action("GET", {})), 404) << "and no action is a page";
  EXPECT_EQ(dispatcher_.refused_total(), 0U);
}

TEST_F(DispatcherTest, AnActionFromElsewhereIsRefusedAndCounted) {
  Request remote = post();
  remote.remote_addr = "192.0.2.7";
  EXPECT_EQ(act(remote), 403);
  EXPECT_EQ(act(post({{"X-Forwarded-For", "192.0.2.7"}})), 403);
  EXPECT_EQ(act(post({{"Forwarded", "for=192.0.2.7"}})), 403);
  EXPECT_EQ(act(post({{"Origin", "http://evil.example"}})), 403);
  EXPECT_EQ(act(post({{"Origin", "null"}})), 403);
  EXPECT_EQ(act(action("DELETE", {{"Origin", "http://evil.example"}})), 403);
  EXPECT_EQ(dispatcher_.refused_total(), 6U);
  // The name of a proxy, though it is allowed, and an address that others reach.
  Dispatcher open(AccessRules({"0.0.0.0", 8088}, {"monitor.example"}, {}), routes(), actions(), "");
  Request sent = post();
  EXPECT_EQ(open.dispatch(sent, true)->status, 403);
  Dispatcher behind(AccessRules({"127.0.0.1", 8088}, {"monitor.example"}, {}), routes(), actions(),
                    "");
  Request named = post();
  named.headers.back().second = "monitor.example";
  EXPECT_EQ(behind.dispatch(named, true)->status, 403);
}

TEST_F(DispatcherTest, AnActionsBodyIsShortJsonOfKnownLength) {
  EXPECT_EQ(act(action("POST", {{"Content-Length", "2"}})), 415);
  EXPECT_EQ(act(action("POST", {{"Content-Type", "text/plain"}, {"Content-Length", "2"}})), 415);
  const auto json = [](Headers headers) {
    headers.emplace_back("Content-Type", "application/json");
    return action("POST", std::move(headers));
  };
  EXPECT_EQ(act(json({})), 411);
  EXPECT_EQ(act(json({{"Transfer-Encoding", "chunked"}})), 411);
  EXPECT_EQ(act(json({{"Content-Length", "16385"}})), 413);
  EXPECT_EQ(act(json({{"Content-Length", "99999999999999999999999"}})), 413);
  EXPECT_EQ(act(json({{"Content-Length", "-1"}})), 400);
  EXPECT_EQ(act(json({{"Content-Length", "2x"}})), 400);
  Request torn = json({{"Content-Length", "2"}});
  EXPECT_EQ(dispatcher_.dispatch(torn, true, [](std::size_t) { return std::nullopt; })->status,
            400);
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

  Dispatcher prefixed_{AccessRules({"127.0.0.1", 8088}, {}, {}), routes(), actions(), "/live",
                       "/a/monitor"};
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
