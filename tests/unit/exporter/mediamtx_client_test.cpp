#include "exporter/mediamtx_client.h"

#include <algorithm>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/unit/exporter/mediamtx_client_fixture.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

TEST_F(MediaMtxClientTest, AsksForWholeListsOnly) {
  const PollResult result = poll();
  ASSERT_TRUE(result.paths.items && srt(result).items);
  EXPECT_EQ(result.info.version, "v1.20.1");
  EXPECT_EQ(http_.requests[0].target, "/v3/paths/list?itemsPerPage=10000&page=0");
  for (const ListRoute& list : kLists) EXPECT_EQ(http_.asked(list.route), 1U) << list.route;
  EXPECT_EQ(http_.asked("config/paths/list"), 1U);
  EXPECT_EQ(http_.asked("recordings"), 0U) << "nothing is recorded";
}

TEST_F(MediaMtxClientTest, WhatChangesSlowlyIsAskedForNowAndThen) {
  http_.answer_with([](const HttpRequest& request) -> Result<HttpAnswer> {
    if (asks(request, "config/paths/list"))
      return HttpAnswer{
          200, "", R"({"itemCount":1,"items":[{"name":"all","record":true,"forward":[{}]}]})", ""};
    if (asks(request, "/paths/list"))
      return HttpAnswer{200, "", R"({"itemCount":1,"items":[{"name":"a b&c","confName":"all"}]})",
                        ""};
    return normal(request);
  });
  EXPECT_TRUE(poll().path_configs.items.has_value());
  const PollResult second = poll_after(std::chrono::seconds(2));
  EXPECT_FALSE(second.path_configs.items.has_value());
  EXPECT_TRUE(second.recordings.items && second.forwards.items) << "now that it is known";
  EXPECT_EQ(http_.asked("paths/forward/list?itemsPerPage=10000&page=0&path=a%20b%26c"), 1U);
  (void)poll_after(std::chrono::seconds(2));
  EXPECT_EQ(http_.asked("config/") + http_.asked("recordings") + http_.asked("forward"), 0U);
  (void)poll_after(std::chrono::seconds(8));
  EXPECT_EQ(http_.asked("forward"), 1U);
  EXPECT_EQ(http_.asked("config/") + http_.asked("recordings"), 0U);
  (void)poll_after(std::chrono::seconds(50));
  EXPECT_EQ(http_.asked("config/"), 1U);
  EXPECT_EQ(http_.asked("recordings"), 1U);
}

TEST_F(MediaMtxClientTest, RecordingsOfReleasesThatCrashAreLeftAlone) {
  http_.answer_with([](const HttpRequest& request) -> Result<HttpAnswer> {
    if (asks(request, "config/paths/list"))
      return HttpAnswer{200, "", R"({"itemCount":1,"items":[{"name":"all","record":true}]})", ""};
    return asks(request, "/v3/info") ? not_found() : *normal(request);
  });
  for (int i = 0; i < 5; ++i) {
    (void)poll_after(std::chrono::seconds(61));
    EXPECT_EQ(http_.asked("recordings"), 0U);
  }
}

TEST_F(MediaMtxClientTest, RoutesSinceV121AreFoundAndKept) {
  http_.answer_with([](const HttpRequest& request) -> Result<HttpAnswer> {
    const bool old = std::ranges::any_of(kLists, [&](const ListRoute& list) {
      return asks(request, "/" + std::string(list.route));
    });
    return old ? not_found() : *normal(request);
  });
  const PollResult first = poll();
  for (const auto& list : first.lists) EXPECT_EQ(list.endpoint.state, EndpointState::Ok);
  EXPECT_EQ(http_.asked("/v3/srt/conns/list"), 1U);
  EXPECT_EQ(http_.asked("/v3/srtconns/list"), 1U);
  EXPECT_TRUE(srt(poll_after(std::chrono::seconds(2))).items.has_value());
  EXPECT_EQ(http_.asked("/v3/srtconns/list"), 0U);
}

TEST_F(MediaMtxClientTest, ReleasesBeforeV12AreAskedBelowV2) {
  http_.answer_with([](const HttpRequest& request) -> Result<HttpAnswer> {
    return request.target.starts_with("/v2/") && !asks(request, "info") ? *normal(request)
                                                                        : not_found();
  });
  const PollResult first = poll();
  EXPECT_TRUE(first.paths.items.has_value()) << first.error;
  const PollResult second = poll_after(std::chrono::seconds(2));
  EXPECT_TRUE(second.paths.items && srt(second).items) << second.error;
  EXPECT_EQ(http_.asked("/v3/"), 0U);
}

TEST_F(MediaMtxClientTest, AListThatIsOffIsAskedForAgainAfterAWhile) {
  bool on = false;
  http_.answer_with([&](const HttpRequest& request) -> Result<HttpAnswer> {
    return !on && asks(request, "srt") ? not_found() : *normal(request);
  });
  EXPECT_EQ(srt(poll()).endpoint.state, EndpointState::Off);
  EXPECT_EQ(http_.asked("srt"), 2U) << "by both names";
  on = true;
  EXPECT_EQ(srt(poll_after(std::chrono::seconds(2))).endpoint.state, EndpointState::Off);
  EXPECT_EQ(http_.asked("srt"), 0U);
  EXPECT_EQ(srt(poll_after(std::chrono::seconds(9))).endpoint.state, EndpointState::Ok);
}

TEST_F(MediaMtxClientTest, AServerThatCameBackIsAskedForEverything) {
  enum { Off, Down, On } server = Off;
  http_.answer_with([&](const HttpRequest& request) -> Result<HttpAnswer> {
    if (server == Down) return Error{"connection refused"};
    return server == Off && asks(request, "srt") ? not_found() : *normal(request);
  });
  (void)poll();
  server = Down;
  (void)poll_after(std::chrono::seconds(2));
  server = On;
  EXPECT_EQ(srt(poll_after(std::chrono::seconds(2))).endpoint.state, EndpointState::Ok);
  EXPECT_EQ(http_.asked("config/paths"), 1U);
}

TEST_F(MediaMtxClientTest, AHungListEndsThePollAndRestsAfterwards) {
  http_.answer_with([](const HttpRequest& request) -> Result<HttpAnswer> {
    if (asks(request, "rtmpconns")) return Error{FakeHttp::kTimeOut};
    return normal(request);
  });
  const PollResult first = poll();
  EXPECT_TRUE(first.paths.items && srt(first).items) << "what came before it counts";
  EXPECT_EQ(first.lists[list_index("rtmpconns")].endpoint.error, FakeHttp::kTimeOut);
  EXPECT_EQ(first.lists[list_index("rtspconns")].endpoint.state, EndpointState::Failed);
  EXPECT_THAT(first.lists[list_index("rtspconns")].endpoint.error, HasSubstr("not asked"));
  EXPECT_EQ(http_.asked("config/"), 0U);
  const PollResult second = poll_after(std::chrono::seconds(2));
  EXPECT_EQ(http_.asked("rtmpconns"), 0U);
  EXPECT_EQ(second.lists[list_index("rtmpconns")].endpoint.state, EndpointState::Failed);
  EXPECT_TRUE(second.lists[list_index("rtspconns")].items.has_value());
  (void)poll_after(std::chrono::seconds(9));
  EXPECT_EQ(http_.asked("rtmpconns"), 1U);
}

TEST_F(MediaMtxClientTest, ARefusalIsOneQuestionInHalfAMinute) {
  http_.answer_with([](const HttpRequest&) -> Result<HttpAnswer> {
    return HttpAnswer{401, "", "", ""};
  });
  node_.username = "monitor";
  EXPECT_THAT(poll().error, HasSubstr("refuses user \"monitor\""));
  EXPECT_EQ(http_.requests.size(), 1U);
  const PollResult resting = poll_after(std::chrono::seconds(2));
  EXPECT_TRUE(http_.requests.empty());
  EXPECT_THAT(resting.error, HasSubstr("refuses user \"monitor\""));
  EXPECT_EQ(resting.paths.endpoint.status, 401);
  http_.answer_with(normal);
  EXPECT_TRUE(poll_after(std::chrono::seconds(29)).paths.items.has_value());
}

TEST_F(MediaMtxClientTest, ARedirectIsNamedNotFollowed) {
  http_.answer_with([](const HttpRequest&) -> Result<HttpAnswer> {
    return HttpAnswer{301, "", "", "https://mtx.example/login?next=S3CRET"};
  });
  const std::string error = poll().error;
  EXPECT_THAT(error, HasSubstr("points to https://mtx.example,"));
  EXPECT_THAT(error, testing::Not(HasSubstr("S3CRET")));
}

TEST_F(MediaMtxClientTest, AListThatOutgrewThePageIsAskedForAgain) {
  http_.answer_with([](const HttpRequest& request) -> Result<HttpAnswer> {
    if (!asks(request, "paths/list")) return normal(request);
    const bool large = asks(request, "itemsPerPage=40000");
    return HttpAnswer{200, "",
                      fmt::format(R"({{"itemCount":2,"pageCount":1,"items":[{{"name":"a"}}{}]}})",
                                  large ? R"(,{"name":"b"})" : ""),
                      ""};
  });
  EXPECT_EQ(poll().paths.items->size(), 2U);
}

TEST_F(MediaMtxClientTest, AListThatStaysIncompleteIsAFailureNotAShortList) {
  http_.answer_with([](const HttpRequest& request) -> Result<HttpAnswer> {
    if (!asks(request, "paths/list")) return normal(request);
    return HttpAnswer{200, "", R"({"itemCount":300000,"pageCount":3,"items":[{"name":"a"}]})", ""};
  });
  const PollResult result = poll();
  EXPECT_FALSE(result.paths.items.has_value());
  EXPECT_THAT(result.error, HasSubstr("300000 items"));
}

TEST_F(MediaMtxClientTest, AProtocolThatIsOffIsNoError) {
  http_.answer_with([](const HttpRequest& request) -> Result<HttpAnswer> {
    return asks(request, "srt") ? not_found() : *normal(request);
  });
  const PollResult result = poll();
  EXPECT_TRUE(result.paths.items.has_value());
  EXPECT_EQ(srt(result).endpoint.state, EndpointState::Off);
  EXPECT_TRUE(result.error.empty());
}

TEST_F(MediaMtxClientTest, OneFailingListHidesNoOther) {
  http_.answer_with([](const HttpRequest& request) -> Result<HttpAnswer> {
    return asks(request, "srtconns")
               ? HttpAnswer{500, "", R"({"status":"error","error":"terminated"})", ""}
               : *normal(request);
  });
  const PollResult result = poll();
  EXPECT_TRUE(result.paths.items.has_value());
  EXPECT_EQ(result.info.version, "v1.20.1");
  EXPECT_EQ(srt(result).endpoint.state, EndpointState::Failed);
  EXPECT_EQ(srt(result).endpoint.error, "status 500: terminated");
}

TEST_F(MediaMtxClientTest, NoListOfStreamsMeansDownAndNothingElseIsAsked) {
  http_.answer_with(
      [](const HttpRequest&) -> Result<HttpAnswer> { return Error{"connection refused"}; });
  const PollResult result = poll();
  EXPECT_EQ(http_.requests.size(), 1U);
  EXPECT_EQ(result.error, "http://mtx:9997: connection refused");
  EXPECT_EQ(srt(result).endpoint.state, EndpointState::Unknown);
}

TEST_F(MediaMtxClientTest, TheWholePollHasOneLimit) {
  http_.answer_with([this](const HttpRequest& request) -> Result<HttpAnswer> {
    clock_.advance(Milliseconds(4995));
    return normal(request);
  });
  const PollResult result = poll();
  EXPECT_EQ(http_.requests[0].timeout, Milliseconds(5000));
  EXPECT_EQ(http_.asked("config/"), 0U) << "no time is left";
  EXPECT_TRUE(result.paths.items.has_value());
  EXPECT_THAT(result.path_configs.endpoint.error, HasSubstr("not asked"));
}

TEST_F(MediaMtxClientTest, A401SaysWhichKeyToSet) {
  http_.answer_with([](const HttpRequest&) -> Result<HttpAnswer> {
    return HttpAnswer{401, "", "", ""};
  });
  EXPECT_THAT(poll().error, HasSubstr("mediamtx.username"));
  node_.token_file = "/run/token";
  client_.reset();
  EXPECT_THAT(poll().error, HasSubstr("mediamtx.token_file"));
}

TEST_F(MediaMtxClientTest, AProxysPageIsNamedAsSuch) {
  http_.answer_with([](const HttpRequest&) -> Result<HttpAnswer> {
    return HttpAnswer{200, "text/html", "<html>502\x1b[31m", ""};
  });
  const std::string error = poll().error;
  EXPECT_THAT(error, HasSubstr("begins with: <html>502\\x1b[31m"));
}

TEST_F(MediaMtxClientTest, SomethingElsesNotFoundIsNoMediaMtx) {
  http_.answer_with([](const HttpRequest&) -> Result<HttpAnswer> { return not_found(); });
  const PollResult result = poll();
  EXPECT_EQ(result.paths.endpoint.state, EndpointState::Failed);
  EXPECT_THAT(result.error, HasSubstr("not the API of a MediaMTX"));
}

TEST_F(MediaMtxClientTest, OldServersHaveNoInfo) {
  http_.answer_with([](const HttpRequest& request) -> Result<HttpAnswer> {
    return asks(request, "/v3/info") ? not_found() : *normal(request);
  });
  const PollResult result = poll();
  EXPECT_EQ(result.info_endpoint.state, EndpointState::Off);
  EXPECT_FALSE(result.info.version.has_value());
  EXPECT_TRUE(result.error.empty());
}

TEST_F(MediaMtxClientTest, TheReadTimeoutIsAskedForOncePerStartOfTheServer) {
  std::string started = "2026-11-22T12:00:00Z";
  http_.answer_with([&](const HttpRequest& request) -> Result<HttpAnswer> {
    if (asks(request, "config/global/get"))
      return HttpAnswer{200, "", R"({"readTimeout":"20s"})", ""};
    if (asks(request, "/v3/info"))
      return HttpAnswer{200, "", R"({"version":"v1.20.1","started":")" + started + R"("})", ""};
    return normal(request);
  });
  EXPECT_EQ(poll().read_timeout_seconds, 20);
  EXPECT_FALSE(poll_after(std::chrono::hours(24)).read_timeout_seconds.has_value());
  EXPECT_EQ(http_.asked("config/global/get"), 0U);
  started = "2026-11-23T12:00:00Z";
  EXPECT_EQ(poll_after(std::chrono::seconds(2)).read_timeout_seconds, 20);
}

TEST_F(MediaMtxClientTest, SettingsThatMayNotBeReadDisturbNothing) {
  for (const int status : {401, 403, 404, 500, 200}) {
    http_.answer_with([status](const HttpRequest& request) -> Result<HttpAnswer> {
      return asks(request, "config/global/get") ? HttpAnswer{status, "", "no", ""}
                                                : normal(request);
    });
    client_.reset();
    const PollResult first = poll();
    EXPECT_TRUE(first.paths.items && first.path_configs.items) << status;
    EXPECT_FALSE(first.read_timeout_seconds.has_value());
    EXPECT_TRUE(poll_after(std::chrono::seconds(2)).paths.items.has_value()) << status;
    EXPECT_EQ(http_.asked("config/global/get"), 0U) << "each refusal costs the server time";
    (void)poll_after(std::chrono::minutes(5));
    EXPECT_EQ(http_.asked("config/global/get"), 1U) << status;
  }
}

}  // namespace
}  // namespace mtxmon
