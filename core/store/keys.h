// The names of our Redis keys (docs/REDIS.md). Pure builders, no I/O.
//
// The braces are literal: they are the hash tag that keeps all keys of one node in one cluster
// slot.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/history/tier.h"

namespace mtxmon {

// What writes documents and time series: a MediaMTX server as an exporter polls it, or the host of
// an agent.
enum class SourceKind : std::uint8_t { Node, Host };

class Keys {
 public:
  explicit Keys(std::string prefix) : prefix_(std::move(prefix)) {}  // "mediamtx:"

  [[nodiscard]] std::string streams_latest() const {
    return prefix_ + "streams:latest";
  }  // hash: node → snapshot
  [[nodiscard]] std::string hosts_latest() const {
    return prefix_ + "hosts:latest";
  }  // hash: host → sample
  [[nodiscard]] std::string updates() const { return prefix_ + "updates"; }  // Pub/Sub channel
  [[nodiscard]] std::string format() const { return prefix_ + "format"; }    // contract version
  [[nodiscard]] std::string lease(std::string_view node) const;  // the one writer of a node
  // Time series of a source: the names of its things, its newest polls, and the chunks of one thing
  // and tier: "mediamtx:history:{local}:17:10s".
  [[nodiscard]] std::string history_things(SourceKind kind, std::string_view source) const;
  [[nodiscard]] std::string history_open(SourceKind kind, std::string_view source) const;
  [[nodiscard]] std::string history_chunks(SourceKind kind, std::string_view source,
                                           std::int64_t thing, Tier tier) const;
  // Records of a node, one JSON text per entry.
  [[nodiscard]] std::string events(std::string_view node) const;  // "mediamtx:events:{local}"
  [[nodiscard]] std::string reader_events(
      std::string_view node) const;  // "mediamtx:events:{local}:readers"
  [[nodiscard]] std::string sessions(std::string_view node) const;  // "mediamtx:sessions:{local}"
  // Of all nodes: problems that began, changed and ended, stream and Pub/Sub channel; and the hash
  // node → id of its last record there.
  [[nodiscard]] std::string problems() const { return prefix_ + "problems"; }
  [[nodiscard]] std::string problems_told() const { return prefix_ + "problems:told"; }
  // Hash: id of a mute → JSON.
  [[nodiscard]] std::string mutes() const { return prefix_ + "mutes"; }

 private:
  [[nodiscard]] std::string history(SourceKind kind, std::string_view source) const;

  std::string prefix_;
};

}  // namespace mtxmon
