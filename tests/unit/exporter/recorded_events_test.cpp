// What the whole exporter says of recorded scenes, against what was done to them:
// tests/fixtures/expected-events.json, written from the recordings' "truth". An event that is not
// expected fails as one that is missing or late does.
#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "exporter/node_tracker.h"
#include "tests/support/recorded_scene.h"

namespace mtxmon {
namespace {

struct Said {
  double seconds;
  std::string type, stream, code, text;
  [[nodiscard]] std::string line() const {
    return fmt::format("{:6.2f} {} {} {} {}", seconds, type, stream, code, text);
  }
};

struct Expected {
  std::string type, stream, code;
  double earliest = 0;
  double latest = 0;
};

std::vector<Said> replay(const std::string& scene) {
  Decoder decoder;
  NodeTracker tracker("origin", Milliseconds(2000), StreamRules{});
  std::vector<Said> said;
  for (const RecordedPoll& poll : load_recording("v1.20.1/" + scene + ".jsonl")) {
    const auto snapshot = tracker.update(to_poll_result(decoder, poll));
    for (const Event& event : snapshot->events)
      said.push_back({poll.seconds, event.type, event.stream, event.code, event.text});
  }
  return said;
}

std::vector<Expected> expected_of(const std::string& scene) {
  simdjson::dom::parser parser;
  const auto document = parser.load(std::string(MTXMON_FIXTURES) + "/expected-events.json");
  std::vector<Expected> expected;
  for (const simdjson::dom::element line : document[scene].get_array()) {
    Expected& one = expected.emplace_back();
    const auto text = [&](std::string_view key) {
      std::string_view value;
      return line[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
    };
    one.type = text("type");
    one.stream = text("stream");
    one.code = text("code");
    one.earliest = line["earliest"].get_double();
    one.latest = line["latest"].get_double();
  }
  return expected;
}

class RecordedEvents : public testing::TestWithParam<const char*> {};

TEST_P(RecordedEvents, AreWhatWasDoneToTheScene) {
  std::vector<Said> said = replay(GetParam());
  for (const Expected& expected : expected_of(GetParam())) {
    const auto found = std::ranges::find_if(said, [&](const Said& one) {
      return one.type == expected.type && one.stream == expected.stream &&
             one.code == expected.code && one.seconds >= expected.earliest &&
             one.seconds <= expected.latest;
    });
    if (found == said.end()) {
      ADD_FAILURE() << "not said: " << expected.type << " " << expected.stream << " "
                    << expected.code << " from " << expected.earliest << " to " << expected.latest;
    } else {
      said.erase(found);
    }
  }
  for (const Said& one : said) ADD_FAILURE() << "said, but not expected: " << one.line();
}

INSTANTIATE_TEST_SUITE_P(Scenes, RecordedEvents,
                         testing::Values("event-origin", "frozen-readers-origin",
                                         "frozen-publishers-origin", "browser-origin"));

}  // namespace
}  // namespace mtxmon
