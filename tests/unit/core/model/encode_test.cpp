#include "core/model/encode.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "core/base/version.h"
#include "core/schema/schema.h"

namespace mtxmon {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

// A document and the parser that owns it.
class Document {
 public:
  explicit Document(const std::string& json) : json_(json) {
    EXPECT_EQ(parser_.parse(json_).get(root_), simdjson::SUCCESS) << json;
  }
  // Absent: an element that is not there is an error the test shows.
  [[nodiscard]] element at(std::string_view pointer) const {
    element found;
    EXPECT_EQ(root_.at_pointer(pointer).get(found), simdjson::SUCCESS) << pointer;
    return found;
  }
  [[nodiscard]] bool has(std::string_view pointer) const {
    return root_.at_pointer(pointer).error() == simdjson::SUCCESS;
  }
  [[nodiscard]] std::string text(std::string_view pointer) const {
    std::string_view text;
    EXPECT_EQ(at(pointer).get_string().get(text), simdjson::SUCCESS) << pointer;
    return std::string(text);
  }
  [[nodiscard]] double number(std::string_view pointer) const {
    double number = 0;
    EXPECT_EQ(at(pointer).get_double().get(number), simdjson::SUCCESS) << pointer;
    return number;
  }
  [[nodiscard]] std::uint64_t integer(std::string_view pointer) const {
    std::uint64_t integer = 0;
    EXPECT_EQ(at(pointer).get_uint64().get(integer), simdjson::SUCCESS) << pointer;
    return integer;
  }
  [[nodiscard]] std::vector<std::string> keys(std::string_view pointer) const {
    std::vector<std::string> keys;
    object members;
    EXPECT_EQ((pointer.empty() ? root_ : at(pointer)).get_object().get(members), simdjson::SUCCESS);
    for (const auto member : members) keys.emplace_back(member.key);
    return keys;
  }

 private:
  simdjson::padded_string json_;
  simdjson::dom::parser parser_;
  element root_;
};

constexpr std::uint64_t kLarge = std::numeric_limits<std::uint64_t>::max();

WallTime time_at(long long seconds) { return WallTime(std::chrono::seconds(seconds)); }

Stream full_stream() {
  Stream stream;
  stream.name = "cam/front";
  stream.title = "Front <door>";
  stream.contact = "desk, 4711";
  stream.player_url = "https://play.example/cam/front";
  stream.state = StreamState::Stalled;
  stream.since = time_at(1);
  stream.reasons = {{.code = ReasonCode::NoInboundBytes,
                     .severity = Severity::Warning,
                     .text = "nothing arrives",
                     .remedy = "look",
                     .numbers = {{"seconds", 7.5}},
                     .since = time_at(7)}};
  stream.source = Source{{"srt", PeerKind::Session}, "id-1"};
  stream.conf_name = "all_others";
  stream.available_since = time_at(2);
  stream.last_inbound_at = time_at(3);
  stream.stalled_remaining_seconds = 4.5;
  stream.tracks = {{"H264", 1280, 720, {}, {}, "High", "4.1"},
                   {"MPEG-4 Audio", {}, {}, 48000, 2, "", ""}};
  stream.readers = 3;
  stream.readers_by_protocol = {{"rtsp", 1}, {"srt", 2}};
  stream.inbound_bytes = kLarge;
  stream.outbound_bytes = 11;
  stream.inbound_bytes_total = kLarge - 1;
  stream.outbound_bytes_total = 13;
  stream.inbound_frames_in_error_total = 14;
  stream.inbound_bits_per_second = 15.5;
  stream.outbound_bits_per_second = 16.5;
  stream.rtt_seconds = 0.025;
  stream.link_loss_ratio = 0.125;
  stream.receive_bits_per_second = 17.5;
  stream.link_capacity_bits_per_second = 18.5;
  stream.inbound_rates = {31.4, 32.4, 33.4};
  stream.outbound_rates = {34.4, {}, {}};
  stream.rtp_loss_ratio = 0.5;
  stream.hls_muxer =
      HlsMuxer{time_at(8), time_at(9), {&kHlsMuxer, {Number(std::uint64_t{7}), {}}, {}}};
  stream.forwards = {
      {"f1", "rtmp", "error", "rtmp://live.example:1935", "refused", time_at(4), 41, 42.5}};
  stream.recorded_at = time_at(10);
  return stream;
}

Connection full_connection() {
  Connection connection;
  connection.id = "id-1";
  connection.protocol = "srt";
  connection.role = Role::Publisher;
  connection.stream = "cam/front";
  connection.state = "publish";
  connection.remote_addr = "192.0.2.1:5000";
  connection.created = time_at(4);
  connection.inbound_bytes = kLarge;
  connection.outbound_bytes = 21;
  connection.inbound_bits_per_second = 22.5;
  connection.outbound_bits_per_second = 23.5;
  connection.user_agent = "Larix/1.3";
  connection.media_rates = {24.4, 25.4, {}};
  connection.resource = &kSrt;
  connection.values.resize(kSrtFields.size());
  for (std::size_t row = 0; row < kSrtFields.size(); ++row) {
    connection.values[row] = kSrtFields[row].kind == Kind::Counter
                                 ? Number(std::uint64_t{row + 1})
                                 : Number(static_cast<double>(row) + 0.5);
  }
  return connection;
}

Snapshot full_snapshot() {
  Snapshot snapshot;
  snapshot.node = "venue-a";
  snapshot.seq = 123;
  snapshot.collected_at = time_at(5);
  snapshot.polled_at = WallTime(Milliseconds(6007));
  snapshot.interval_seconds = 2;
  snapshot.poll_duration_seconds = 0.012;
  snapshot.up = true;
  snapshot.server_version = "v1.20.1";
  snapshot.server_started = time_at(7);
  snapshot.read_timeout_seconds = 10;
  snapshot.host = "venue-a";
  snapshot.endpoints = {{"paths", {EndpointState::Ok, 200, 0.001, ""}},
                        {"srtconns", {EndpointState::Failed, 0, {}, "refused"}}};
  snapshot.streams = {full_stream()};
  snapshot.connections = {full_connection()};
  return snapshot;
}

TEST(EncodeSnapshot, WritesTheNode) {
  const Document document(encode_snapshot(full_snapshot()));
  EXPECT_EQ(document.keys(""),
            (std::vector<std::string>{"schema", "node", "seq", "collected_at", "polled_at",
                                      "interval_seconds", "poll_duration_seconds", "up", "error",
                                      "host", "server", "endpoints", "totals", "streams",
                                      "connections", "problems"}));
  EXPECT_EQ(document.integer("/schema"), 1U);
  EXPECT_EQ(document.text("/node"), "venue-a");
  EXPECT_EQ(document.integer("/seq"), 123U);
  EXPECT_EQ(document.text("/collected_at"), "1970-01-01T00:00:05.000Z");
  EXPECT_EQ(document.text("/polled_at"), "1970-01-01T00:00:06.007Z");
  EXPECT_EQ(document.number("/interval_seconds"), 2);
  EXPECT_EQ(document.number("/poll_duration_seconds"), 0.012);
  EXPECT_TRUE(bool(document.at("/up")));
  EXPECT_TRUE(document.at("/error").is_null());
  EXPECT_EQ(document.text("/server/version"), "v1.20.1");
  EXPECT_EQ(document.text("/server/started"), "1970-01-01T00:00:07.000Z");
  EXPECT_EQ(document.number("/server/read_timeout_seconds"), 10);
  EXPECT_EQ(document.text("/host"), "venue-a");
  EXPECT_EQ(document.keys("/endpoints/paths"),
            (std::vector<std::string>{"state", "status", "duration_seconds"}));
  EXPECT_EQ(document.keys("/endpoints/srtconns"), (std::vector<std::string>{"state", "error"}));
  EXPECT_EQ(document.text("/endpoints/srtconns/error"), "refused");
  EXPECT_EQ(document.integer("/totals/streams"), 1U);
  EXPECT_EQ(document.integer("/totals/streams_by_state/stalled"), 1U);
  EXPECT_EQ(document.integer("/totals/readers"), 3U);
  EXPECT_EQ(document.number("/totals/inbound_bits_per_second"), 16) << "whole bits";
}

TEST(EncodeSnapshot, WritesEveryMemberOfAStream) {
  const Document document(encode_snapshot(full_snapshot()));
  const std::string at = "/streams/0";
  EXPECT_EQ(document.keys(at), (std::vector<std::string>{"node",
                                                         "name",
                                                         "title",
                                                         "contact",
                                                         "player_url",
                                                         "state",
                                                         "since",
                                                         "reasons",
                                                         "source",
                                                         "conf_name",
                                                         "available_since",
                                                         "last_inbound_at",
                                                         "stalled_remaining_seconds",
                                                         "tracks",
                                                         "readers",
                                                         "readers_by_protocol",
                                                         "inbound_bytes",
                                                         "outbound_bytes",
                                                         "inbound_bytes_total",
                                                         "outbound_bytes_total",
                                                         "inbound_frames_in_error_total",
                                                         "inbound_bits_per_second",
                                                         "outbound_bits_per_second",
                                                         "inbound_10s_bits_per_second",
                                                         "inbound_60s_bits_per_second",
                                                         "inbound_smoothed_bits_per_second",
                                                         "outbound_10s_bits_per_second",
                                                         "hls_muxer",
                                                         "forwards",
                                                         "recorded_at",
                                                         "rtt_seconds",
                                                         "link_loss_ratio",
                                                         "rtp_loss_ratio",
                                                         "receive_bits_per_second",
                                                         "link_capacity_bits_per_second"}));
  EXPECT_EQ(document.text(at + "/title"), "Front <door>");
  EXPECT_EQ(document.text(at + "/contact"), "desk, 4711");
  EXPECT_EQ(document.text(at + "/player_url"), "https://play.example/cam/front");
  EXPECT_EQ(document.text(at + "/state"), "stalled");
  EXPECT_EQ(document.text(at + "/reasons/0/code"), "no_inbound_bytes");
  EXPECT_EQ(document.text(at + "/reasons/0/severity"), "warning");
  EXPECT_EQ(document.number(at + "/reasons/0/seconds"), 7.5);
  EXPECT_EQ(document.text(at + "/source/protocol"), "srt");
  EXPECT_EQ(document.text(at + "/source/kind"), "session");
  EXPECT_EQ(document.text(at + "/source/id"), "id-1");
  EXPECT_EQ(document.keys(at + "/tracks/0"),
            (std::vector<std::string>{"codec", "width", "height", "profile", "level"}));
  EXPECT_EQ(document.keys(at + "/tracks/1"),
            (std::vector<std::string>{"codec", "sample_rate_hertz", "channels"}));
  EXPECT_EQ(document.integer(at + "/readers_by_protocol/srt"), 2U);
  EXPECT_EQ(document.integer(at + "/inbound_bytes"), kLarge);
  EXPECT_EQ(document.integer(at + "/inbound_bytes_total"), kLarge - 1);
  EXPECT_EQ(document.number(at + "/link_loss_ratio"), 0.125);
  EXPECT_EQ(document.text(at + "/last_inbound_at"), "1970-01-01T00:00:03.000Z");
  EXPECT_EQ(document.number(at + "/stalled_remaining_seconds"), 4.5);
  EXPECT_EQ(document.number(at + "/inbound_60s_bits_per_second"), 32) << "means need no fractions";
  EXPECT_EQ(document.keys(at + "/hls_muxer"),
            (std::vector<std::string>{"created", "last_request", "bytes_sent_total"}));
  EXPECT_EQ(document.keys(at + "/forwards/0"),
            (std::vector<std::string>{"id", "protocol", "state", "target", "error", "created",
                                      "outbound_bytes", "outbound_bits_per_second"}));
}

TEST(EncodeSnapshot, AConnectionShowsTheHalfOfTheTableThatConcernsIt) {
  for (const Role role : {Role::Publisher, Role::Reader}) {
    Snapshot snapshot = full_snapshot();
    snapshot.connections[0].role = role;
    const Document document(encode_snapshot(snapshot));
    EXPECT_EQ(document.text("/connections/0/role"), role_word(role));
    EXPECT_EQ(document.integer("/connections/0/inbound_bytes"), kLarge);
    std::vector<std::string> expected;
    for (std::size_t row = 0; row < kSrtFields.size(); ++row) {
      const Field& field = kSrtFields[row];
      const Side other = role == Role::Publisher ? Side::Reader : Side::Publisher;
      if (field.side == other) continue;
      expected.emplace_back(field.key);
      const double scale = field.kind == Kind::Counter ? field.scale : 1;
      const double exact = *snapshot.connections[0].values[row].real() * scale;
      EXPECT_EQ(document.number("/connections/0/srt/" + std::string(field.key)),
                field.unit == Unit::BitsPerSecond ? std::round(exact) : exact)
          << field.key;
    }
    EXPECT_EQ(document.keys("/connections/0/srt"), expected);
  }
}

TEST(EncodeSnapshot, WhatIsNotKnownIsAbsent) {
  Snapshot snapshot;
  snapshot.node = "local";
  snapshot.error = "connection refused";
  snapshot.down_since = time_at(9);
  snapshot.streams.emplace_back().name = "a";
  Connection& connection = snapshot.connections.emplace_back();
  connection.id = "x";
  connection.protocol = "rtsp";
  connection.stream = "a";
  const Document document(encode_snapshot(snapshot));
  EXPECT_FALSE(document.has("/collected_at"));
  EXPECT_FALSE(document.has("/host"));
  EXPECT_FALSE(bool(document.at("/up")));
  EXPECT_EQ(document.text("/error"), "connection refused");
  EXPECT_EQ(document.text("/down_since"), "1970-01-01T00:00:09.000Z");
  EXPECT_EQ(document.keys("/server"), std::vector<std::string>{});
  EXPECT_EQ(document.keys("/endpoints"), std::vector<std::string>{});
  EXPECT_EQ(document.keys("/totals"),
            (std::vector<std::string>{"streams", "streams_by_state", "readers"}));
  EXPECT_EQ(document.keys("/streams/0"),
            (std::vector<std::string>{"node", "name", "state", "since", "reasons", "source",
                                      "tracks", "readers_by_protocol"}));
  EXPECT_TRUE(document.at("/streams/0/source").is_null());
  EXPECT_EQ(
      document.keys("/connections/0"),
      (std::vector<std::string>{"node", "id", "protocol", "role", "stream", "silent", "reasons"}));
}

TEST(EncodeSnapshot, AnRtspSessionShowsItsWordsAndItsControlConnection) {
  Snapshot snapshot;
  Connection& connection = snapshot.connections.emplace_back();
  connection.protocol = "rtsps";
  connection.user = "camera7";
  connection.established = true;
  connection.media_rates.ten_seconds = 5;
  connection.resource = &kRtsp;
  connection.values.resize(kRtspFields.size());
  connection.values[kRtsp.row("outboundRTPPackets")] = std::uint64_t{9};
  connection.texts = {"UDP", ""};
  connection.control = {&kRtspControl, {Number(std::uint64_t{5}), Number()}, {"http"}};
  const Document document(encode_snapshot(snapshot));
  EXPECT_EQ(document.keys("/connections/0"),
            (std::vector<std::string>{"node", "id", "protocol", "role", "stream", "user",
                                      "established", "outbound_10s_bits_per_second", "silent",
                                      "reasons", "rtsp", "rtsp_control"}));
  EXPECT_EQ(document.keys("/connections/0/rtsp"),
            (std::vector<std::string>{"transport", "rtp_packets_sent_total"}));
  EXPECT_EQ(document.keys("/connections/0/rtsp_control"),
            (std::vector<std::string>{"tunnel", "bytes_received_total"}));
}

TEST(EncodeSnapshot, SaysWhereTheServerRunsAndWhoAsksIt) {
  Snapshot snapshot = full_snapshot();
  snapshot.host = "venue-<a>";
  snapshot.exporter = this_program("127.0.0.1:9972");
  const Document document(encode_snapshot(snapshot));
  EXPECT_EQ(document.text("/host"), "venue-<a>");
  EXPECT_EQ(document.text("/exporter/version"), kVersion);
  EXPECT_EQ(document.text("/exporter/listen_address"), "127.0.0.1:9972");
  snapshot.exporter = this_program("127.0.0.1:0");
  EXPECT_FALSE(Document(encode_snapshot(snapshot)).has("/exporter/listen_address"))
      << "nobody finds it there";
}

TEST(EncodeSnapshot, AnAbsentFigureOfTheTableIsAbsent) {
  Snapshot snapshot = full_snapshot();
  snapshot.connections[0].values[srt_field("msRTT")] = Number();
  const Document document(encode_snapshot(snapshot));
  EXPECT_FALSE(document.has("/connections/0/srt/rtt_seconds"));
  EXPECT_TRUE(document.has("/connections/0/srt/latency_seconds"));
}

TEST(EncodeSnapshot, HostileNamesStayText) {
  for (const std::string name : {"\",\"up\":true,\"x\":\"", "</script><script>alert(1)</script>",
                                 "a\nb\x1b[2J", "\xFF\xC3", "", "k\xC3\xBC"}) {
    Snapshot snapshot = full_snapshot();
    snapshot.node = name;
    snapshot.host = name + "x";
    snapshot.streams[0].name = name;
    snapshot.streams[0].conf_name = name + "x";
    snapshot.streams[0].source->type.protocol = name;
    snapshot.streams[0].readers_by_protocol = {{name, 1}};
    snapshot.streams[0].tracks[0].codec = name;
    snapshot.streams[0].reasons[0].text = name;
    snapshot.connections[0].stream = name;
    snapshot.connections[0].remote_addr = name + "x";
    snapshot.endpoints["paths"].error = name;
    const std::string json = encode_snapshot(snapshot);
    const Document document(json);
    EXPECT_EQ(json.find('<'), std::string::npos);
    EXPECT_TRUE(std::ranges::none_of(json, [](char c) { return c >= 0 && c < 0x20; }));
    const std::string shown = name == "\xFF\xC3" ? "\xEF\xBF\xBD\xEF\xBF\xBD" : name;
    EXPECT_EQ(document.text("/streams/0/name"), shown);
    EXPECT_EQ(document.text("/connections/0/stream"), shown);
    EXPECT_EQ(document.keys("/streams/0/readers_by_protocol"), std::vector<std::string>{shown});
    EXPECT_EQ(document.keys("").size(), 16U);
  }
}

}  // namespace
}  // namespace mtxmon
