// RecordedServer: a recording of a real MediaMTX (tests/fixtures/mediamtx) behind the HttpClient
// seam, with the recording's own clock, so that MediaMtxClient polls it as it would poll the
// server. For one test on one thread; a file that is missing or broken ends the test program.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/http/http_client.h"

namespace mtxmon {

class RecordedServer final : public HttpClient {
 public:
  explicit RecordedServer(const std::string& file);  // "v1.20.1/event-origin.jsonl"

  [[nodiscard]] std::size_t polls() const { return polls_.size(); }
  // From now on: the answers of this poll, at its time. Answers take as long as they took.
  void go_to(std::size_t poll);

  [[nodiscard]] const Clock& clock() const { return clock_; }
  // The route is what follows "/v3/"; what was never recorded answers 404.
  Result<HttpAnswer> get(const HttpRequest& request, const std::stop_token& stop) override;

 private:
  struct Answer {
    long status = 0;  // 0: nobody listened
    SteadyTime::duration took{};
    std::string body;
  };
  struct Poll {
    SteadyTime at;
    WallTime wall;
    std::map<std::string, Answer, std::less<>> answers;
  };
  struct SceneClock final : Clock {
    SteadyTime steady;
    WallTime wall;
    [[nodiscard]] SteadyTime steady_now() const override { return steady; }
    [[nodiscard]] WallTime wall_now() const override { return wall; }
  };

  std::vector<Poll> polls_;
  std::size_t current_ = 0;
  SceneClock clock_;
};

}  // namespace mtxmon
