// Poller: polls one MediaMTX server at a fixed rate and hands each snapshot on.
//
// Owned by main, one per node, with a thread of its own: a slow server delays no other, and polls
// of one server never overlap. Destroying it ends the thread (a poll that is under way is cut
// short). latest() and missed_polls() may be called from any thread, the others by the owner only.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/clock.h"
#include "core/base/guarded.h"
#include "core/base/periodic.h"
#include "core/base/settings.h"
#include "core/http/curl_http_client.h"
#include "exporter/mediamtx_client.h"
#include "exporter/node_tracker.h"
#include "exporter/poll_rules.h"

namespace mtxmon {

class Poller {
 public:
  using SnapshotPtr = std::shared_ptr<const Snapshot>;
  // Called on the poller's thread; must not block. `restored_from`: number of the newest document
  // that was remembered before the snapshot.
  using Sink = std::function<void(const SnapshotPtr&, std::uint64_t restored_from)>;

  Poller(const NodeSettings& node, const PollRules& rules, const Clock& clock);

  // One poll on the caller's thread; only without start().
  SnapshotPtr poll_once(const std::stop_token& stop);

  void start(Sink sink);
  // Asks the thread to end, which cuts a poll short, without waiting for it.
  void request_stop() { periodic_.request_stop(); }
  // Ends the thread and joins it.
  void stop() { periodic_.stop(); }

  [[nodiscard]] const std::string& node() const { return node_; }
  // The newest snapshot; null before the first poll has ended.
  [[nodiscard]] SnapshotPtr latest() const { return latest_.copy(); }
  [[nodiscard]] std::uint64_t missed_polls() const { return periodic_.missed_ticks(); }
  // What another exporter, or an earlier life of this one, left in Redis, and the number of that
  // document; nothing: it cannot be read. Taken up by the next snapshot. Any thread.
  void remember(std::optional<RememberedNode> remembered, std::uint64_t number);
  // The newest sample of the agent on the server's machine. Any thread.
  void note_host(HostLoad host) { host_.set(std::make_shared<const HostLoad>(std::move(host))); }
  // All mutes, also those of other nodes. Any thread.
  using MutesPtr = std::shared_ptr<const std::vector<Mute>>;
  void note_mutes(MutesPtr mutes) { mutes_.set(std::move(mutes)); }

 private:
  void log_changes(const Snapshot* before, const Snapshot& now) const;

  const std::string node_;
  const std::string url_;
  const Clock& clock_;
  CurlHttpClient http_;
  MediaMtxClient client_;
  NodeTracker tracker_;
  struct Remembered {
    std::optional<RememberedNode> node;
    std::uint64_t number = 0;
  };
  Guarded<Remembered> remembered_;
  std::uint64_t restored_from_ = 0;  // the poller's thread's own
  Guarded<std::shared_ptr<const HostLoad>> host_;
  Guarded<MutesPtr> mutes_;
  Guarded<SnapshotPtr> latest_;
  Sink sink_;          // set by start()
  Periodic periodic_;  // last: its thread uses everything above
};

}  // namespace mtxmon
