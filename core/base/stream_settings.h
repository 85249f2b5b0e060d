// What the operator says about single streams: streams.entries of the settings file. Plain data and
// pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"

namespace mtxmon {

inline constexpr std::string_view kHealthPrefix = "health.";  // of the options of thresholds
// The one threshold that is of a whole server.
inline constexpr std::string_view kHostBusy = "health.host-busy";

// Name of a health option → its value as text, which the option accepts.
using HealthOverrides = std::map<std::string, std::string, std::less<>>;

// One entry; an empty optional says nothing.
struct StreamEntry {
  std::string origin;                     // "monitor.yml:12"
  std::string match;                      // a name, or a pattern with * and ?
  std::string node;                       // empty: every node
  std::optional<std::string> title;       // at most 100 characters
  std::optional<std::string> contact;     // at most 200 characters
  std::optional<std::string> player_url;  // with {path} where the name goes
  std::optional<bool> expected;           // only of a name
  std::optional<std::uint64_t> min_readers, min_bits_per_second;
  std::optional<std::uint64_t> min_streams;  // only of a pattern
  std::optional<Milliseconds> stall_after;
  HealthOverrides health;
};

// What the entries say together about one stream.
struct StreamSettings {
  std::string title, contact;
  std::string player_url;  // with the stream's name in it
  bool expected = false;
  std::optional<std::uint64_t> min_readers, min_bits_per_second;
  std::optional<Milliseconds> stall_after;
  HealthOverrides health;
};

struct ExpectedPattern {
  std::string match;
  std::uint64_t min_streams = 0;  // at least 1
};

// Later entries win over earlier ones, key by key. Tries every entry: ask once per stream and keep
// the answer.
[[nodiscard]] StreamSettings settings_for(std::span<const StreamEntry> entries,
                                          std::string_view node, std::string_view name);

// The streams that must be there on this node, each once, in the order of the entries.
[[nodiscard]] std::vector<std::string> expected_names(std::span<const StreamEntry> entries,
                                                      std::string_view node);

// The patterns of which this node must have a number of streams, each once, in the order of the
// entries; of two entries with the same pattern the later one counts.
[[nodiscard]] std::vector<ExpectedPattern> expected_patterns(std::span<const StreamEntry> entries,
                                                             std::string_view node);

}  // namespace mtxmon
