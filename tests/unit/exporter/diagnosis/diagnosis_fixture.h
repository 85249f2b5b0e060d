// Diagnosis as its node sees it: polls in, snapshots out.
#pragma once

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/model/encode.h"
#include "exporter/node_tracker.h"
#include "tests/unit/exporter/poll_builder.h"

namespace mtxmon {

inline StreamEntry entry(const std::string& match) {
  StreamEntry made;
  made.match = match;
  return made;
}

// At 4 Mbit/s.
inline PathItem camera(double second, const std::string& name = "cam",
                       std::vector<PeerRef> readers = {}) {
  return path({.name = name,
               .inbound = static_cast<std::uint64_t>(second * 500'000) + 1000,
               .readers = std::move(readers)});
}
inline ConnectionItem publisher(double second, std::uint64_t undecrypted) {
  return srt_connection("pub", "publish", "cam",
                        {{"bytesReceived", static_cast<std::uint64_t>(second * 500'000) + 1000},
                         {"packetsReceived", static_cast<std::uint64_t>(second * 100) + 1},
                         {"packetsReceivedUndecrypt", undecrypted}});
}
inline PeerRef srt_peer(const std::string& id) { return {{"srt", PeerKind::Session}, id}; }
inline PeerRef webrtc_peer(const std::string& id) { return {{"webrtc", PeerKind::Session}, id}; }
inline ConnectionItem srt_reader(const std::string& id, std::uint64_t acks,
                                 const std::string& address = "203.0.113.5:4000") {
  auto item = srt_connection(id, "read", "cam", {{"packetsReceivedACK", acks}});
  item.remote_addr = address;
  return item;
}

class DiagnosisTest : public testing::Test {
 protected:
  using Shown = std::shared_ptr<const Snapshot>;

  const Snapshot& update(PollResult poll) {
    shown_ = tracker().update(std::move(poll));
    return *shown_;
  }
  NodeTracker& tracker() {
    if (!tracker_) tracker_.emplace("local", Milliseconds(2000), rules_);
    return *tracker_;
  }
  // As a new process that reads from Redis what this one wrote.
  void restart(double second) {
    auto remembered = decode_remembered(encode_snapshot(*shown_));
    if (!remembered.ok()) throw std::runtime_error(remembered.error().message);
    const PollResult poll = good_poll(second, {});
    tracker_.reset();
    tracker().restore(*std::move(remembered), poll.finished_at, poll.polled_at);
  }
  [[nodiscard]] const Stream& stream(const std::string& name = "cam") const {
    const auto found = std::ranges::find(shown_->streams, name, &Stream::name);
    if (found == shown_->streams.end()) throw std::runtime_error("no stream " + name);
    return *found;
  }
  [[nodiscard]] const Connection& connection(const std::string& id) const {
    const auto found = std::ranges::find(shown_->connections, id, &Connection::id);
    if (found == shown_->connections.end()) throw std::runtime_error("no connection " + id);
    return *found;
  }
  [[nodiscard]] std::vector<ReasonCode> problems() const {
    std::vector<ReasonCode> codes;
    for (const Problem& problem : shown_->problems) codes.push_back(problem.code);
    return codes;
  }
  [[nodiscard]] std::vector<ReasonCode> reasons(const std::string& name = "cam") const {
    std::vector<ReasonCode> codes;
    for (const Reason& reason : stream(name).reasons) {
      if (!reason.ended) codes.push_back(reason.code);
    }
    return codes;
  }
  // Every two seconds, up to and without `end`; from second 20 to 30 packets cannot be decrypted.
  void run_with_incident(double end) {
    for (; second_ < end; second_ += 2) {
      const auto bad = std::clamp(second_ - 20, 0.0, 10.0);
      update(good_poll(second_, {camera(second_)},
                       {publisher(second_, static_cast<std::uint64_t>(bad * 10))}));
    }
  }
  // Every second; "gone" shows no sign of life after second 10.
  void run_with_readers(double end) {
    const std::vector<PeerRef> peers = {srt_peer("gone"), srt_peer("own"), srt_peer("viewer")};
    for (; second_ < end; second_ += 1) {
      const auto acks = static_cast<std::uint64_t>(second_) * 100;
      update(good_poll(second_, {camera(second_, "cam", peers)},
                       {srt_reader("gone", std::min<std::uint64_t>(acks, 1000)),
                        srt_reader("own", acks, "127.0.0.1:4000"), srt_reader("viewer", acks)}));
    }
  }

  StreamRules rules_;
  std::optional<NodeTracker> tracker_;
  Shown shown_;
  double second_ = 0;
};

}  // namespace mtxmon
