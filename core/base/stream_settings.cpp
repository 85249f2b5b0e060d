#include "core/base/stream_settings.h"

#include <algorithm>

#include "core/base/glob.h"
#include "core/base/player_url.h"

namespace mtxmon {
namespace {

bool concerns_node(const StreamEntry& entry, std::string_view node) {
  return entry.node.empty() || entry.node == node;
}

}  // namespace

StreamSettings settings_for(std::span<const StreamEntry> entries, std::string_view node,
                            std::string_view name) {
  StreamSettings merged;
  for (const StreamEntry& entry : entries) {
    if (!concerns_node(entry, node) || !glob_matches(entry.match, name)) continue;
    if (entry.title) merged.title = *entry.title;
    if (entry.contact) merged.contact = *entry.contact;
    if (entry.player_url) merged.player_url = *entry.player_url;
    if (entry.expected) merged.expected = *entry.expected;
    if (entry.min_readers) merged.min_readers = entry.min_readers;
    if (entry.min_bits_per_second) merged.min_bits_per_second = entry.min_bits_per_second;
    if (entry.stall_after) merged.stall_after = entry.stall_after;
    for (const auto& [option, value] : entry.health) merged.health[option] = value;
  }
  merged.player_url = player_url_of(merged.player_url, name);
  return merged;
}

std::vector<std::string> expected_names(std::span<const StreamEntry> entries,
                                        std::string_view node) {
  std::vector<std::string> names;
  for (const StreamEntry& entry : entries) {
    if (!entry.expected || !concerns_node(entry, node)) continue;
    if (std::ranges::find(names, entry.match) == names.end() &&
        settings_for(entries, node, entry.match).expected) {
      names.push_back(entry.match);
    }
  }
  return names;
}

std::vector<ExpectedPattern> expected_patterns(std::span<const StreamEntry> entries,
                                               std::string_view node) {
  std::vector<ExpectedPattern> patterns;
  for (const StreamEntry& entry : entries) {
    if (!entry.min_streams || !concerns_node(entry, node)) continue;
    const auto known = std::ranges::find(patterns, entry.match, &ExpectedPattern::match);
    if (known == patterns.end()) {
      patterns.push_back({entry.match, *entry.min_streams});
    } else {
      known->min_streams = *entry.min_streams;
    }
  }
  std::erase_if(patterns, [](const ExpectedPattern& one) { return one.min_streams == 0; });
  return patterns;
}

}  // namespace mtxmon
