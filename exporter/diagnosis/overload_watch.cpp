#include "exporter/diagnosis/overload_watch.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "exporter/diagnosis/sentence.h"

namespace mtxmon {
namespace {

// Packets or frames for it were thrown away or came too late. Silence is none of it: a page that
// was closed is silent, too.
bool misses_packets(const Connection& reader) {
  return std::ranges::any_of(reader.reasons, [](const Reason& reason) {
    return reason.active(Severity::Warning) &&
           (reason.code == ReasonCode::ReaderSlow || reason.code == ReasonCode::ReaderLoss);
  });
}

}  // namespace

bool Overload::touches(const std::string& stream) const {
  return std::ranges::binary_search(streams, stream);
}

std::optional<OverloadWatch::Shortage> OverloadWatch::shortage_of(const HostLoad& host,
                                                                  double host_busy) {
  const double cpu = host.cpu_usage_ratio.value_or(0);
  const double steal = host.cpu_steal_ratio.value_or(0);
  Shortage found;
  if (steal >= kSteal) {
    found.text = fmt::format("other virtual machines take {} of the CPU of {}", percent_text(steal),
                             host.host);
    found.remedy =
        "This machine gets less CPU than it wants: move it to a host with room, or give it CPUs of "
        "its own.";
    found.numbers = {{"cpu_steal_ratio", steal}, {"cpu_usage_ratio", cpu}};
  } else if (cpu >= host_busy) {
    found.text = fmt::format("the CPU of {} is {} busy", host.host, percent_text(cpu));
    found.remedy =
        "Look for what else takes its CPU: transcoding, recording, another program. Then move "
        "streams or readers to another server.";
    found.numbers = {{"cpu_usage_ratio", cpu}};
  } else if (host.network && host.network->usage_ratio() >= host_busy) {
    const double usage = host.network->usage_ratio();
    found.text =
        fmt::format("the network card {} of {} is {} full, {}", host.network->device, host.host,
                    percent_text(usage), bit_rate_text(host.network->bits_per_second));
    found.remedy = "Lower the bit rates, or spread the readers over more servers.";
    found.numbers = {{"network_usage_ratio", usage},
                     {"network_bits_per_second", host.network->bits_per_second}};
  } else {
    return std::nullopt;
  }
  return found;
}

void OverloadWatch::note_host(const HostLoad& host, double host_busy, SteadyTime at) {
  const auto before = std::exchange(collected_at_, host.collected_at);
  // The first may have lain in Redis for hours.
  if (!before || *before == host.collected_at) return;
  if (const auto last = std::exchange(sampled_at_, at)) sampled_every_ = at - *last;
  if (auto found = shortage_of(host, host_busy)) {
    shortage_ = std::move(found);
    shortage_at_ = at;
  }
}

void OverloadWatch::update(const std::map<std::string_view, Audience>& audiences,
                           const HostLoad* host, double host_busy, SteadyTime at, WallTime wall) {
  if (host != nullptr) note_host(*host, host_busy, at);
  if (shortage_ && at - shortage_at_ > std::max<SteadyTime::duration>(kFresh, 2 * sampled_every_))
    shortage_.reset();
  std::size_t readers = 0;
  std::size_t failing = 0;
  std::vector<std::string> streams;
  for (const auto& [name, audience] : audiences) {
    const auto here = static_cast<std::size_t>(std::ranges::count_if(
        audience.readers, [](const Connection* reader) { return misses_packets(*reader); }));
    readers += audience.readers.size();
    failing += here;
    if (here > 0) streams.emplace_back(name);
  }
  const bool many = failing >= kReaders && (streams.size() >= kStreams || 3 * failing >= readers);
  std::vector<Reason> found;
  if (many && shortage_) {
    Reason& reason = found.emplace_back();
    reason.code = ReasonCode::ServerOverloaded;
    reason.severity = Severity::Critical;
    reason.text = fmt::format("The server is overloaded: {} of {} miss packets while {}.",
                              count_text(failing, "reader"), count_text(streams.size(), "stream"),
                              shortage_->text);
    reason.remedy = shortage_->remedy;
    reason.numbers = {{"failing_readers", static_cast<double>(failing)},
                      {"readers", static_cast<double>(readers)},
                      {"streams", static_cast<double>(streams.size())}};
    std::ranges::copy(shortage_->numbers, std::back_inserter(reason.numbers));
  }
  const bool again = !found.empty();
  memory_.update(std::move(found), at, wall, std::chrono::milliseconds(0));
  if (memory_.empty()) {
    overload_.reset();
  } else {
    if (!again) streams = std::move(overload_->streams);
    overload_ = Overload{memory_.shown().front(), std::move(streams)};
  }
}

}  // namespace mtxmon
