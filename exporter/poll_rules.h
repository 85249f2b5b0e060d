// How a server is polled and what is kept of its answers: the exporter's part of the settings.
#pragma once

#include <chrono>

#include "core/base/settings.h"
#include "exporter/address_mask.h"
#include "exporter/decode.h"
#include "exporter/snapshot_origin.h"
#include "exporter/stream_tracker.h"

namespace mtxmon {

struct PollRules {
  SnapshotOrigin origin;  // main's, not of the settings alone
  std::chrono::milliseconds interval{2000};
  std::chrono::milliseconds timeout{5000};
  StreamRules streams;
  DecodeRules decode;
  PrivacyRules privacy;
};

// For `node`, whose own privacy settings win. An error names the setting's origin and what it may
// be.
[[nodiscard]] Result<PollRules> poll_rules_of(const Settings& settings, const NodeSettings& node);

}  // namespace mtxmon
