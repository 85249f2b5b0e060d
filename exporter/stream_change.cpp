#include "exporter/stream_change.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace mtxmon {
namespace {

using enum StreamState;

// What it is, apart from how well.
StreamState plain(StreamState state) { return state == Degraded ? Live : state; }

std::string publisher_of(const Stream& stream) {
  return stream.source && stream.source->type.kind == PeerKind::Session ? stream.source->id : "";
}

std::string_view after_stall(const StreamBefore& before) {
  return before.state == Stalled ? ", after a stall." : ".";
}

Event up(const StreamBefore& before, const Stream& now, WallTime at) {
  std::string text = "Live";
  if (now.source) text += " by " + now.source->type.protocol;
  if (before.down_since) text += ", after " + seconds_text(*before.down_since, at);
  Event event = make_event("stream_up", Severity::Info, now.name, text + ".");
  if (before.down_since)
    event.duration_seconds = std::max(0.0, to_seconds(at - *before.down_since));
  return event;
}

Event gone(const StreamBefore& before, const Stream& now) {
  // Only who was needed is missed.
  const Reason* reason = worst_reason(now.reasons, Severity::Warning);
  return make_event("stream_gone", reason != nullptr ? reason->severity : Severity::Info, now.name,
                    reason != nullptr ? reason->text : fmt::format("Gone{}", after_stall(before)));
}

Event down(const StreamBefore& before, const Stream& now) {
  if (plain(now.state) == Idle) {
    return make_event("stream_down", Severity::Info, now.name,
                      "On demand, and nobody asks any more.");
  }
  return make_event("stream_down", Severity::Warning, now.name,
                    fmt::format("Not connected any more{}", after_stall(before)));
}

bool is_end(std::string_view type) {
  return type == "stream_down" || type == "stream_gone" || type == "stream_missing";
}

}  // namespace

Event make_event(std::string type, Severity severity, std::string stream, std::string text) {
  Event event;
  event.type = std::move(type);
  event.severity = severity;
  event.stream = std::move(stream);
  event.text = std::move(text);
  return event;
}

std::string seconds_text(WallTime from, WallTime to) {
  return fmt::format("{:.0f} s", to_seconds(to - from));
}

bool is_up_or_down(std::string_view type) { return type == "stream_up" || is_end(type); }

std::optional<Event> stream_change(const StreamBefore& before, const Stream& now, bool restarted,
                                   WallTime at) {
  const StreamState state = plain(now.state);
  const std::string& name = now.name;
  if (before.is_new || before.state != state) {
    if (state == Stalled) {
      return make_event("stream_stalled", Severity::Critical, name, "No bytes, still connected.");
    }
    if (state == Live && before.state == Stalled) {
      Event event =
          make_event("stream_recovered", Severity::Info, name,
                     fmt::format("Bytes come in again, after {}.", seconds_text(before.since, at)));
      event.duration_seconds = std::max(0.0, to_seconds(at - before.since));
      return event;
    }
    if (state == Live) {
      if (restarted && carries_stream(before.state)) return std::nullopt;  // the restart says it
      return up(before, now, at);
    }
    if (state == Missing) {
      if (before.missing) return std::nullopt;
      return make_event("stream_missing", Severity::Critical, name,
                        fmt::format("Expected, but not there{}", after_stall(before)));
    }
    if (before.is_new) return std::nullopt;
    if (state == Standby && carries_stream(before.state)) {
      return make_event("stream_on_slate", Severity::Warning, name,
                        "The publisher is gone, the slate plays.");
    }
    if (carries_stream(before.state) || (before.state == Standby && state != Starting))
      return state == Gone ? gone(before, now) : down(before, now);
    return std::nullopt;
  }
  const std::string publisher = publisher_of(now);
  if (state == Live && !restarted && publisher != before.publisher && !publisher.empty() &&
      !before.publisher.empty()) {
    Event event = make_event("publisher_changed", Severity::Info, name,
                             fmt::format("Another publisher, by {}.", now.source->type.protocol));
    event.connection = publisher;
    return event;
  }
  return std::nullopt;
}

StreamBefore stream_after(const StreamBefore& before, const Stream& now, std::string_view told) {
  StreamBefore after{.is_new = false,
                     .state = plain(now.state),
                     .publisher = publisher_of(now),
                     .down_since = before.down_since,
                     .since = now.since,
                     .missing = before.missing || told == "stream_missing"};
  if (after.state == Live) {
    after.down_since.reset();
    after.missing = false;
  } else if (!after.down_since && (is_end(told) || told == "stream_on_slate")) {
    after.down_since = before.state == Stalled ? before.since : now.since;
  }
  return after;
}

StreamBefore stream_restored(const Stream& remembered) {
  StreamBefore before = stream_after({}, remembered, "");
  before.missing = before.state == Missing;
  const bool was_there = before.state == Offline && remembered.last_inbound_at;
  if (before.missing || before.state == Gone || before.state == Standby || was_there)
    before.down_since = remembered.since;
  return before;
}

}  // namespace mtxmon
