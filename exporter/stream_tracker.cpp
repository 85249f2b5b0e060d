#include "exporter/stream_tracker.h"

#include <algorithm>

#include "exporter/diagnosis/state_reasons.h"

namespace mtxmon {
namespace {

std::optional<std::uint64_t> grown(const std::optional<std::uint64_t>& before,
                                   const std::optional<std::uint64_t>& now, bool same_object) {
  if (!now) return std::nullopt;
  return same_object && before ? counter_delta(*before, *now) : *now;
}

void add(std::optional<std::uint64_t>& total, const std::optional<std::uint64_t>& growth) {
  if (growth) total = total.value_or(0) + *growth;
}

std::optional<double> rate(const std::optional<std::uint64_t>& growth, double seconds) {
  return growth && seconds > 0 ? std::optional(static_cast<double>(*growth) * 8 / seconds)
                               : std::nullopt;
}

}  // namespace

void StreamTracker::configure(const std::vector<PathConfig>& configs) {
  configs_.clear();
  for (const PathConfig& config : configs) configs_.emplace(config.name, config);
}

void StreamTracker::note_sources(const std::vector<SourceItem>& sources) {
  sources_.clear();
  for (const SourceItem& source : sources) sources_[source.path] = {source, std::nullopt};
}

// Sources are looked up less often than paths: what was said of one that has come or gone since is
// history.
void StreamTracker::join_source(Stream& stream, bool available) {
  const auto said = sources_.find(stream.name);
  if (said == sources_.end() || !stream.source || stream.source->type.kind != PeerKind::Static)
    return;
  if (said->second.available.value_or(available) != available) {
    sources_.erase(said);
    return;
  }
  said->second.available = available;
  stream.source->state = said->second.item.state;
  stream.source->last_error = said->second.item.error;
}

void StreamTracker::update(const std::vector<PathItem>& items, const PathNames& publishing,
                           SteadyTime answered_at, WallTime polled_at) {
  for (auto& [name, tracked] : streams_) tracked.listed = false;
  for (const PathItem& item : items)
    update_one(item, publishing.contains(item.name), answered_at, polled_at);
  // A path of a wildcard is not listed before its stream is there.
  for (const std::string_view name : publishing) {
    const auto known = streams_.find(name);
    if (known != streams_.end() && known->second.listed) continue;
    PathItem item;
    item.name = name;
    update_one(item, true, answered_at, polled_at);
  }
  end_absent(polled_at);
  last_list_at_ = answered_at;
}

void StreamTracker::update_one(const PathItem& item, bool publishing, SteadyTime answered_at,
                               WallTime polled_at) {
  const auto [entry, first_sight] = streams_.try_emplace(item.name);
  Tracked& tracked = entry->second;
  Stream& stream = tracked.shown;
  const bool same_object = !first_sight && tracked.available && item.available &&
                           stream.available_since == item.available_time;
  stream.name = item.name;
  if (first_sight) apply_settings(tracked);
  stream.conf_name = item.conf_name;
  stream.source =
      item.source ? std::optional(Source{item.source->type, item.source->id}) : std::nullopt;
  join_source(stream, item.available);
  if (const PathConfig* config = config_of(item)) tracked.source_host = config->source_host;
  if (!item.tracks.empty() || item.available) stream.tracks = item.tracks;
  stream.readers = static_cast<std::uint32_t>(item.readers.size());
  stream.readers_by_protocol.clear();
  for (const PeerRef& reader : item.readers) ++stream.readers_by_protocol[reader.type.protocol];
  tracked.readers = item.readers;

  update_counters(tracked, item, answered_at, polled_at, same_object);
  tracked.answered_at = answered_at;
  stream.available_since = item.available ? item.available_time : std::nullopt;
  update_rates(tracked, answered_at);
  const StreamState state = judge(tracked, item, publishing, answered_at);
  // At first sight the server knows better than we since when; a stall began with the last byte.
  WallTime since = polled_at;
  if (first_sight && item.available && item.available_time)
    since = std::min(*item.available_time, polled_at);
  if (state == StreamState::Stalled)
    since = stream.last_inbound_at.value_or(stream.available_since.value_or(polled_at));
  if (first_sight) stream.since = since;
  change_state(tracked, state, since);
  tracked.had_publisher = tracked.had_publisher || carries_stream(state);
  explain(tracked, item, polled_at);
  tracked.available = item.available;
  tracked.ever_available |= item.available;
  tracked.listed = true;
  tracked.confirmed = true;
}

void StreamTracker::update_counters(Tracked& tracked, const PathItem& item, SteadyTime answered_at,
                                    WallTime polled_at, bool same_object) {
  Stream& stream = tracked.shown;
  if (!item.available) {  // MediaMTX shows zeros then, which are not counters of anything
    stream.inbound_bits_per_second.reset();
    stream.outbound_bits_per_second.reset();
    stream.inbound_bytes.reset();
    stream.outbound_bytes.reset();
    add(stream.inbound_bytes_total,
        item.inbound_bytes ? std::optional<std::uint64_t>(0) : std::nullopt);
    add(stream.outbound_bytes_total,
        item.outbound_bytes ? std::optional<std::uint64_t>(0) : std::nullopt);
    return;
  }
  const auto inbound = grown(stream.inbound_bytes, item.inbound_bytes, same_object);
  const auto outbound = grown(stream.outbound_bytes, item.outbound_bytes, same_object);
  // What this process may count: growth of an object it saw before, or all of one that began after
  // its first list.
  const bool countable = same_object ? tracked.confirmed : last_list_at_.has_value();
  const auto counted = [&](const std::optional<std::uint64_t>& growth) {
    return growth && !countable ? std::optional<std::uint64_t>(0) : growth;
  };
  add(stream.inbound_bytes_total, counted(inbound));
  add(stream.outbound_bytes_total, counted(outbound));
  // The server's error counter restarts with the stream object, like the bytes.
  const auto errors =
      grown(stream.inbound_frames_in_error, item.inbound_frames_in_error, same_object);
  add(stream.inbound_frames_in_error_total, counted(errors));
  // The first sample of a stream object has no rate: how long it took to grow is not known.
  const bool comparable = same_object && countable;
  const double seconds = to_seconds(answered_at - last_list_at_.value_or(answered_at));
  stream.inbound_bits_per_second = comparable ? rate(inbound, seconds) : std::nullopt;
  stream.outbound_bits_per_second = comparable ? rate(outbound, seconds) : std::nullopt;
  stream.inbound_bytes = item.inbound_bytes;
  stream.outbound_bytes = item.outbound_bytes;
  stream.inbound_frames_in_error = item.inbound_frames_in_error;

  if (!same_object || !item.inbound_bytes || inbound.value_or(0) > 0) {
    tracked.grown_at = answered_at;
    tracked.polls_without_growth = 0;
    if (inbound.value_or(0) > 0) stream.last_inbound_at = polled_at;
  } else {
    ++tracked.polls_without_growth;
  }
}

// A new stream object goes on in the same window: the totals never fall, and what a viewer asks is
// how much arrived in the last seconds.
void StreamTracker::update_rates(Tracked& tracked, SteadyTime answered_at) const {
  Stream& stream = tracked.shown;
  stream.inbound_rates = stream.outbound_rates = {};
  if (!stream.inbound_bits_per_second && !stream.outbound_bits_per_second) {
    tracked.inbound_smoothed.clear();
    tracked.outbound_smoothed.clear();
    if (!stream.inbound_bytes) tracked.window.clear();  // not available
  }
  if (!stream.inbound_bytes && !stream.outbound_bytes) return;
  tracked.window.add(answered_at, {stream.inbound_bytes_total, stream.outbound_bytes_total}, {});
  const auto fill = [&](std::size_t counter, const std::optional<double>& now, Smoothed& smoothed,
                        Rates& rates) {
    if (!now) return;
    smoothed.add(answered_at, *now);
    rates.smoothed = smoothed.value();
    rates.ten_seconds = tracked.window.bits_per_second(counter, std::chrono::seconds(10));
    rates.sixty_seconds = tracked.window.bits_per_second(counter, std::chrono::seconds(60));
  };
  fill(0, stream.inbound_bits_per_second, tracked.inbound_smoothed, stream.inbound_rates);
  fill(1, stream.outbound_bits_per_second, tracked.outbound_smoothed, stream.outbound_rates);
}

const PathConfig* StreamTracker::config_of(const PathItem& item) const {
  if (item.config) return &*item.config;
  const auto found = configs_.find(item.conf_name);
  return found == configs_.end() ? nullptr : &found->second;
}

StreamState StreamTracker::judge(Tracked& tracked, const PathItem& item, bool publishing,
                                 SteadyTime answered_at) const {
  if (!item.available) return judge_unavailable(tracked, item, publishing, answered_at);
  tracked.starting_since.reset();
  tracked.unavailable_since.reset();
  if (item.online == false) return StreamState::Standby;
  const bool silent =
      tracked.polls_without_growth >= kStallPolls &&
      answered_at - tracked.grown_at >= tracked.settings.stall_after.value_or(rules_.stall_after);
  return silent ? StreamState::Stalled : StreamState::Live;
}

StreamState StreamTracker::judge_unavailable(Tracked& tracked, const PathItem& item,
                                             bool publishing, SteadyTime answered_at) const {
  if (!tracked.unavailable_since) tracked.unavailable_since = answered_at;
  if (!publishing) {
    tracked.starting_since.reset();
  } else {
    if (!tracked.starting_since) tracked.starting_since = answered_at;
    if (answered_at - *tracked.starting_since < tracked.health.starting_for)
      return StreamState::Starting;
  }
  const PathConfig* config = config_of(item);
  return config != nullptr && config->on_demand ? StreamState::Idle : StreamState::Offline;
}

void StreamTracker::change_state(Tracked& tracked, StreamState state, WallTime since) const {
  Stream& stream = tracked.shown;
  if (stream.state != state) {
    stream.state = state;
    stream.since = since;
  }
  stream.reasons.clear();
  stream.stalled_remaining_seconds.reset();
}

std::optional<double> StreamTracker::remaining_seconds(const Stream& stream,
                                                       double silent_seconds) const {
  if (!stream.source || stream.source->type.kind != PeerKind::Session) return std::nullopt;
  const auto timeout = read_timeout_.of(stream.source->type.protocol);
  // Whoever outlives it sends something that is no media.
  return timeout && *timeout > silent_seconds ? std::optional(*timeout - silent_seconds)
                                              : std::nullopt;
}

void StreamTracker::explain(Tracked& tracked, const PathItem& item, WallTime polled_at) const {
  Stream& stream = tracked.shown;
  if (stream.state == StreamState::Stalled) {
    const double silent = to_seconds(tracked.answered_at - tracked.grown_at);
    stream.stalled_remaining_seconds = remaining_seconds(stream, silent);
    stream.reasons.push_back(no_inbound_bytes(silent, stream.stalled_remaining_seconds));
  }
  if (stream.state == StreamState::Standby) {
    const auto seconds = polled_at - stream.since;
    stream.reasons.push_back(slate_playing(to_seconds(seconds),
                                           tracked.had_publisher && seconds <= rules_.remember,
                                           tracked.settings.expected));
  }
  const PathConfig* config = config_of(item);
  if (stream.state == StreamState::Offline && config != nullptr && config->static_source &&
      !config->on_demand && !config->redirect) {
    stream.reasons.push_back(
        source_unreachable(to_seconds(tracked.answered_at - *tracked.unavailable_since),
                           stream.source ? stream.source->last_error : ""));
  }
}

void StreamTracker::end_absent(WallTime polled_at) {
  std::vector<std::pair<WallTime, std::string>> gone;
  for (auto entry = streams_.begin(); entry != streams_.end();) {
    Tracked& tracked = entry->second;
    Stream& stream = tracked.shown;
    if (!tracked.listed) {
      change_state(tracked, StreamState::Gone, polled_at);
      tracked.available = false;
      tracked.readers.clear();
      tracked.window.clear();
      stream.inbound_rates = stream.outbound_rates = {};
      stream.inbound_bits_per_second.reset();
      stream.outbound_bits_per_second.reset();
      stream.readers.reset();
      stream.readers_by_protocol.clear();
      // A path that never had a stream (somebody asked for a wrong name) leaves no trace.
      if (!tracked.ever_available || polled_at - stream.since > rules_.remember) {
        entry = streams_.erase(entry);
        continue;
      }
      gone.emplace_back(stream.since, entry->first);
    }
    ++entry;
  }
  if (gone.size() <= rules_.remember_max) return;
  const auto surplus = static_cast<std::ptrdiff_t>(gone.size() - rules_.remember_max);
  std::nth_element(gone.begin(), gone.begin() + surplus, gone.end());
  for (auto one = gone.begin(); one != gone.begin() + surplus; ++one) streams_.erase(one->second);
}

}  // namespace mtxmon
