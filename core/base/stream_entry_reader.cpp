#include "core/base/stream_entry_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "core/base/glob.h"
#include "core/base/nearest.h"
#include "core/base/option_value.h"
#include "core/base/player_url.h"
#include "core/base/time_text.h"
#include "core/base/utf8.h"

namespace mtxmon {
namespace {

constexpr std::size_t kMaxTitle = 100;
constexpr std::size_t kMaxContact = 200;
constexpr double kMaxAmount = 1e12;

// "3", "500k", "2.5M".
Result<std::uint64_t> parse_amount(std::string_view text) {
  double number = 0;
  const char* text_end = text.data() + text.size();
  const auto [end, code] = std::from_chars(text.data(), text_end, number, std::chars_format::fixed);
  const std::string_view suffix(end, static_cast<std::size_t>(text_end - end));
  const double factor = suffix.empty()  ? 1
                        : suffix == "k" ? 1e3
                        : suffix == "M" ? 1e6
                        : suffix == "G" ? 1e9
                                        : 0;
  // 8.1 × 1e6 is a hair less than 8,100,000.
  number = std::round(number * factor * 1e3) / 1e3;
  if (code != std::errc() || factor == 0 || !(number >= 0 && number <= kMaxAmount) ||
      number != std::floor(number)) {
    return Error{fmt::format(
        "\"{}\" is not a whole number from 0 on; k, M or G may stand behind it: 500k", text)};
  }
  return static_cast<std::uint64_t>(number);
}

using Amount = std::optional<std::uint64_t> StreamEntry::*;
template <Amount member>
Status store_amount(StreamEntry& entry, const std::string& value) {
  const auto amount = parse_amount(value);
  if (!amount) return amount.error();
  entry.*member = *amount;
  return {};
}

template <std::string StreamEntry::*member>
Status store_name(StreamEntry& entry, const std::string& value) {
  if (value.empty()) return Error{"it must not be empty"};
  entry.*member = value;
  return {};
}

template <std::optional<std::string> StreamEntry::*member, std::size_t limit>
Status store_text(StreamEntry& entry, const std::string& value) {
  entry.*member = std::string(utf8_characters(value, limit));
  return {};
}

Status store_player_url(StreamEntry& entry, const std::string& value) {
  if (!value.empty()) {
    if (auto good = check_player_url(value); !good) return good;
  }
  entry.player_url = value;
  return {};
}

Status store_expected(StreamEntry& entry, const std::string& value) {
  entry.expected = parse_switch(value);
  if (!entry.expected) return Error{fmt::format("\"{}\" is neither true nor false", value)};
  return {};
}

Status store_stall_after(StreamEntry& entry, const std::string& value) {
  if (auto good = check_value(*find_option(Program::Exporter, "streams.stall-after"), value); !good)
    return good;
  entry.stall_after = *parse_duration(value);
  return {};
}

struct EntryKey {
  std::string_view name;
  Status (*store)(StreamEntry& entry, const std::string& value);  // null: a map, "health"
};

constexpr auto kKeys = std::to_array<EntryKey>({
    {"match", store_name<&StreamEntry::match>},
    {"node", store_name<&StreamEntry::node>},
    {"title", store_text<&StreamEntry::title, kMaxTitle>},
    {"contact", store_text<&StreamEntry::contact, kMaxContact>},
    {"player_url", store_player_url},
    {"expected", store_expected},
    {"min_readers", store_amount<&StreamEntry::min_readers>},
    {"min_bits_per_second", store_amount<&StreamEntry::min_bits_per_second>},
    {"min_streams", store_amount<&StreamEntry::min_streams>},
    {"stall_after", store_stall_after},
    {"health", nullptr},
});

class EntryReader {
 public:
  explicit EntryReader(std::string_view file) : file_(file) {}

  [[nodiscard]] Result<StreamEntry> read(const YAML::Node& map) const {
    if (!map.IsMap())
      return fault(map, "each entry of \"streams.entries\" must be a map with match");
    StreamEntry entry;
    entry.origin = fmt::format("{}:{}", file_, map.Mark().line + 1);
    std::set<std::string> seen;
    for (const auto& pair : map) {
      if (auto done = read_key(entry, pair.first, pair.second, seen); !done)
        return std::move(done).error();
    }
    if (entry.match.empty()) {
      return fault(map,
                   "an entry of \"streams.entries\" needs a match, for example match: stage/*");
    }
    if (entry.expected && has_wildcard(entry.match)) {
      return fault(map["expected"],
                   fmt::format("\"streams.entries.expected\" is for one name, but \"{}\" is a "
                               "pattern; say with min_streams how many there must be",
                               entry.match));
    }
    if (entry.min_streams && !has_wildcard(entry.match)) {
      return fault(map["min_streams"],
                   fmt::format("\"streams.entries.min_streams\" is for patterns with * or ?, but "
                               "\"{}\" is one name; write expected: true",
                               entry.match));
    }
    return entry;
  }

  [[nodiscard]] Error fault(const YAML::Node& where, std::string_view what) const {
    return Error{fmt::format("{}:{}: {}", file_, where.Mark().line + 1, what)};
  }

 private:
  Status read_key(StreamEntry& entry, const YAML::Node& where, const YAML::Node& value,
                  std::set<std::string>& seen) const {
    const std::string key = where.IsScalar() ? where.Scalar() : "";
    if (!seen.insert(key).second)
      return fault(where, fmt::format("\"streams.entries.{}\" is there twice", key));
    const auto* const known = std::ranges::find(kKeys, key, &EntryKey::name);
    if (known == kKeys.end()) {
      std::vector<std::string_view> names;
      names.reserve(std::size(kKeys));
      for (const EntryKey& one : kKeys) names.push_back(one.name);
      return unknown(where, "streams.entries." + key, key, names);
    }
    if (known->store == nullptr) return read_health(entry, value);
    if (!value.IsScalar())
      return fault(where, fmt::format("\"streams.entries.{}\" must be one value", key));
    if (auto done = known->store(entry, value.Scalar()); !done)
      return fault(value, fmt::format("streams.entries.{}: {}", key, done.error().message));
    return {};
  }

  Status read_health(StreamEntry& entry, const YAML::Node& map) const {
    if (map.IsNull()) return {};
    if (!map.IsMap()) return fault(map, "\"streams.entries.health\" must be a map of keys");
    for (const auto& pair : map) {
      const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
      const auto options = all_options();
      const auto option = std::ranges::find_if(options, [&](const Option& one) {
        return option_key(one.name) == std::string(kHealthPrefix) + key;
      });
      if (option == options.end()) return unknown_health(pair.first, key);
      if (option->name == kHostBusy) {
        return fault(pair.first,
                     fmt::format("\"streams.entries.health.{0}\" is of a whole server; write "
                                 "health: {{{0}: …}} outside of streams",
                                 key));
      }
      if (!pair.second.IsScalar()) {
        return fault(pair.second,
                     fmt::format("\"streams.entries.health.{}\" must be one value", key));
      }
      const std::string& value = pair.second.Scalar();
      if (auto good = check_value(*option, value); !good) {
        return fault(pair.second,
                     fmt::format("streams.entries.health.{}: {}", key, good.error().message));
      }
      if (!entry.health.emplace(option->name, value).second) {
        return fault(pair.first, fmt::format("\"streams.entries.health.{}\" is there twice", key));
      }
    }
    return {};
  }

  [[nodiscard]] Error unknown_health(const YAML::Node& where, const std::string& key) const {
    std::vector<std::string> keys;
    for (const Option& option : all_options()) {
      if (option.name.starts_with(kHealthPrefix) && option.name != kHostBusy)
        keys.push_back(option_key(option.name).substr(kHealthPrefix.size()));
    }
    return unknown(where, "streams.entries.health." + key, key, {keys.begin(), keys.end()});
  }

  [[nodiscard]] Error unknown(const YAML::Node& where, const std::string& full,
                              const std::string& key,
                              const std::vector<std::string_view>& names) const {
    const auto guess = nearest(key, names);
    return fault(where,
                 fmt::format("unknown key \"{}\"{}", full,
                             guess.empty() ? fmt::format("; known are {}", fmt::join(names, ", "))
                                           : fmt::format("; did you mean \"{}\"?", guess)));
  }

  std::string_view file_;
};

}  // namespace

Result<std::vector<StreamEntry>> read_stream_entries(const YAML::Node& list,
                                                     std::string_view file) {
  const EntryReader reader(file);
  std::vector<StreamEntry> entries;
  if (list.IsNull()) return entries;
  if (!list.IsSequence())
    return reader.fault(list, "\"streams.entries\" must be a list of maps with match");
  for (const auto& item : list) {
    auto entry = reader.read(item);
    if (!entry) return std::move(entry).error();
    entries.push_back(std::move(*entry));
  }
  return entries;
}

}  // namespace mtxmon
