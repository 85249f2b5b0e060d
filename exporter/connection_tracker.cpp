#include "exporter/connection_tracker.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

std::optional<Role> role_of(std::string_view state) {
  if (state == "publish") return Role::Publisher;
  if (state == "read") return Role::Reader;
  return std::nullopt;  // "idle": still shaking hands, all figures are 0
}

std::optional<std::uint64_t> integer_at(const FieldValues& values, std::size_t row) {
  return row < values.size() && values[row].is_integer() ? std::optional(values[row].integer())
                                                         : std::nullopt;
}

// The rows of the bytes from and to the peer, by list.
struct BytesRows {
  std::size_t inbound, outbound;
};
constexpr auto kBytesRows = [] {
  std::array<BytesRows, kLists.size()> rows{};
  for (std::size_t list = 0; list < kLists.size(); ++list) {
    const Resource& table = *kLists[list].resource;
    rows[list] = {table.row(table.inbound_native), table.row(table.outbound_native)};
  }
  return rows;
}();

}  // namespace

void ConnectionTracker::update(PollResult& poll, const ServerTraits& traits,
                               std::string_view cause) {
  for (std::size_t list = 0; list < kLists.size(); ++list)
    update_list(list, poll.lists[list], poll.polled_at, traits, cause);
  attach_controls();
}

void ConnectionTracker::update_list(std::size_t list, ListResult<ConnectionItem>& result,
                                    WallTime polled_at, const ServerTraits& traits,
                                    std::string_view cause) {
  TrackedList& tracked = lists_[list];
  if (result.endpoint.state == EndpointState::Off) {
    for (const auto& [id, one] : tracked.items) end(one, polled_at, end_cause::kProtocolOff);
    tracked.items.clear();
    return;
  }
  if (!result.items) return;
  for (auto& [id, one] : tracked.items) one.listed = false;
  for (ConnectionItem& item : *result.items)
    update_one(list, item, result.answered_at, polled_at, traits);
  std::erase_if(tracked.items, [&](const auto& entry) {
    const Tracked& one = entry.second;
    if (one.listed) return false;
    const auto timeout = read_timeout_.of(one.shown->protocol);
    end(one, polled_at,
        cause.empty() ? one.signs.cause(one.shown->role, result.answered_at, timeout) : cause);
    return true;
  });
  tracked.had_answer = true;
}

std::optional<Connection> ConnectionTracker::connection_of(std::size_t list, ConnectionItem& item) {
  const ListRoute& route = kLists[list];
  Connection now;
  if (route.kind == ListKind::Control) {
    const Connection* session = find(route.protocol, item.session);
    if (session == nullptr) return std::nullopt;  // no session yet, or one that is idle
    now.role = session->role;
    now.stream = session->stream;
    now.state = item.session;
  } else {
    const bool readers_only = item.state.empty();  // HLS
    const auto role = readers_only ? std::optional(Role::Reader) : role_of(item.state);
    if (!role) return std::nullopt;
    now.role = *role;
    now.stream = std::move(item.path);
    now.state = std::move(item.state);
  }
  const AddressMask mask =
      now.role == Role::Publisher ? privacy_.publisher_addr : privacy_.viewer_addr;
  now.id = std::move(item.id);
  now.protocol = route.protocol;
  now.remote_addr = mask_address(item.remote_addr, mask);
  if (now.role == Role::Reader) {
    now.internal = is_loopback(item.remote_addr);
  } else if (mask != AddressMask::None && !is_loopback(item.remote_addr)) {
    now.network = mask_address(item.remote_addr, AddressMask::Prefix);
  }
  now.user = std::move(item.user);
  now.query = std::move(item.query);
  now.user_agent = std::move(item.user_agent);
  now.created = item.created;
  now.established = item.established;
  now.is_cdn = item.is_cdn;
  now.resource = route.resource;
  now.values = std::move(item.values);
  now.texts = std::move(item.texts);
  for (std::size_t row = 0; row < now.texts.size(); ++row) {
    if (route.resource->texts[row].native == "remoteCandidate")
      now.texts[row] = mask_candidate(now.texts[row], mask);
  }
  now.inbound_bytes = integer_at(now.values, kBytesRows[list].inbound);
  now.outbound_bytes = integer_at(now.values, kBytesRows[list].outbound);
  return now;
}

void ConnectionTracker::update_one(std::size_t list, ConnectionItem& item, SteadyTime answered_at,
                                   WallTime polled_at, const ServerTraits& traits) {
  TrackedList& tracked = lists_[list];
  const auto last_request = item.last_request;
  auto made = connection_of(list, item);
  if (!made) return;
  Connection& now = *made;
  const Resource& resource = *now.resource;
  auto found = tracked.items.find(now.id);
  if (found != tracked.items.end() &&
      (found->second.shown->role != now.role || found->second.shown->stream != now.stream)) {
    end(found->second, polled_at, "");
    tracked.items.erase(found);  // an id that changes its role is another object to us
    found = tracked.items.end();
  }
  const Tracked* before = found == tracked.items.end() ? nullptr : &found->second;
  const bool publishes = now.role == Role::Publisher;
  const auto& media = publishes ? now.inbound_bytes : now.outbound_bytes;
  std::optional<std::uint64_t> grew;
  if (before != nullptr) {
    const auto& was = publishes ? before->shown->inbound_bytes : before->shown->outbound_bytes;
    if (was && media) grew = counter_delta(*was, *media);
  }
  drop_meaningless(resource, now.role, traits, grew, now.values);
  sums_.add(before != nullptr ? before->shown.get() : nullptr, now, tracked.had_answer);
  Tracked& entry = before != nullptr ? found->second : tracked.items[now.id];
  if (before != nullptr) {
    const double seconds = to_seconds(answered_at - entry.answered_at);
    const auto rate = [&](const std::optional<std::uint64_t>& was,
                          const std::optional<std::uint64_t>& is) {
      return was && is && seconds > 0
                 ? std::optional(static_cast<double>(counter_delta(*was, *is)) * 8 / seconds)
                 : std::nullopt;
    };
    now.inbound_bits_per_second = rate(entry.shown->inbound_bytes, now.inbound_bytes);
    now.outbound_bits_per_second = rate(entry.shown->outbound_bytes, now.outbound_bytes);
  } else {
    entry.first_seen = polled_at;
  }
  sample(resource, now.role, answered_at, now.values, entry.window);
  derive(resource, now.role, traits, entry.window, now.values);
  now.media_rates = media_rates(entry.window);
  entry.worst.note(now);
  entry.signs.note(now, answered_at);
  entry.last_request = last_request;
  entry.shown = std::make_shared<Connection>(std::move(now));
  entry.published = false;
  entry.answered_at = answered_at;
  entry.listed = true;
}

// A session can have several TCP connections; their bytes are one figure then.
void ConnectionTracker::attach_controls() {
  for (std::size_t list = 0; list < kLists.size(); ++list) {
    if (kLists[list].kind != ListKind::Control) continue;
    auto& sessions = lists_[list_of(kLists[list].protocol, ListKind::Connections)].items;
    for (auto& [id, session] : sessions) {
      if (session.shown->control.resource != nullptr) changeable(session).control = {};
    }
    for (const auto& [id, control] : lists_[list].items) {
      const auto session = sessions.find(control.shown->state);
      if (session == sessions.end()) continue;
      Figures& figures = changeable(session->second).control;
      if (figures.resource == nullptr) {
        figures = {control.shown->resource, control.shown->values, control.shown->texts};
        continue;
      }
      for (std::size_t row = 0; row < figures.values.size(); ++row) {
        const Number& part = control.shown->values[row];
        if (part.is_integer()) figures.values[row] = figures.values[row].integer() + part.integer();
      }
    }
  }
}

const Connection* ConnectionTracker::find(std::string_view protocol, const std::string& id) const {
  const auto list = list_of(protocol, ListKind::Connections);
  if (list == kLists.size()) return nullptr;
  const auto found = lists_[list].items.find(id);
  return found == lists_[list].items.end() ? nullptr : found->second.shown.get();
}

PathNames ConnectionTracker::publishing() const {
  PathNames paths;
  for (std::size_t list = 0; list < kLists.size(); ++list) {
    if (kLists[list].kind != ListKind::Connections) continue;
    for (const auto& [id, tracked] : lists_[list].items) {
      if (tracked.shown->role == Role::Publisher && !tracked.shown->stream.empty())
        paths.insert(tracked.shown->stream);
    }
  }
  return paths;
}

std::optional<HlsMuxer> ConnectionTracker::muxer_of(const std::string& path) const {
  const auto& muxers = lists_[list_index("hlsmuxers")].items;
  const auto found = muxers.find(path);
  if (found == muxers.end()) return std::nullopt;
  const Connection& shown = *found->second.shown;
  return HlsMuxer{
      shown.created, found->second.last_request, {shown.resource, shown.values, shown.texts}};
}

Connection& ConnectionTracker::changeable(Tracked& tracked) {
  if (std::exchange(tracked.published, false)) {
    tracked.shown = std::make_shared<Connection>(*tracked.shown);
    tracked.shown->reasons.clear();
    tracked.shown->silent_since.reset();
  }
  return *tracked.shown;
}

void ConnectionTracker::append_to(ConnectionList& out) {
  for (std::size_t list = 0; list < kLists.size(); ++list) {
    if (kLists[list].kind != ListKind::Connections) continue;
    out.reserve(out.size() + lists_[list].items.size());
    for (auto& [id, tracked] : lists_[list].items) {
      (void)changeable(tracked);
      out.share(tracked.shown);
      tracked.published = true;
    }
  }
}

const StreamSums& ConnectionTracker::totals() {
  sums_.forget_gauges();
  for (const TrackedList& list : lists_) {
    for (const auto& [id, tracked] : list.items) sums_.add_gauges(*tracked.shown);
  }
  return sums_;
}

void ConnectionTracker::forget_unless(
    const std::function<bool(const std::string& path)>& remembered) {
  // A connection can be listed a moment before its path.
  PathNames in_use;
  for (const TrackedList& list : lists_) {
    for (const auto& [id, tracked] : list.items) in_use.insert(tracked.shown->stream);
  }
  sums_.forget_if(
      [&](const std::string& path) { return !in_use.contains(path) && !remembered(path); });
}

}  // namespace mtxmon
