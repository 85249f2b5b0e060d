#include "exporter/connection_tracker.h"

#include <algorithm>
#include <optional>
#include <set>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

std::optional<Role> role_of(std::string_view state) {
  if (state == "publish") return Role::Publisher;
  if (state == "read") return Role::Reader;
  return std::nullopt;  // "idle": still shaking hands, all figures are 0
}

std::optional<std::uint64_t> integer_at(const FieldValues& values, std::size_t row) {
  return values[row].is_integer() ? std::optional(values[row].integer()) : std::nullopt;
}

// Lost on the way and arrived at once, of the direction that carries the media.
struct LossCounters {
  std::optional<std::uint64_t> lost, good;
};
LossCounters loss_counters(const Connection& connection) {
  if (connection.role == Role::Publisher) {
    return {integer_at(connection.values, srt_field("packetsReceivedLoss")),
            integer_at(connection.values, srt_field("packetsReceivedUnique"))};
  }
  return {integer_at(connection.values, srt_field("packetsSendLoss")),
          integer_at(connection.values, srt_field("packetsSentUnique"))};
}

void combine(Number& sum, const Number& part, Aggregate aggregate) {
  if (!part.present()) return;
  if (!sum.present()) {
    sum = part;
    return;
  }
  const double a = *sum.real();
  const double b = *part.real();
  switch (aggregate) {
    case Aggregate::Sum:
      sum = a + b;
      break;
    case Aggregate::Max:
      sum = std::max(a, b);
      break;
    case Aggregate::Min:
      sum = std::min(a, b);
      break;
  }
}

}  // namespace

void ConnectionTracker::update(const ListResult<ConnectionItem>& list) {
  if (list.endpoint.state == EndpointState::Off) {
    connections_.clear();
    return;
  }
  if (!list.items) return;
  for (auto& [id, tracked] : connections_) tracked.listed = false;
  for (const ConnectionItem& item : *list.items) update_one(item, list.answered_at, !had_list_);
  std::erase_if(connections_, [](const auto& entry) { return !entry.second.listed; });
  had_list_ = true;
}

void ConnectionTracker::update_one(const ConnectionItem& item, SteadyTime answered_at,
                                   bool first_list) {
  const auto role = role_of(item.state);
  if (!role) return;
  Connection now;
  now.id = item.id;
  now.protocol = resource_.protocol;
  now.role = *role;
  now.stream = item.path;
  now.state = item.state;
  now.remote_addr = item.remote_addr;
  now.created = item.created;
  now.resource = &resource_;
  now.values = item.values;
  now.inbound_bytes = integer_at(now.values, srt_field("bytesReceived"));
  now.outbound_bytes = integer_at(now.values, srt_field("bytesSent"));

  const auto found = connections_.find(item.id);
  Tracked* before = found == connections_.end() ? nullptr : &found->second;
  if (before != nullptr && (before->shown.role != now.role || before->shown.stream != now.stream)) {
    connections_.erase(found);  // an id that changes its role is another object to us
    before = nullptr;
  }
  add_to_sums(before, now, first_list);
  if (before != nullptr) {
    const double seconds = to_seconds(answered_at - before->answered_at);
    const auto rate = [&](const std::optional<std::uint64_t>& was,
                          const std::optional<std::uint64_t>& is) {
      return was && is && seconds > 0
                 ? std::optional(static_cast<double>(counter_delta(*was, *is)) * 8 / seconds)
                 : std::nullopt;
    };
    now.inbound_bits_per_second = rate(before->shown.inbound_bytes, now.inbound_bytes);
    now.outbound_bits_per_second = rate(before->shown.outbound_bytes, now.outbound_bytes);
  } else {
    before = &connections_.emplace(item.id, Tracked{}).first->second;
  }
  const LossCounters counters = loss_counters(now);
  if (counters.lost && counters.good) before->loss.add(answered_at, *counters.lost, *counters.good);
  now.link_loss_ratio = before->loss.ratio();
  before->shown = std::move(now);
  before->answered_at = answered_at;
  before->listed = true;
}

void ConnectionTracker::add_to_sums(const Tracked* before, const Connection& now, bool first_list) {
  Sums& sums = sums_[now.stream];
  FieldValues& sum = now.role == Role::Publisher ? sums.publish : sums.read;
  sum.resize(resource_.fields.size());
  for (std::size_t row = 0; row < resource_.fields.size(); ++row) {
    const Field& field = resource_.fields[row];
    if (field.kind != Kind::Counter || !concerns(field.side, now.role) ||
        !now.values[row].present())
      continue;
    const std::uint64_t value = now.values[row].integer();
    std::uint64_t growth = 0;
    if (before != nullptr && before->shown.values[row].present()) {
      growth = counter_delta(before->shown.values[row].integer(), value);
    } else if (before == nullptr && !first_list) {
      growth = value;  // began after the last list: all of it is new
    }
    sum[row] = sum[row].integer() + growth;
  }
}

const Connection* ConnectionTracker::find(const std::string& id) const {
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : &found->second.shown;
}

void ConnectionTracker::append_to(std::vector<Connection>& out) const {
  for (const auto& [id, tracked] : connections_) out.push_back(tracked.shown);
}

std::map<std::string, ResourceTotals, std::less<>> ConnectionTracker::totals() const {
  std::map<std::string, ResourceTotals, std::less<>> totals;
  for (const auto& [path, sums] : sums_)
    totals.emplace_hint(totals.end(), path, ResourceTotals{&resource_, sums.publish, sums.read});
  for (const auto& [id, tracked] : connections_) {
    const Connection& connection = tracked.shown;
    ResourceTotals& total = totals.find(connection.stream)->second;
    FieldValues& values = connection.role == Role::Publisher ? total.publish : total.read;
    for (std::size_t row = 0; row < resource_.fields.size(); ++row) {
      const Field& field = resource_.fields[row];
      if (field.kind != Kind::Counter && concerns(field.side, connection.role)) {
        combine(values[row], connection.values[row], field.aggregate);
      }
    }
  }
  return totals;
}

void ConnectionTracker::forget_unless(
    const std::function<bool(const std::string& path)>& remembered) {
  // A connection can be listed a moment before its path.
  std::set<std::string_view> in_use;
  for (const auto& [id, tracked] : connections_) in_use.insert(tracked.shown.stream);
  std::erase_if(sums_, [&](const auto& entry) {
    return !in_use.contains(entry.first) && !remembered(entry.first);
  });
}

}  // namespace mtxmon
