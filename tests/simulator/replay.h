// Replay: recorded answers of a real server (tests/fixtures/mediamtx/README.md says how they are
// stored), served again at their time. Immutable after load(), so any thread may ask.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "tests/simulator/http_message.h"

namespace mtxmon::sim {

class Replay {
 public:
  // Reads a .jsonl file: one poll per line. The error names the line.
  static Result<Replay> load(const std::string& file);

  // The line that was current `seconds` of recorded time after the first one. At the end the last
  // line stays, or with `loop` everything starts over.
  [[nodiscard]] std::size_t line_at(double seconds, bool loop) const;

  // The line of a poll, by the number it was recorded under.
  [[nodiscard]] Result<std::size_t> line_of_poll(std::uint64_t poll) const;
  [[nodiscard]] std::uint64_t poll_of_line(std::size_t line) const { return lines_.at(line).poll; }

  // The recorded answer. Of the query only page, itemsPerPage and (forward lists) path count.
  // Routes that were asked only now and then (config/…) answer as last recorded; never recorded
  // ones 404; a poll at which the server was away resets the connection.
  [[nodiscard]] HttpResponse answer(const HttpRequest& request, std::size_t line) const;

 private:
  struct Answer {
    int status = 0;
    std::string content_type;
    std::shared_ptr<const std::string> body;
  };
  struct Line {
    std::uint64_t poll = 0;
    double t = 0.0;
    std::map<std::string, Answer, std::less<>> answers;
  };

  [[nodiscard]] const Answer* find(std::string_view route, std::size_t line) const;

  std::vector<Line> lines_;
  std::string_view prefix_ = "/v3/";  // or "/v2/": what the recorded server had
};

}  // namespace mtxmon::sim
