// What the exporter understands of each recorded release: one line per stream and connection.
//
// v1.0.3 serves its lists below /v2/, which the exporter does not ask yet; the bodies decode.
#include <string>

#include <gtest/gtest.h>

#include "core/model/json_writer.h"
#include "exporter/node_tracker.h"
#include "tests/golden/golden_file.h"
#include "tests/support/recorded_scene.h"

namespace mtxmon {
namespace {

void write_stream(JsonWriter& json, const Stream& stream) {
  json.begin_object().member("name", stream.name).member("state", state_word(stream.state));
  if (stream.source) {
    json.member("source", stream.source->type.protocol);
    json.member("kind", peer_kind_word(stream.source->type.kind));
  }
  json.key("codecs").begin_array();
  for (const Track& track : stream.tracks) json.value(track.codec);
  json.end_array().member("readers", stream.readers).key("readers_by_protocol").begin_object();
  for (const auto& [protocol, count] : stream.readers_by_protocol) json.member(protocol, count);
  json.end_object();
  json.member("inbound_bytes", stream.inbound_bytes);
  json.member("outbound_bytes", stream.outbound_bytes);
  json.member("rtt_seconds", stream.rtt_seconds).end_object();
}

// `figures`: how many rows of the field table this release fills.
void write_connection(JsonWriter& json, const Connection& connection) {
  json.begin_object().member("stream", connection.stream);
  json.member("protocol", connection.protocol).member("role", role_word(connection.role));
  if (connection.resource != nullptr) {
    std::size_t figures = 0;
    for (const Number& number : connection.values) figures += number.present() ? 1 : 0;
    json.member("figures", figures);
  }
  json.end_object();
}

std::string understood(const Snapshot& snapshot) {
  std::string out;
  const auto line = [&](const auto& write, const auto& item) {
    JsonWriter json(out);
    write(json, item);
    out += "\n";
  };
  for (const Stream& stream : snapshot.streams) line(write_stream, stream);
  for (const Connection& connection : snapshot.connections) line(write_connection, connection);
  return out;
}

class StreamsGolden : public testing::TestWithParam<const char*> {};

TEST_P(StreamsGolden, SteadyOrigin) {
  const std::string version = GetParam();
  Decoder decoder;
  NodeTracker tracker("local", Milliseconds(2000), StreamRules{});
  std::shared_ptr<const Snapshot> snapshot;
  for (const RecordedPoll& poll : load_recording(version + "/steady-origin.jsonl")) {
    snapshot = tracker.update(to_poll_result(decoder, poll));
    ASSERT_TRUE(snapshot->up) << snapshot->error;
  }
  expect_file("tests/golden/streams_" + version + ".jsonl", understood(*snapshot));
}

INSTANTIATE_TEST_SUITE_P(Releases, StreamsGolden,
                         testing::Values("v1.0.3", "v1.2.1", "v1.9.3", "v1.12.3", "v1.17.1",
                                         "v1.19.3", "v1.20.1"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::erase(name, '.');
                           return name;
                         });

}  // namespace
}  // namespace mtxmon
