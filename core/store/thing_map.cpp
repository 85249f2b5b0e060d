#include "core/store/thing_map.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "core/history/thing.h"

namespace mtxmon {

std::string thing_text(const Thing& thing) {
  return std::to_string(thing.number) + " " + std::to_string(thing.last_ms);
}

std::optional<Thing> parse_thing(std::string_view text) {
  Thing thing;
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, thing.number);
  if (number.ec != std::errc() || number.ptr == end || *number.ptr != ' ') return std::nullopt;
  const auto last = std::from_chars(number.ptr + 1, end, thing.last_ms);
  if (last.ec != std::errc() || last.ptr != end || thing.number < 1) return std::nullopt;
  return thing;
}

Status ThingMap::load(RedisConnection& connection, const std::string& key) {
  things_.clear();
  by_number_.clear();
  auto held = connection.command({"HGETALL", key});
  if (!held) return std::move(held).error();
  for (std::size_t i = 0; i + 1 < held->items.size(); i += 2) {
    const auto thing = parse_thing(held->items[i + 1].text);
    if (!thing || by_number_.contains(thing->number)) continue;
    auto& here = things_[held->items[i].text] = *thing;
    here.is_connection = is_connection(held->items[i].text);
    here.in_redis = true;
    by_number_[thing->number] = &here;
    last_number_ = std::max(last_number_, thing->number);
  }
  return {};
}

Thing& ThingMap::of(const std::string& name) {
  auto [found, is_new] = things_.try_emplace(name);
  if (is_new) {
    found->second.number = ++last_number_;
    found->second.is_connection = is_connection(name);
    by_number_[found->second.number] = &found->second;
  }
  return found->second;
}

Thing* ThingMap::by_number(std::int64_t number) {
  const auto found = by_number_.find(number);
  return found == by_number_.end() ? nullptr : found->second;
}

void ThingMap::erase(const std::string& name) {
  const auto found = things_.find(name);
  if (found == things_.end()) return;
  by_number_.erase(found->second.number);
  things_.erase(found);
}

}  // namespace mtxmon
