// When the client asks for each static source.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/unit/exporter/mediamtx_client_fixture.h"

namespace mtxmon {
namespace {

// A server with `count` static sources, of which the odd ones are not available.
class StaticSources : public MediaMtxClientTest {
 protected:
  void serve(int count, const std::function<Result<HttpAnswer>(const HttpRequest&)>& source) {
    std::string paths;
    for (int i = 0; i < count; ++i)
      paths += fmt::format(R"({}{{"name":"cam {:03}","confName":"c","available":{}}})",
                           i == 0 ? "" : ",", i, i % 2 == 0);
    http_.answer_with([=](const HttpRequest& request) -> Result<HttpAnswer> {
      if (asks(request, kRoute)) return source(request);
      if (asks(request, "config/paths/list"))
        return HttpAnswer{200, "",
                          R"({"itemCount":1,"items":[{"name":"c","source":"rtsp://u:p@h/"}]})", ""};
      if (asks(request, "v3/paths/list"))
        return HttpAnswer{200, "", fmt::format(R"({{"itemCount":{},"items":[{}]}})", count, paths),
                          ""};
      return normal(request);
    });
    (void)poll();  // which paths have one is known from now on
  }
  static Result<HttpAnswer> running(const HttpRequest&) {
    return HttpAnswer{200, "", R"({"type":"rtspSource","state":"running","lastError":""})", ""};
  }
  static constexpr const char* kRoute = "/v3/paths/static-sources/get/";
};

TEST_F(StaticSources, AreAskedForEveryTenSecondsThoseWithoutAStreamFirst) {
  serve(3, running);
  EXPECT_EQ(http_.asked(kRoute), 0U);
  const PollResult result = poll_after(std::chrono::seconds(2));
  ASSERT_TRUE(result.sources.items.has_value());
  EXPECT_EQ(result.sources.endpoint.state, EndpointState::Ok);
  ASSERT_EQ(result.sources.items->size(), 3U);
  EXPECT_EQ(result.sources.items->at(0).path, "cam 001");
  EXPECT_EQ(result.sources.items->at(0).state, "running");
  EXPECT_EQ(http_.asked("/v3/paths/static-sources/get/cam%20001"), 1U);
  (void)poll_after(std::chrono::seconds(8));
  EXPECT_EQ(http_.asked(kRoute), 0U);
  (void)poll_after(std::chrono::seconds(2));
  EXPECT_EQ(http_.asked(kRoute), 3U);
}

TEST_F(StaticSources, AtMostAHundredAreAskedForAtOnce) {
  serve(150, running);
  const PollResult result = poll_after(std::chrono::seconds(2));
  ASSERT_EQ(result.sources.items->size(), 100U);
  EXPECT_EQ(result.sources.items->at(74).path, "cam 149");
  EXPECT_EQ(result.sources.items->at(75).path, "cam 000");
}

TEST_F(StaticSources, AServerWithoutTheRouteIsAskedOnceInAWhile) {
  serve(3, [](const HttpRequest&) -> Result<HttpAnswer> { return not_found(); });
  const PollResult result = poll_after(std::chrono::seconds(2));
  EXPECT_EQ(http_.asked(kRoute), 1U) << "one is enough to know";
  EXPECT_EQ(result.sources.endpoint.state, EndpointState::Off);
  EXPECT_TRUE(result.sources.endpoint.error.empty());
  for (int i = 0; i < 20; ++i) {
    (void)poll_after(std::chrono::seconds(10));
    EXPECT_EQ(http_.asked(kRoute), 0U);
  }
  (void)poll_after(std::chrono::seconds(101));
  EXPECT_EQ(http_.asked(kRoute), 1U);
}

TEST_F(StaticSources, AServerThatWasStartedAgainMayHaveTheRoute) {
  bool updated = false;
  serve(2, [&](const HttpRequest& request) -> Result<HttpAnswer> {
    return updated ? running(request) : not_found();
  });
  (void)poll_after(std::chrono::seconds(2));
  updated = true;
  http_.answer_with([before = http_.answer()](const HttpRequest& request) -> Result<HttpAnswer> {
    if (asks(request, "/v3/info"))
      return HttpAnswer{200, "", R"({"version":"v1.21.0","started":"2026-11-22T13:00:00Z"})", ""};
    return before(request);
  });
  EXPECT_EQ(poll_after(std::chrono::seconds(2)).sources.items->size(), 2U);
}

TEST_F(StaticSources, APathThatIsGoneIsNoRouteThatIsGone) {
  serve(3, [](const HttpRequest& request) -> Result<HttpAnswer> {
    if (asks(request, "001"))
      return HttpAnswer{404, "application/json", R"({"status":"error","error":"not found"})", ""};
    return running(request);
  });
  const PollResult result = poll_after(std::chrono::seconds(2));
  EXPECT_EQ(result.sources.endpoint.state, EndpointState::Ok);
  EXPECT_EQ(result.sources.items->size(), 2U);
}

TEST_F(StaticSources, OneWithoutAnAnswerLeavesAllAsTheyWere) {
  serve(3, [](const HttpRequest& request) -> Result<HttpAnswer> {
    if (asks(request, "000")) return HttpAnswer{500, "", R"({"error":"terminated"})", ""};
    return running(request);
  });
  const PollResult result = poll_after(std::chrono::seconds(2));
  EXPECT_FALSE(result.sources.items.has_value());
  EXPECT_TRUE(result.paths.items.has_value());
}

}  // namespace
}  // namespace mtxmon
