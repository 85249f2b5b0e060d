#include "exporter/decode.h"

#include <fmt/format.h>

#include "core/base/log.h"
#include "exporter/decode_list.h"
#include "exporter/json_read.h"

namespace mtxmon {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

error_code read_peer(ondemand::value value, std::optional<PeerRef>& out) {
  ondemand::json_type type{};
  if (const auto failed = value.type().get(type)) return failed;
  if (type == ondemand::json_type::null) return simdjson::SUCCESS;
  PeerRef peer;
  const auto code =
      for_each_member(value, [&](std::string_view key, ondemand::value member) -> error_code {
        std::string text;
        if (key == "type") {
          if (const auto failed = read_text(member, text)) return failed;
          peer.type = peer_type(text);
        } else if (key == "id") {
          return read_text(member, peer.id);
        }
        return simdjson::SUCCESS;
      });
  if (code) return code;
  out = std::move(peer);
  return simdjson::SUCCESS;
}

error_code read_track(ondemand::value value, Track& track) {
  return for_each_member(value, [&](std::string_view key, ondemand::value member) -> error_code {
    if (key == "codec") return read_text(member, track.codec, 64);
    if (key != "codecProps") return simdjson::SUCCESS;
    return for_each_member(member,
                           [&](std::string_view prop, ondemand::value content) -> error_code {
                             if (prop == "width") return read_small(content, track.width);
                             if (prop == "height") return read_small(content, track.height);
                             if (prop == "sampleRate")
                               return read_small(content, track.sample_rate_hertz);
                             if (prop == "channelCount") return read_small(content, track.channels);
                             if (prop == "profile") return read_label(content, track.profile);
                             if (prop == "level") return read_label(content, track.level);
                             return simdjson::SUCCESS;
                           });
  });
}

error_code read_path(ondemand::value value, PathItem& path) {
  std::vector<Track> old_tracks;  // "tracks" of before v1.17: codec names only
  std::optional<std::uint64_t> old_inbound;
  std::optional<std::uint64_t> old_outbound;
  std::optional<bool> available;
  std::optional<bool> ready;
  std::optional<WallTime> ready_time;
  const auto code =
      for_each_member(value, [&](std::string_view key, ondemand::value member) -> error_code {
        if (key == "name") return read_text(member, path.name, kMaxName);
        if (key == "confName") return read_text(member, path.conf_name);
        if (key == "ready" || key == "sourceReady") return read_bool(member, ready);
        if (key == "readyTime") return read_time(member, ready_time);
        if (key == "available") return read_bool(member, available);
        if (key == "availableTime") return read_time(member, path.available_time);
        if (key == "online") return read_bool(member, path.online);
        if (key == "onlineTime") return read_time(member, path.online_time);
        if (key == "source") return read_peer(member, path.source);
        if (key == "conf") return read_path_config(member, path.config.emplace());  // up to v1.1
        if (key == "inboundBytes") return read_count(member, path.inbound_bytes);
        if (key == "outboundBytes") return read_count(member, path.outbound_bytes);
        if (key == "inboundFramesInError") return read_count(member, path.inbound_frames_in_error);
        if (key == "bytesReceived") return read_count(member, old_inbound);
        if (key == "bytesSent") return read_count(member, old_outbound);
        if (key == "tracks2") {
          return for_each_item(member, [&](ondemand::value item) {
            return read_track(item, path.tracks.emplace_back());
          });
        }
        if (key == "tracks") {
          return for_each_item(member, [&](ondemand::value item) {
            return read_text(item, old_tracks.emplace_back().codec, 64);
          });
        }
        if (key == "readers") {
          return for_each_item(member, [&](ondemand::value item) -> error_code {
            std::optional<PeerRef> peer;
            if (const auto failed = read_peer(item, peer)) return failed;
            if (peer) path.readers.push_back(std::move(*peer));
            return simdjson::SUCCESS;
          });
        }
        return simdjson::SUCCESS;
      });
  if (code) return code;
  path.available = available.value_or(ready.value_or(false));
  if (!path.available_time) path.available_time = ready_time;
  if (path.tracks.empty()) path.tracks = std::move(old_tracks);
  if (!path.inbound_bytes) path.inbound_bytes = old_inbound;
  if (!path.outbound_bytes) path.outbound_bytes = old_outbound;
  return path.name.empty() ? simdjson::NO_SUCH_FIELD : simdjson::SUCCESS;
}

error_code read_number(ondemand::value value, const Field& field, Number& out) {
  if (field.kind == Kind::Counter) {
    std::uint64_t integer = 0;
    if (const auto failed = value.get_uint64().get(integer)) return unless_foreign(failed);
    out = integer;
    return simdjson::SUCCESS;
  }
  double real = 0;
  if (const auto failed = value.get_double().get(real)) return unless_foreign(failed);
  // Buffer fills are unsigned differences: one that went below zero arrives as a number near 2^64.
  if (real >= 0 && real < 9.2e18) out = real * field.scale;
  return simdjson::SUCCESS;
}

}  // namespace

// simdjson reads a little past the end.
std::string& padded(std::string& body) {
  body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
  return body;
}

// What is wrong with `body`, for people: its first bytes tell a proxy's error page from broken
// JSON.
Error decode_fault(error_code code, const std::string& body) {
  if (body.empty()) return Error{"the answer is empty"};
  return Error{fmt::format("the answer is not what MediaMTX sends ({}); it begins with: {}",
                           simdjson::error_message(code),
                           printable(std::string_view(body).substr(0, 60)))};
}

Result<ServerInfo> Decoder::info(std::string& body) {
  ServerInfo info;
  const auto code = [&]() -> error_code {
    ondemand::document document;
    if (const auto failed = parser_.iterate(padded(body)).get(document)) return failed;
    ondemand::value root;
    if (const auto failed = document.get_value().get(root)) return failed;
    return for_each_member(root, [&](std::string_view key, ondemand::value value) -> error_code {
      if (key == "version") return read_text(value, info.version.emplace(), 64);
      if (key == "started") return read_time(value, info.started);
      return simdjson::SUCCESS;
    });
  }();
  if (code) return decode_fault(code, body);
  if (!info.version && !info.started) return decode_fault(simdjson::NO_SUCH_FIELD, body);
  return info;
}

Result<ListPage<PathItem>> Decoder::paths(std::string& body) {
  return decode_list<PathItem>(parser_, body, read_path);
}

Decoder::Target Decoder::target_of(const Resource& resource, std::string_view key) {
  using enum Target::Kind;
  for (std::size_t row = 0; row < resource.fields.size(); ++row) {
    const Field& field = resource.fields[row];
    if (!field.native.empty() && field.native == key) return {Row, row};
    if (!field.old_native.empty() && field.old_native == key) return {OldRow, row};
  }
  for (std::size_t row = 0; row < resource.texts.size(); ++row) {
    if (resource.texts[row].native == key) return {Text, row};
  }
  for (std::size_t member = 0; member < std::size(kItemMembers); ++member) {
    if (kItemMembers[member] == key) return {Member, member};
  }
  return {};
}

const Decoder::Target& Decoder::learned(const Resource& resource, std::size_t position,
                                        std::string_view key) {
  if (position < learned_keys_.size() && learned_keys_[position] == key)
    return learned_targets_[position];
  unlearned_ = target_of(resource, key);
  if (position == learned_keys_.size()) {
    learned_keys_.emplace_back(key);
    learned_targets_.push_back(unlearned_);
  }
  return unlearned_;
}

Result<ListPage<ConnectionItem>> Decoder::connections(const Resource& resource, std::string& body) {
  learned_keys_.clear();
  learned_targets_.clear();
  const auto read_member = [&](std::string_view key, ondemand::value value,
                               ConnectionItem& item) -> error_code {
    if (key == "id") return read_text(value, item.id);
    if (key == "created") return read_time(value, item.created);
    if (key == "lastRequest") return read_time(value, item.last_request);
    if (key == "remoteAddr") return read_text(value, item.remote_addr);
    if (key == "state") return read_text(value, item.state, 32);
    if (key == "path") return read_text(value, item.path, kMaxName);
    if (key == "userAgent") return read_text(value, item.user_agent);
    if (key == "session") return read_text(value, item.session);
    if (key == "isCDN") return read_bool(value, item.is_cdn);
    if (key == "peerConnectionEstablished") return read_bool(value, item.established);
    if (key == "user" && rules_.keep_user) return read_text(value, item.user);
    if (key == "query" && rules_.keep_query) return read_text(value, item.query);
    return simdjson::SUCCESS;
  };
  const auto read = [&](ondemand::value value, ConnectionItem& item) -> error_code {
    item.values.resize(resource.fields.size());
    item.texts.resize(resource.texts.size());
    std::size_t position = 0;
    const auto code =
        for_each_member(value, [&](std::string_view key, ondemand::value member) -> error_code {
          const Target& target = learned(resource, position++, key);
          switch (target.kind) {
            case Target::Kind::Row:
              return read_number(member, resource.fields[target.index], item.values[target.index]);
            case Target::Kind::OldRow: {
              if (item.values[target.index].present()) return simdjson::SUCCESS;
              return read_number(member, resource.fields[target.index], item.values[target.index]);
            }
            case Target::Kind::Text:
              return read_text(member, item.texts[target.index]);
            case Target::Kind::Member:
              return read_member(key, member, item);
            case Target::Kind::Other:
              break;
          }
          return simdjson::SUCCESS;
        });
    if (code) return code;
    if (&resource == &kHlsMuxer) item.id = item.path;
    return item.id.empty() ? simdjson::NO_SUCH_FIELD : simdjson::SUCCESS;
  };
  return decode_list<ConnectionItem>(parser_, body, read);
}

}  // namespace mtxmon
