// NodeTrackerTest: what the polls of one server make of its streams.
#pragma once

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "exporter/node_tracker.h"
#include "tests/unit/exporter/poll_builder.h"

namespace mtxmon {

class NodeTrackerTest : public testing::Test {
 protected:
  const Stream& stream(const std::shared_ptr<const Snapshot>& snapshot,
                       const std::string& name = "cam") {
    held_ = snapshot;
    const auto found = std::ranges::find(held_->streams, name, &Stream::name);
    if (found == held_->streams.end()) throw std::runtime_error("no stream " + name);
    return *found;
  }
  static bool has(const Snapshot& snapshot, const std::string& name) {
    return std::ranges::find(snapshot.streams, name, &Stream::name) != snapshot.streams.end();
  }

  StreamRules rules_;
  NodeTracker tracker_{"local", Milliseconds(2000), rules_};
  std::shared_ptr<const Snapshot> held_;
};

}  // namespace mtxmon
