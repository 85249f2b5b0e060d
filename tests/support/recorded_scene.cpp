#include "tests/support/recorded_scene.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <simdjson.h>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "recording: %s\n", what.c_str());
  std::abort();
}

Endpoint endpoint_of(const RecordedAnswer& answer) {
  Endpoint endpoint;
  endpoint.status = answer.status;
  endpoint.duration_seconds = 0.001;
  endpoint.state = answer.status == 200   ? EndpointState::Ok
                   : answer.status == 404 ? EndpointState::Off
                                          : EndpointState::Failed;
  if (endpoint.state == EndpointState::Failed)
    endpoint.error = "recorded status " + std::to_string(answer.status);
  return endpoint;
}

RecordedAnswer find(const RecordedPoll& poll, const std::string& route) {
  const auto found = poll.answers.find(route);
  return found == poll.answers.end() ? RecordedAnswer{404, ""} : found->second;
}

template <typename Item, typename Decode>
ListResult<Item> list_of(const RecordedPoll& poll, const std::string& route, SteadyTime at,
                         Decode decode) {
  ListResult<Item> result;
  RecordedAnswer answer = find(poll, route);
  result.endpoint = endpoint_of(answer);
  result.answered_at = at;
  if (answer.status != 200) return result;
  auto page = decode(answer.body);
  if (!page) fail(route + ": " + page.error().message);
  result.items = std::move(page->items);
  return result;
}

}  // namespace

std::vector<RecordedPoll> load_recording(const std::string& file) {
  std::ifstream lines(std::string(MTXMON_FIXTURES) + "/mediamtx/" + file);
  if (!lines) fail("cannot read " + file);
  std::vector<RecordedPoll> polls;
  simdjson::dom::parser parser;
  for (std::string line; std::getline(lines, line);) {
    const simdjson::dom::element document = parser.parse(line);
    RecordedPoll& poll = polls.emplace_back();
    poll.seconds = document["t"].get_double();
    for (const auto [route, answer] : document["answers"].get_object()) {
      std::int64_t status = answer["status"].get_int64();
      std::string_view body = answer["body"].get_string();
      poll.answers[std::string(route)] = {static_cast<long>(status), std::string(body)};
    }
  }
  if (polls.empty()) fail(file + " holds no poll");
  return polls;
}

PollResult to_poll_result(Decoder& decoder, const RecordedPoll& poll) {
  const Milliseconds offset(std::llround(poll.seconds * 1000));
  PollResult result;
  result.polled_at = kRecordingStart + offset;
  result.finished_at = SteadyTime(kRecordingStart.time_since_epoch()) + offset;
  result.duration_seconds = 0.003;
  result.paths = list_of<PathItem>(poll, "paths/list", result.finished_at,
                                   [&](std::string& body) { return decoder.paths(body); });
  if (!result.paths.items) {
    result.error = "recorded: no paths list";
    return result;
  }
  for (std::size_t list = 0; list < kLists.size(); ++list) {
    const Resource& resource = *kLists[list].resource;
    result.lists[list] = list_of<ConnectionItem>(
        poll, std::string(kLists[list].route), result.finished_at,
        [&](std::string& body) { return decoder.connections(resource, body); });
  }
  RecordedAnswer info = find(poll, "info");
  result.info_endpoint = endpoint_of(info);
  if (info.status == 200) {
    auto decoded = decoder.info(info.body);
    if (!decoded) fail("info: " + decoded.error().message);
    result.info = *decoded;
  }
  return result;
}

}  // namespace mtxmon
