#include "exporter/diagnosis/discard_watch.h"

#include <string_view>
#include <utility>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

std::optional<std::uint64_t> discarded_by(const Connection& reader) {
  if (reader.resource == nullptr) return std::nullopt;
  for (const std::string_view native : {"outboundRTPPacketsDiscarded", "outboundFramesDiscarded"}) {
    const std::size_t row = reader.resource->row(native);
    if (row < reader.values.size() && reader.values[row].is_integer())
      return reader.values[row].integer();
  }
  return std::nullopt;
}

}  // namespace

std::uint64_t DiscardWatch::update(const Connection& reader, SteadyTime at) {
  const auto now = discarded_by(reader);
  const auto before = std::exchange(discarded_, now);
  if (at - at_ > kOfLate) of_late_ = 0;
  if (before && now && *now > *before) {
    of_late_ += *now - *before;
    at_ = at;
  }
  return of_late_;
}

}  // namespace mtxmon
