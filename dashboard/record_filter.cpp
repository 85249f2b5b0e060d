#include "dashboard/record_filter.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "core/base/log.h"

namespace mtxmon {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> kSeverities = {"info", "warning", "critical"};
constexpr std::array<std::string_view, 2> kRoles = {"publisher", "reader"};

struct Parameter {
  std::string_view name;
  std::string_view member;
  bool is_list;  // else the name of something, which may hold commas
  Words known;   // nothing: any
};

constexpr auto kOfEvents = std::to_array<Parameter>({{"stream", "stream", false, {}},
                                                     {"connection", "connection", false, {}},
                                                     {"type", "type", true, {}},
                                                     {"code", "code", true, {}},
                                                     {"severity", "severity", true, kSeverities}});
constexpr auto kOfSessions = std::to_array<Parameter>({{"stream", "stream", false, {}},
                                                       {"connection", "id", false, {}},
                                                       {"protocol", "protocol", true, {}},
                                                       {"cause", "cause", true, {}},
                                                       {"role", "role", true, kRoles}});

std::vector<std::string> split_commas(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(','));
    if (!word.empty()) words.emplace_back(word);
    text.remove_prefix(word.size() < text.size() ? word.size() + 1 : text.size());
  }
  return words;
}

bool contains(std::string_view text, std::string_view lower_words) {
  const auto same = [](char c, char lower) {
    return (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) == lower;
  };
  return std::search(text.begin(), text.end(), lower_words.begin(), lower_words.end(), same) !=
         text.end();
}

}  // namespace

Result<RecordFilter> RecordFilter::parse(const Request& request, RecordKind kind) {
  RecordFilter filter;
  const std::span<const Parameter> parameters =
      kind == RecordKind::Sessions ? std::span<const Parameter>(kOfSessions) : kOfEvents;
  for (const Parameter& parameter : parameters) {
    const auto text = request.parameter(parameter.name);
    if (!text || text->empty()) continue;
    auto words = parameter.is_list ? split_commas(*text) : std::vector<std::string>{*text};
    for (const std::string& word : words) {
      if (parameter.known.empty() ||
          std::ranges::find(parameter.known, word) != parameter.known.end())
        continue;
      return Error{fmt::format("{}: \"{}\" is unknown; there are {}", parameter.name,
                               printable(word, 40), fmt::join(parameter.known, ", "))};
    }
    if (!words.empty()) filter.wishes_.push_back({std::string(parameter.member), std::move(words)});
  }
  filter.text_ = to_lower(request.parameter("q").value_or(""));
  return filter;
}

bool RecordFilter::takes(const simdjson::dom::element& record) const {
  simdjson::dom::object members;
  if (record.get(members) != simdjson::SUCCESS) return false;
  std::string_view text;
  if (members["time"].get(text) != simdjson::SUCCESS &&
      members["ended"].get(text) != simdjson::SUCCESS) {
    return false;
  }
  for (const Wish& wish : wishes_) {
    if (members[wish.member].get(text) != simdjson::SUCCESS) return false;
    if (std::ranges::find(wish.words, text) == wish.words.end()) return false;
  }
  if (text_.empty()) return true;
  for (const auto& member : members) {
    if (member.value.get(text) == simdjson::SUCCESS && contains(text, text_)) return true;
  }
  return false;
}

}  // namespace mtxmon
