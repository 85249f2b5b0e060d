#include "exporter/mediamtx_client.h"

#include <functional>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

class FakeHttp final : public HttpClient {
 public:
  using Answer = std::function<Result<HttpAnswer>(const HttpRequest&)>;
  explicit FakeHttp(Answer answer) : answer_(std::move(answer)) {}
  void get(std::span<const HttpRequest> batch, unsigned, const std::stop_token&,
           const HttpDone& done) override {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      requests.push_back(batch[i]);
      if (!done(i, {answer_(batch[i])})) return;
    }
  }
  std::vector<HttpRequest> requests;

 private:
  Answer answer_;
};

constexpr const char* kEmptyList = R"({"itemCount":0,"pageCount":0,"items":[]})";
constexpr const char* kOnePath =
    R"({"itemCount":1,"pageCount":1,"items":[{"name":"cam","ready":true,"bytesReceived":5}]})";

bool asks(const HttpRequest& request, std::string_view route) {
  return request.target.find(route) != std::string::npos;
}

Result<HttpAnswer> normal(const HttpRequest& request) {
  if (asks(request, "/v3/info"))
    return HttpAnswer{200, "", R"({"version":"v1.20.1","started":"2026-11-22T12:00:00Z"})"};
  return HttpAnswer{200, "", asks(request, "paths/list") ? kOnePath : kEmptyList};
}

class MediaMtxClientTest : public testing::Test {
 protected:
  PollResult poll(FakeHttp& http) {
    NodeSettings node;
    node.node = "local";
    node.url = "http://mtx:9997";
    node.username = user_;
    MediaMtxClient client(http, clock_, node, Milliseconds(5000));
    return client.poll(std::stop_token());
  }
  FakeClock clock_;
  std::string user_;
};

TEST_F(MediaMtxClientTest, AsksForWholeListsOnly) {
  FakeHttp http(normal);
  const PollResult result = poll(http);
  ASSERT_TRUE(result.paths.items && result.srt.items);
  EXPECT_EQ(result.info.version, "v1.20.1");
  ASSERT_EQ(http.requests.size(), 3U);
  EXPECT_EQ(http.requests[0].target, "/v3/paths/list?itemsPerPage=10000&page=0");
}

TEST_F(MediaMtxClientTest, AListThatOutgrewThePageIsAskedForAgain) {
  FakeHttp http([](const HttpRequest& request) -> Result<HttpAnswer> {
    if (!asks(request, "paths/list")) return normal(request);
    const bool large = asks(request, "itemsPerPage=40000");
    return HttpAnswer{200, "",
                      fmt::format(R"({{"itemCount":2,"pageCount":1,"items":[{{"name":"a"}}{}]}})",
                                  large ? R"(,{"name":"b"})" : "")};
  });
  EXPECT_EQ(poll(http).paths.items->size(), 2U);
}

TEST_F(MediaMtxClientTest, AListThatStaysIncompleteIsAFailureNotAShortList) {
  FakeHttp http([](const HttpRequest& request) -> Result<HttpAnswer> {
    if (!asks(request, "paths/list")) return normal(request);
    return HttpAnswer{200, "", R"({"itemCount":300000,"pageCount":3,"items":[{"name":"a"}]})"};
  });
  const PollResult result = poll(http);
  EXPECT_FALSE(result.paths.items.has_value());
  EXPECT_THAT(result.error, HasSubstr("300000 items"));
}

TEST_F(MediaMtxClientTest, AProtocolThatIsOffIsNoError) {
  FakeHttp http([](const HttpRequest& request) -> Result<HttpAnswer> {
    return asks(request, "srtconns") ? HttpAnswer{404, "text/plain", "404 page not found"}
                                     : *normal(request);
  });
  const PollResult result = poll(http);
  EXPECT_TRUE(result.paths.items.has_value());
  EXPECT_EQ(result.srt.endpoint.state, EndpointState::Off);
  EXPECT_TRUE(result.error.empty());
}

TEST_F(MediaMtxClientTest, OneFailingListHidesNoOther) {
  FakeHttp http([](const HttpRequest& request) -> Result<HttpAnswer> {
    return asks(request, "srtconns")
               ? HttpAnswer{500, "", R"({"status":"error","error":"terminated"})"}
               : *normal(request);
  });
  const PollResult result = poll(http);
  EXPECT_TRUE(result.paths.items.has_value());
  EXPECT_EQ(result.info.version, "v1.20.1");
  EXPECT_EQ(result.srt.endpoint.state, EndpointState::Failed);
  EXPECT_EQ(result.srt.endpoint.error, "status 500: terminated");
}

TEST_F(MediaMtxClientTest, NoListOfStreamsMeansDownAndNothingElseIsAsked) {
  FakeHttp http(
      [](const HttpRequest&) -> Result<HttpAnswer> { return Error{"connection refused"}; });
  const PollResult result = poll(http);
  EXPECT_EQ(http.requests.size(), 1U);
  EXPECT_EQ(result.error, "http://mtx:9997: connection refused");
  EXPECT_EQ(result.srt.endpoint.state, EndpointState::Unknown);
}

TEST_F(MediaMtxClientTest, TheWholePollHasOneLimit) {
  FakeHttp http([this](const HttpRequest& request) -> Result<HttpAnswer> {
    clock_.advance(Milliseconds(4995));
    return normal(request);
  });
  const PollResult result = poll(http);
  EXPECT_EQ(http.requests.size(), 1U);
  EXPECT_EQ(http.requests[0].timeout, Milliseconds(5000));
  EXPECT_TRUE(result.paths.items.has_value());
  EXPECT_EQ(result.srt.endpoint.state, EndpointState::Failed);
  EXPECT_THAT(result.srt.endpoint.error, HasSubstr("used up"));
}

TEST_F(MediaMtxClientTest, A401SaysWhichKeyToSet) {
  FakeHttp http([](const HttpRequest&) -> Result<HttpAnswer> { return HttpAnswer{401, "", ""}; });
  EXPECT_THAT(poll(http).error, HasSubstr("mediamtx.username"));
  user_ = "monitor";
  EXPECT_THAT(poll(http).error, HasSubstr("refuses user \"monitor\""));
}

TEST_F(MediaMtxClientTest, AProxysPageIsNamedAsSuch) {
  FakeHttp http([](const HttpRequest&) -> Result<HttpAnswer> {
    return HttpAnswer{200, "text/html", "<html>502\x1b[31m"};
  });
  const std::string error = poll(http).error;
  EXPECT_THAT(error, HasSubstr("begins with: <html>502\\x1b[31m"));
}

TEST_F(MediaMtxClientTest, SomethingElsesNotFoundIsNoMediaMtx) {
  FakeHttp http([](const HttpRequest&) -> Result<HttpAnswer> {
    return HttpAnswer{404, "", "404 page not found"};
  });
  const PollResult result = poll(http);
  EXPECT_EQ(result.paths.endpoint.state, EndpointState::Failed);
  EXPECT_THAT(result.error, HasSubstr("not the API of a MediaMTX"));
}

TEST_F(MediaMtxClientTest, OldServersHaveNoInfo) {
  FakeHttp http([](const HttpRequest& request) -> Result<HttpAnswer> {
    return asks(request, "/v3/info") ? HttpAnswer{404, "", "404 page not found"} : *normal(request);
  });
  const PollResult result = poll(http);
  EXPECT_EQ(result.info_endpoint.state, EndpointState::Off);
  EXPECT_FALSE(result.info.version.has_value());
  EXPECT_TRUE(result.error.empty());
}

}  // namespace
}  // namespace mtxmon
