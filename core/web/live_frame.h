// LiveFrame: one step of the live feed in its two forms: the change since the step before, or
// everything.
//
// Immutable after construction and shared by all clients; snapshot() is encoded at most once, by
// the first client thread that needs it.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

namespace mtxmon {

class LiveFrame {
 public:
  using Encode = std::function<std::string()>;

  LiveFrame(std::uint64_t seq, std::string update, Encode encode_snapshot)
      : seq_(seq), update_(std::move(update)), encode_snapshot_(std::move(encode_snapshot)) {}

  [[nodiscard]] std::uint64_t seq() const { return seq_; }
  // For a client that has seq() - 1.
  [[nodiscard]] const std::string& update() const { return update_; }
  // For every other client.
  [[nodiscard]] const std::string& snapshot() const {
    std::call_once(once_, [this] { snapshot_ = encode_snapshot_(); });
    return snapshot_;
  }

 private:
  const std::uint64_t seq_;
  const std::string update_;
  const Encode encode_snapshot_;
  mutable std::once_flag once_;
  mutable std::string snapshot_;
};

}  // namespace mtxmon
