// Compile-time checks of the field table; this file has no code that runs.
#include "core/schema/schema.h"

namespace mtxmon {
namespace {

consteval bool is_snake(std::string_view name) {
  if (name.empty() || name.front() < 'a' || name.front() > 'z') return false;
  for (const char c : name) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  }
  return true;
}

consteval bool names_say_the_unit(const Field& field) {
  const auto both = [&](std::string_view word) {
    return field.key.find(word) != std::string_view::npos &&
           (field.metric.empty() || field.metric.find(word) != std::string_view::npos);
  };
  switch (field.unit) {
    case Unit::Count:
      return true;
    case Unit::Bytes:
      return both("bytes");
    case Unit::Seconds:
      return both("_seconds");
    case Unit::Ratio:
      return both("_ratio");
    case Unit::BitsPerSecond:  // Prometheus' base unit is the byte
      return field.key.ends_with("_bits_per_second") &&
             (field.metric.empty() || field.metric.ends_with("_bytes_per_second"));
  }
  return false;
}

consteval bool row_is_sound(const Field& field) {
  const bool counter = field.kind == Kind::Counter;
  return is_snake(field.key) && (field.metric.empty() || is_snake(field.metric)) &&
         !field.label_en.empty() && !field.label_de.empty() && field.help.ends_with('.') &&
         field.help_de.ends_with('.') && field.scale > 0 && names_say_the_unit(field) &&
         field.key.ends_with("_total") == counter &&
         (field.metric.empty() || field.metric.ends_with("_total") == counter) &&
         (!counter || (field.aggregate == Aggregate::Sum && !field.native.empty())) &&
         // Counters keep the server's integers; /metrics has no room for a scale.
         (!counter || field.scale == 1 || field.metric.empty());
}

consteval bool overlap(Side a, Side b) { return a == b || a == Side::Both || b == Side::Both; }

consteval bool is_sound(const Resource& resource) {
  for (std::size_t i = 0; i < resource.fields.size(); ++i) {
    const Field& field = resource.fields[i];
    if (!row_is_sound(field)) return false;
    for (std::size_t j = 0; j < i; ++j) {
      const Field& other = resource.fields[j];
      if (!field.native.empty() && field.native == other.native) return false;
      if (!overlap(field.side, other.side)) continue;
      if (field.key == other.key) return false;
      if (!field.metric.empty() && field.metric == other.metric) return false;
    }
  }
  const auto exists = [&](std::string_view native) {
    return native.empty() || resource.row(native) < resource.fields.size();
  };
  return is_snake(resource.name) && resource.publish_prefix != resource.read_prefix &&
         exists(resource.inbound_native) && exists(resource.outbound_native);
}

consteval bool all_sound() {
  for (const Resource* resource : kResources) {
    if (!is_sound(*resource)) return false;
  }
  return true;
}

static_assert(all_sound(),
              "a row of the field table breaks a rule of row_is_sound() or repeats another row");

}  // namespace
}  // namespace mtxmon
