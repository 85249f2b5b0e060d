#include "dashboard/parse_node.h"

#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "core/base/time_text.h"

namespace mtxmon {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

Error fault(std::string_view where, error_code code) {
  return Error{fmt::format("{}: not the expected JSON: {}", where, simdjson::error_message(code))};
}

std::string_view trimmed(std::string_view raw) {
  const auto end = raw.find_last_not_of(" \t\r\n");
  return raw.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

// Megabytes every two seconds: the text is copied once and cut in one pass, and the pieces that are
// kept are judged one by one, by a parser that has to grow only to the size of the largest.
class NodeReader {
  using Judged = simdjson::simdjson_result<simdjson::dom::element>;

 public:
  NodeReader(const std::string& json, const RowOf& row_of) : text_(json), row_of_(row_of) {}

  Result<NodeDocument> read() {
    if (auto cut = read_members(); !cut) return std::move(cut).error();
    if (auto told = read_facts(); !told) return std::move(told).error();
    if (!has_streams_) return Error{"streams: there are none, not even an empty list"};
    if (!has_connections_) return Error{"connections: there are none, not even an empty list"};
    for (const auto& [stream, raw] : connections_) {
      const auto owner = streams_.find(stream);
      if (owner != streams_.end()) owner->second->connections.emplace_back(raw);
    }
    node_.streams.insert(streams_.begin(), streams_.end());
    return std::move(node_);
  }

 private:
  Result<void> read_members() {
    ondemand::document document;
    ondemand::object object;
    if (const auto failed = parser_.iterate(text_).get(document)) return fault("snapshot", failed);
    if (const auto failed = document.get_object().get(object)) return fault("snapshot", failed);
    for (auto member : object) {
      ondemand::field field;
      std::string_view key;
      if (const auto failed = std::move(member).get(field)) return fault("snapshot", failed);
      if (const auto failed = field.unescaped_key().get(key)) return fault("snapshot", failed);
      auto done = read_member(std::string(key), field.value());
      if (!done) return done;
    }
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
      return Error{"snapshot: something follows its end"};
    return {};
  }

  Result<void> read_member(std::string key, ondemand::value value) {
    if (key == "held") return {};
    if (key == "streams") return read_streams(value);
    if (key == "connections") return read_connections(value);
    std::string_view raw;
    if (const auto failed = simdjson::to_json_string(value).get(raw)) return fault(key, failed);
    raw = trimmed(raw);
    if (const auto failed = judge(raw).error()) return fault(key, failed);
    node_.meta.emplace_back(std::move(key), raw);
    return {};
  }

  Result<void> read_streams(ondemand::value list) {
    has_streams_ = true;
    return each_object(
        list, "streams",
        [&](ondemand::object& object, std::string_view, const Judged& judged) -> Result<void> {
          const std::string name = text_of(judged, "name");
          if (name.empty() || text_of(judged, "node").empty())
            return Error{"stream: no \"node\" or no \"name\""};
          auto stream = std::make_shared<StreamDocument>();
          if (const auto failed = cut(object, stream->members)) return fault("streams", failed);
          if (row_of_) stream->row = row_of_(name);
          streams_.insert_or_assign(name, std::move(stream));
          return {};
        });
  }

  Result<void> read_connections(ondemand::value list) {
    has_connections_ = true;
    return each_object(list, "connections",
                       [&](ondemand::object&, std::string_view raw, const Judged& judged) {
                         connections_.emplace_back(text_of(judged, "stream"), raw);
                         return Result<void>();
                       });
  }

  // `take` gets the object, still uncut, its raw text, and what that says.
  template <typename Take>
  Result<void> each_object(ondemand::value list, std::string_view where, Take take) {
    ondemand::array array;
    if (const auto failed = list.get_array().get(array)) return fault(where, failed);
    for (auto item : array) {
      ondemand::object object;
      std::string_view raw;
      if (const auto failed = std::move(item).get_object().get(object)) return fault(where, failed);
      if (const auto failed = object.raw_json().get(raw)) return fault(where, failed);
      raw = trimmed(raw);
      const Judged judged = judge(raw);
      if (const auto failed = judged.error()) return fault(where, failed);
      if (const auto failed = object.reset().error()) return fault(where, failed);
      if (auto taken = take(object, raw, judged); !taken) return taken;
    }
    return {};
  }

  Result<void> read_facts() {
    const auto polled_at = parse_rfc3339(text_member(node_.meta, "polled_at"));
    if (!polled_at) return Error{"snapshot: no \"polled_at\""};
    node_.polled_at = *polled_at;
    node_.collected_at = parse_rfc3339(text_member(node_.meta, "collected_at"));
    if (const double interval = number_member(node_.meta, "interval_seconds", 0); interval > 0)
      node_.interval_seconds = interval;
    node_.poll_timeout_seconds = number_member(node_.meta, "poll_timeout_seconds", 0);
    node_.seq = static_cast<std::uint64_t>(number_member(node_.meta, "seq", 0));
    return {};
  }

  error_code cut(ondemand::object& object, JsonMembers& members) {
    members.reserve(expected_members_);
    for (auto member : object) {
      ondemand::field field;
      std::string_view key;
      std::string_view raw;
      if (const auto failed = std::move(member).get(field)) return failed;
      if (const auto failed = field.unescaped_key().get(key)) return failed;
      if (const auto failed = simdjson::to_json_string(field.value()).get(raw)) return failed;
      members.emplace_back(key, trimmed(raw));
    }
    expected_members_ = members.size();
    return simdjson::SUCCESS;
  }

  // The on-demand parser cuts values out without looking into them. `raw` is a piece of text_, so
  // that there is something to read behind it.
  Judged judge(std::string_view raw) { return judge_.parse(raw.data(), raw.size(), false); }

  static std::string text_of(const Judged& object, std::string_view key) {
    std::string_view text;
    if (object[key].get_string().get(text) != simdjson::SUCCESS) return {};
    return std::string(text);
  }

  const simdjson::padded_string text_;
  const RowOf& row_of_;
  ondemand::parser parser_;
  simdjson::dom::parser judge_;
  NodeDocument node_;
  std::map<std::string, std::shared_ptr<StreamDocument>> streams_;
  std::vector<std::pair<std::string, std::string_view>> connections_;  // stream and raw text
  std::size_t expected_members_ = 0;
  bool has_streams_ = false;
  bool has_connections_ = false;
};

}  // namespace

Result<NodeDocument> parse_node(const std::string& json, const RowOf& row_of) {
  return NodeReader(json, row_of).read();
}

}  // namespace mtxmon
