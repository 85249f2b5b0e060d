#include "exporter/poll_rules.h"

#include <fmt/format.h>

#include "core/base/option_value.h"

namespace mtxmon {
namespace {

Result<AddressMask> address_mask_of(const Settings& settings, const NodeSettings& node,
                                    std::string_view option) {
  const auto own = node.privacy.find(option);
  const bool is_own = own != node.privacy.end();
  const std::string& text = is_own ? own->second.value : settings.text(option);
  const auto mask = parse_address_mask(text);
  if (mask) return *mask;
  const std::string where = is_own ? fmt::format("{}: mediamtx.{} of node \"{}\"",
                                                 own->second.origin, option_key(option), node.node)
                                   : fmt::format("{}: {}", settings.origin(option), option);
  return Error{fmt::format("{} is \"{}\"; it can be full, prefix or none", where, text)};
}

bool is_kept(const Settings& settings, const NodeSettings& node, std::string_view option) {
  const auto own = node.privacy.find(option);
  return own == node.privacy.end() ? settings.enabled(option)
                                   : parse_switch(own->second.value).value_or(false);
}

// A server's player is what comes before everything that is said about single streams.
std::vector<StreamEntry> stream_entries_of(const Settings& settings) {
  std::vector<StreamEntry> entries;
  for (const NodeSettings& node : settings.nodes()) {
    if (node.player_url.empty()) continue;
    StreamEntry& entry = entries.emplace_back();
    entry.origin = node.origin;
    entry.match = "*";
    entry.node = node.node;
    entry.player_url = node.player_url;
  }
  entries.insert(entries.end(), settings.stream_entries().begin(), settings.stream_entries().end());
  return entries;
}

}  // namespace

Result<PollRules> poll_rules_of(const Settings& settings, const NodeSettings& node) {
  PollRules rules;
  rules.interval = settings.duration("poll.interval");
  rules.timeout = settings.duration("poll.timeout");
  rules.streams.stall_after = settings.duration("streams.stall-after");
  rules.streams.remember = settings.duration("streams.remember");
  rules.streams.health = health_rules_of(settings);
  rules.streams.entries = stream_entries_of(settings);
  rules.decode.keep_user = is_kept(settings, node, "privacy.user");
  rules.decode.keep_query = is_kept(settings, node, "privacy.query");
  const auto publisher = address_mask_of(settings, node, "privacy.publisher-addr");
  if (!publisher) return publisher.error();
  const auto viewer = address_mask_of(settings, node, "privacy.viewer-addr");
  if (!viewer) return viewer.error();
  rules.privacy = {*publisher, *viewer};
  return rules;
}

}  // namespace mtxmon
