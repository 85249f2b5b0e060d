// Documents of a small world for the dashboard's tests, as the exporter and the agent write them;
// and a reader of what the dashboard makes of them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "core/model/encode.h"
#include "core/schema/schema.h"
#include "dashboard/parse_node.h"
#include "dashboard/state.h"

namespace mtxmon {

// What FakeClock says at first.
inline constexpr WallTime kNow{Milliseconds(1795348800000)};

inline constexpr std::string_view kHostileName = "<img src=x onerror=alert(1)>/\"quoted\"\\ü";

inline Stream live_stream(std::string name) {
  Stream stream;
  stream.name = std::move(name);
  stream.state = StreamState::Live;
  stream.since = kNow - std::chrono::minutes(5);
  stream.source = Source{{"srt", PeerKind::Session}, "pub-" + stream.name};
  stream.tracks = {{"H264", 1280, 720, {}, {}, "High", "4.1"}};
  stream.readers = 3;
  stream.readers_by_protocol = {{"srt", 2}, {"rtsp", 1}};
  stream.inbound_bytes_total = 1'000'000;
  stream.inbound_bits_per_second = 4e6;
  stream.rtt_seconds = 0.02;
  return stream;
}

inline Connection srt_connection(std::string id, std::string stream, Role role) {
  Connection connection;
  connection.id = std::move(id);
  connection.protocol = "srt";
  connection.role = role;
  connection.stream = std::move(stream);
  connection.resource = &kSrt;
  connection.values.resize(kSrt.fields.size());
  return connection;
}

inline Snapshot snapshot_of(std::string node, std::vector<Stream> streams) {
  Snapshot snapshot;
  snapshot.node = std::move(node);
  snapshot.seq = 123;
  snapshot.polled_at = kNow - std::chrono::seconds(1);
  snapshot.collected_at = snapshot.polled_at;
  snapshot.interval_seconds = 2;
  snapshot.up = true;
  snapshot.server_version = "v1.20.1";
  snapshot.streams = std::move(streams);
  return snapshot;
}

// Ends the test with an exception when the text is not a snapshot.
inline std::shared_ptr<const NodeDocument> node_document(const std::string& json) {
  auto node = parse_node(json);
  if (!node) throw std::invalid_argument(node.error().message);
  return std::make_shared<const NodeDocument>(std::move(*node));
}

inline std::shared_ptr<const HostDocument> host_document(const std::string& json) {
  auto host = parse_host(json);
  if (!host) throw std::invalid_argument(host.error().message);
  return std::make_shared<const HostDocument>(std::move(*host));
}

// A JSON text, read by JSON pointer: json.text("/nodes/0/error"). What is absent or of another type
// throws, which fails the test.
class Json {
 public:
  explicit Json(const std::string& text) : root_(parser_.parse(text)) {}

  [[nodiscard]] std::string text(std::string_view pointer) const {
    return std::string(std::string_view(root_.at_pointer(pointer)));
  }
  [[nodiscard]] double number(std::string_view pointer) const {
    return double(root_.at_pointer(pointer));
  }
  [[nodiscard]] bool flag(std::string_view pointer) const {
    return bool(root_.at_pointer(pointer));
  }
  [[nodiscard]] std::size_t size(std::string_view pointer) const {
    return simdjson::dom::array(root_.at_pointer(pointer)).size();
  }
  [[nodiscard]] bool has(std::string_view pointer) const {
    return root_.at_pointer(pointer).error() == simdjson::SUCCESS;
  }
  // As it stands in the text, without spaces: "[1,null]".
  [[nodiscard]] std::string raw(std::string_view pointer) const {
    return simdjson::minify(simdjson::dom::element(root_.at_pointer(pointer)));
  }

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
};

}  // namespace mtxmon
