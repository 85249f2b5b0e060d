#include "exporter/remembered.h"

#include <map>

#include <fmt/format.h>
#include <simdjson.h>

#include "core/base/time_text.h"

namespace mtxmon {
namespace {

using Element = simdjson::dom::element;

std::string text_at(const Element& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

std::optional<WallTime> time_at(const Element& object, std::string_view key) {
  return parse_rfc3339(text_at(object, key));
}

template <typename T, typename Native>
std::optional<T> number_at(const Element& object, std::string_view key) {
  Native number{};
  return object[key].get(number) == simdjson::SUCCESS ? std::optional(static_cast<T>(number))
                                                      : std::nullopt;
}

std::vector<Track> tracks_of(const Element& object) {
  std::vector<Track> tracks;
  simdjson::dom::array array;
  if (object["tracks"].get(array) != simdjson::SUCCESS) return tracks;
  for (const Element item : array) {
    Track track;
    track.codec = text_at(item, "codec");
    track.profile = text_at(item, "profile");
    track.level = text_at(item, "level");
    track.width = number_at<std::uint32_t, std::uint64_t>(item, "width");
    track.height = number_at<std::uint32_t, std::uint64_t>(item, "height");
    track.sample_rate_hertz = number_at<std::uint32_t, std::uint64_t>(item, "sample_rate_hertz");
    track.channels = number_at<std::uint32_t, std::uint64_t>(item, "channels");
    tracks.push_back(std::move(track));
  }
  return tracks;
}

std::optional<Source> source_of(const Element& object) {
  Element element;
  if (object["source"].get(element) != simdjson::SUCCESS || !element.is_object())
    return std::nullopt;
  Source source;
  source.type.protocol = text_at(element, "protocol");
  source.id = text_at(element, "id");
  const std::string kind = text_at(element, "kind");
  for (const PeerKind known : {PeerKind::Session, PeerKind::Static, PeerKind::Redirect}) {
    if (kind == peer_kind_word(known)) source.type.kind = known;
  }
  return source;
}

Severity severity_of(const Element& object) {
  const auto word = text_at(object, "severity");
  for (const Severity severity : {Severity::Info, Severity::Critical}) {
    if (word == severity_word(severity)) return severity;
  }
  return Severity::Warning;
}

void append_problems(const Element& object, std::vector<Problem>& problems) {
  simdjson::dom::array array;
  if (object["problems"].get(array) != simdjson::SUCCESS) return;
  for (const Element item : array) {
    const auto code = parse_reason(text_at(item, "code"));
    const auto since = time_at(item, "since");
    Problem problem;
    problem.key = text_at(item, "key");
    if (!code || !since || problem.key.empty()) continue;
    problem.code = *code;
    problem.since = *since;
    problem.severity = severity_of(item);
    problem.detail = text_at(item, "detail");
    problem.text = text_at(item, "text");
    problem.remedy = text_at(item, "remedy");
    problem.stream_count = number_at<std::size_t, std::uint64_t>(item, "stream_count").value_or(0);
    simdjson::dom::array names;
    if (item["streams"].get(names) != simdjson::SUCCESS) continue;
    for (const Element name : names) {
      std::string_view text;
      if (name.get(text) == simdjson::SUCCESS) problem.streams.emplace_back(text);
    }
    problems.push_back(std::move(problem));
  }
}

std::vector<Reason> reasons_of(const Element& object) {
  std::vector<Reason> reasons;
  simdjson::dom::array array;
  if (object["reasons"].get(array) != simdjson::SUCCESS) return reasons;
  for (const Element item : array) {
    const auto code = parse_reason(text_at(item, "code"));
    const auto since = time_at(item, "since");
    if (!code || !since) continue;
    Reason reason;
    reason.code = *code;
    reason.severity = severity_of(item);
    reason.text = text_at(item, "text");
    reason.remedy = text_at(item, "remedy");
    reason.detail = text_at(item, "detail");
    // Who read a stream that is gone, nothing else knows any more.
    if (const auto readers = number_at<double, double>(item, "readers"))
      reason.numbers.emplace_back("readers", *readers);
    reason.since = *since;
    reason.ended = time_at(item, "ended");
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

ConnectionList connections_of(const Element& document) {
  ConnectionList connections;
  simdjson::dom::array array;
  if (document["connections"].get(array) != simdjson::SUCCESS) return connections;
  for (const Element item : array) {
    Connection connection;
    connection.id = text_at(item, "id");
    connection.protocol = text_at(item, "protocol");
    connection.stream = text_at(item, "stream");
    connection.role =
        text_at(item, "role") == role_word(Role::Publisher) ? Role::Publisher : Role::Reader;
    bool established = false;
    if (item["established"].get(established) == simdjson::SUCCESS)
      connection.established = established;
    if (!connection.id.empty()) connections.emplace_back() = std::move(connection);
  }
  return connections;
}

// What was known of the streams that are shown as unknown.
std::map<std::string, Element, std::less<>> held_streams(const Element& document) {
  std::map<std::string, Element, std::less<>> held;
  simdjson::dom::array array;
  if (document["held"]["streams"].get(array) != simdjson::SUCCESS) return held;
  for (const Element item : array) held.emplace(text_at(item, "name"), item);
  return held;
}

}  // namespace

Result<RememberedNode> decode_remembered(const std::string& json) {
  simdjson::dom::parser parser;
  Element document;
  simdjson::dom::array streams;
  RememberedNode node;
  if (const auto code = parser.parse(json).get(document)) {
    return Error{
        fmt::format("the snapshot in Redis cannot be read: {}", simdjson::error_message(code))};
  }
  if (document["seq"].get(node.seq) != simdjson::SUCCESS ||
      document["streams"].get(streams) != simdjson::SUCCESS) {
    return Error{"the snapshot in Redis has no \"seq\" or no \"streams\""};
  }
  node.collected_at = time_at(document, "collected_at");
  if (document["up"].get(node.up) != simdjson::SUCCESS) node.up = true;
  node.connections = connections_of(document);
  append_problems(document, node.problems);
  if (Element held; document["held"].get(held) == simdjson::SUCCESS)
    append_problems(held, node.problems);
  if (Element server; document["server"].get(server) == simdjson::SUCCESS) {
    if (auto version = text_at(server, "version"); !version.empty())
      node.server_version = std::move(version);
    node.server_started = time_at(server, "started");
  }
  const auto held = held_streams(document);
  for (const Element item : streams) {
    Stream stream;
    stream.name = text_at(item, "name");
    const auto before = held.find(stream.name);
    const Element known = before == held.end() ? item : before->second;
    const auto state = parse_state(text_at(known, "state"));
    const auto since = time_at(known, "since");
    if (stream.name.empty() || !state || !since) continue;
    stream.state = *state;
    stream.since = *since;
    stream.reasons = reasons_of(known);
    if (*state == StreamState::Unknown) {
      // Says nothing about the stream, only about the server at that time. A document without
      // "held" shows what it was before in its figures.
      const auto available_since = time_at(item, "available_since");
      stream.state = available_since ? StreamState::Live : StreamState::Offline;
      stream.since = available_since.value_or(*since);
    }
    stream.source = source_of(item);
    stream.conf_name = text_at(item, "conf_name");
    stream.available_since = time_at(item, "available_since");
    stream.last_inbound_at = time_at(item, "last_inbound_at");
    stream.tracks = tracks_of(item);
    stream.inbound_bytes = number_at<std::uint64_t, std::uint64_t>(item, "inbound_bytes");
    stream.outbound_bytes = number_at<std::uint64_t, std::uint64_t>(item, "outbound_bytes");
    stream.inbound_bits_per_second = number_at<double, double>(item, "inbound_bits_per_second");
    stream.outbound_bits_per_second = number_at<double, double>(item, "outbound_bits_per_second");
    stream.readers = number_at<std::uint32_t, std::uint64_t>(item, "readers");
    stream.rtt_seconds = number_at<double, double>(item, "rtt_seconds");
    node.streams.push_back(std::move(stream));
  }
  return node;
}

}  // namespace mtxmon
