#include "dashboard/live_messages.h"

#include <algorithm>

#include "core/base/time_text.h"
#include "core/base/version.h"
#include "core/model/json_writer.h"

namespace mtxmon {
namespace {

void write_header(JsonWriter& json, std::string_view type, const LiveHeader& header,
                  const State& state) {
  const RedisHealth redis = shown_health(state);
  json.begin_object().member("type", type).member("seq", header.seq);
  json.member("server_time", format_rfc3339(header.server_time));
  json.key("redis").begin_object().member("ok", redis.ok);
  if (!redis.ok) json.member("error", redis.error);
  json.end_object();
}

using Streams = decltype(NodeDocument::streams);

const Streams& streams_of(const State& state, const std::string& node) {
  static const Streams kNone;
  const auto found = state.nodes.find(node);
  return found == state.nodes.end() ? kNone : found->second->streams;
}

// The streams of two states that a view wants, told as a snapshot or as an update.
class StreamsWriter {
 public:
  StreamsWriter(JsonWriter& json, const FeedView& view) : json_(json), view_(view) {}

  void write_all(const State& state) {
    json_.key("streams").begin_array();
    for (const auto& [node, document] : state.nodes) {
      for (const auto& [name, stream] : document->streams) {
        if (view_.wants_whole(node, name)) {
          write_whole(*stream);
        } else if (view_.wants(node, name)) {
          write_new(*stream);
        }
      }
    }
    json_.end_array();
  }

  void write_changes(const State& before, const State& now) {
    json_.key("streams").begin_array();
    for (const auto& [node, document] : now.nodes) {
      const Streams& old = streams_of(before, node);
      if (&old == &document->streams) continue;
      for (const auto& [name, stream] : document->streams) {
        if (!view_.wants(node, name) || view_.wants_whole(node, name)) continue;
        const auto was = old.find(name);
        if (was == old.end()) {
          write_new(*stream);
        } else if (was->second != stream) {
          write_change(*was->second, *stream);
        }
      }
    }
    json_.end_array();
    if (view_.numbers_in_columns) write_columns();
    if (!view_.whole.empty()) write_whole_list(now);
    write_removed(before, now);
  }

 private:
  struct Column {
    std::uint64_t last_row = 0;
    std::string rows;
    std::string values;
  };

  void write_new(const StreamDocument& stream) {
    if (view_.fields.empty()) return write_whole(stream);
    begin(stream);
    for (const auto& [key, raw] : stream.members) {
      if (view_.fields.contains(key)) json_.key(key).raw(raw);
    }
    json_.end_object();
  }

  void write_whole(const StreamDocument& stream) {
    begin(stream);
    for (const auto& [key, raw] : stream.members) {
      if (key != "node" && key != "name") json_.key(key).raw(raw);
    }
    json_.end_object();
  }

  void begin(const StreamDocument& stream) {
    json_.begin_object().key("node").raw(raw_member(stream.members, "node"));
    json_.key("name").raw(raw_member(stream.members, "name"));
    if (view_.numbers_in_columns) json_.member("row", stream.row);
  }

  // The members that differ, null for those that are no more; nothing when there is no difference.
  void write_change(const StreamDocument& before, const StreamDocument& now) {
    bool has_begun = false;
    const auto change = [&](const std::string& key, std::string_view was, std::string_view raw) {
      if (!view_.wants_field(key)) return;
      if (view_.numbers_in_columns && (is_number(raw) || (raw == "null" && is_number(was))))
        return add_to_column(key, now.row, raw);
      if (!has_begun) begin(now);
      has_begun = true;
      json_.key(key).raw(raw);
    };
    const auto& old = before.members;
    // Both come from the same encoder, so a member is nearly always at the same place.
    for (std::size_t i = 0; i < now.members.size(); ++i) {
      const auto& [key, raw] = now.members[i];
      const std::string_view was = i < old.size() && old[i].first == key
                                       ? std::string_view(old[i].second)
                                       : raw_member(old, key);
      if (was != raw) change(key, was, raw);
    }
    for (const auto& [key, raw] : old) {
      if (raw_member(now.members, key).empty()) change(key, raw, "null");
    }
    if (has_begun) json_.end_object();
  }

  static bool is_number(std::string_view raw) {
    return !raw.empty() && (raw[0] == '-' || (raw[0] >= '0' && raw[0] <= '9'));
  }

  // Rows as distances: nearly all are 1, which is half as long as a number of four digits.
  void add_to_column(const std::string& key, std::uint64_t row, std::string_view raw) {
    Column& column = columns_[key];
    if (!column.rows.empty()) column.rows += ',';
    if (!column.values.empty()) column.values += ',';
    column.rows += std::to_string(static_cast<std::int64_t>(row - column.last_row));
    column.values += raw;
    column.last_row = row;
  }

  void write_columns() {
    json_.key("numbers").begin_object();
    for (const auto& [key, column] : columns_) {
      json_.key(key).begin_object().key("rows").raw("[" + column.rows + "]");
      json_.key("values").raw("[" + column.values + "]").end_object();
    }
    json_.end_object();
  }

  void write_whole_list(const State& now) {
    json_.key("whole").begin_array();
    for (const auto& [node, names] : view_.whole) {
      const Streams& streams = streams_of(now, node);
      for (const std::string& name : names) {
        if (const auto stream = streams.find(name); stream != streams.end())
          write_whole(*stream->second);
      }
    }
    json_.end_array();
  }

  void write_removed(const State& before, const State& now) {
    json_.key("removed").begin_array();
    for (const auto& [node, document] : before.nodes) {
      const Streams& current = streams_of(now, node);
      for (const auto& [name, stream] : document->streams) {
        if (current.contains(name)) continue;
        if (view_.wants(node, name) || view_.wants_whole(node, name))
          json_.begin_array().value(node).value(name).end_array();
      }
    }
    json_.end_array();
  }

  JsonWriter& json_;
  const FeedView& view_;
  std::map<std::string, Column, std::less<>> columns_;
};

template <typename Map>
bool lacks_any(const Map& now, const Map& before) {
  return std::ranges::any_of(before, [&](const auto& entry) { return !now.contains(entry.first); });
}

}  // namespace

std::string snapshot_message(const LiveHeader& header, const State& state, const FeedView& view) {
  std::string out;
  JsonWriter json(out);
  write_header(json, "snapshot", header, state);
  json.member("instance", header.instance).member("version", kVersion);
  json.key("nodes").begin_array();
  for (const auto& [name, node] : state.nodes) json.raw(join_object(node->meta));
  json.end_array();
  StreamsWriter(json, view).write_all(state);
  json.key("hosts").begin_array();
  for (const auto& [name, host] : state.hosts) json.raw(host->json);
  json.end_array().end_object();
  return out;
}

std::string update_message(const LiveHeader& header, std::uint64_t since, const State& before,
                           const State& now, const FeedView& view) {
  if (lacks_any(now.nodes, before.nodes) || lacks_any(now.hosts, before.hosts))
    return snapshot_message(header, now, view);
  std::string out;
  JsonWriter json(out);
  write_header(json, "update", header, now);
  if (since + 1 != header.seq) json.member("after_seq", since);
  json.key("nodes").begin_array();
  for (const auto& [name, node] : now.nodes) {
    const auto was = before.nodes.find(name);
    if (was == before.nodes.end() || was->second != node) json.raw(join_object(node->meta));
  }
  json.end_array();
  StreamsWriter(json, view).write_changes(before, now);
  json.key("hosts").begin_array();
  for (const auto& [name, host] : now.hosts) {
    const auto was = before.hosts.find(name);
    if (was == before.hosts.end() || was->second != host) json.raw(host->json);
  }
  json.end_array().end_object();
  return out;
}

}  // namespace mtxmon
