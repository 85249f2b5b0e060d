// The names of our Redis keys (docs/REDIS.md). Pure builders, no I/O.
//
// The braces are literal: they are the hash tag that keeps all keys of one node in one cluster
// slot.
#pragma once

#include <string>
#include <string_view>

namespace mtxmon {

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
  // Time series of one stream of a node, "mediamtx:history:{local}:stream:cam/front". Bytes of the
  // name outside [A-Za-z0-9._~/-] are percent-encoded, so that any name is one unambiguous,
  // printable key.
  [[nodiscard]] std::string stream_history(std::string_view node, std::string_view path) const;
  // Records of a node, one JSON text per entry.
  [[nodiscard]] std::string events(std::string_view node) const;  // "mediamtx:events:{local}"
  [[nodiscard]] std::string reader_events(
      std::string_view node) const;  // "mediamtx:events:{local}:readers"
  [[nodiscard]] std::string sessions(std::string_view node) const;  // "mediamtx:sessions:{local}"
  // Of all nodes: problems that began, changed and ended, stream and Pub/Sub channel; and the hash
  // node → id of its last record there.
  [[nodiscard]] std::string problems() const { return prefix_ + "problems"; }
  [[nodiscard]] std::string problems_told() const { return prefix_ + "problems:told"; }
  [[nodiscard]] std::string host_history(
      std::string_view host) const;  // "mediamtx:history:{host:NAME}:host"

 private:
  std::string prefix_;
};

}  // namespace mtxmon
