// MediaMtxClient against answers that a test gives, in a time that it moves.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "exporter/mediamtx_client.h"
#include "tests/support/fake_clock.h"

namespace mtxmon {

class FakeHttp final : public HttpClient {
 public:
  using Answer = std::function<Result<HttpAnswer>(const HttpRequest&)>;
  explicit FakeHttp(Answer answer) : answer_(std::move(answer)) {}
  void get(std::span<const HttpRequest> batch, unsigned parallel, const std::stop_token&,
           const HttpDone& done) override {
    EXPECT_EQ(parallel, 4U);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      requests.push_back(batch[i]);
      auto answer = answer_(batch[i]);
      const bool timed_out = !answer && answer.error().message == kTimeOut;
      if (!done(i, {std::move(answer), timed_out, std::chrono::milliseconds(1)})) return;
    }
  }
  [[nodiscard]] std::size_t asked(std::string_view route) const {
    return static_cast<std::size_t>(std::ranges::count_if(requests, [&](const HttpRequest& one) {
      return one.target.find(route) != std::string::npos;
    }));
  }
  void answer_with(Answer answer) { answer_ = std::move(answer); }
  [[nodiscard]] const Answer& answer() const { return answer_; }
  std::vector<HttpRequest> requests;
  static constexpr const char* kTimeOut = "no complete answer within 5000 ms";

 private:
  Answer answer_;
};

inline constexpr const char* kEmptyList = R"({"itemCount":0,"pageCount":0,"items":[]})";
inline constexpr const char* kOnePath =
    R"({"itemCount":1,"pageCount":1,"items":[{"name":"cam","ready":true,"bytesReceived":5}]})";

inline bool asks(const HttpRequest& request, std::string_view route) {
  return request.target.find(route) != std::string::npos;
}

inline Result<HttpAnswer> normal(const HttpRequest& request) {
  if (asks(request, "/v3/info"))
    return HttpAnswer{200, "", R"({"version":"v1.20.1","started":"2026-11-22T12:00:00Z"})", ""};
  return HttpAnswer{200, "", asks(request, "v3/paths/list") ? kOnePath : kEmptyList, ""};
}

constexpr HttpAnswer not_found() { return HttpAnswer{404, "text/plain", "404 page not found", ""}; }

class MediaMtxClientTest : public testing::Test {
 protected:
  PollResult poll() {
    if (!client_) {
      node_.node = "local";
      node_.url = "http://mtx:9997";
      client_.emplace(http_, clock_, node_, Milliseconds(5000));
    }
    http_.requests.clear();
    return client_->poll(std::stop_token());
  }
  PollResult poll_after(std::chrono::milliseconds pause) {
    clock_.advance(pause);
    return poll();
  }
  static const ListResult<ConnectionItem>& srt(const PollResult& result) {
    return result.lists[list_index("srtconns")];
  }

  FakeClock clock_;
  FakeHttp http_{normal};
  NodeSettings node_;
  std::optional<MediaMtxClient> client_;
};

}  // namespace mtxmon
