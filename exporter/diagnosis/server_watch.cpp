#include "exporter/diagnosis/server_watch.h"

namespace mtxmon {

void ServerWatch::restore(std::optional<WallTime> started, bool up) {
  is_known_ = true;
  up_ = up;
  started_ = started;
}

void ServerWatch::update(const Snapshot& snapshot) {
  if (snapshot.up) {
    const bool restarted =
        started_ && snapshot.server_started && *started_ != *snapshot.server_started;
    if (is_known_ && (restarted || !up_))
      back_ = {snapshot.polled_at, restarted ? snapshot.server_started : std::nullopt};
    if (snapshot.server_started) started_ = snapshot.server_started;
    is_known_ = true;
  }
  up_ = snapshot.up;
}

std::optional<ServerReturn> ServerWatch::lost(WallTime there_at, WallTime since) const {
  const bool known = back_ && there_at != WallTime() && there_at < back_->at;
  const bool then = known && since >= back_->at && since - back_->at <= kTogether;
  return then ? back_ : std::nullopt;
}

}  // namespace mtxmon
