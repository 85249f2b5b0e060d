#include "core/model/json_members.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <simdjson.h>

#include "core/model/json_writer.h"

namespace mtxmon {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

Error fault(error_code code) {
  return Error{fmt::format("not the expected JSON: {}", simdjson::error_message(code))};
}

// The on-demand parser cuts out values without looking into them; what is passed on must be JSON to
// the last byte.
error_code validate(const simdjson::padded_string& json) {
  simdjson::dom::parser parser;
  return parser.parse(json).error();
}

error_code raw_text(ondemand::value value, std::string& out) {
  std::string_view raw;
  if (const auto failed = simdjson::to_json_string(value).get(raw)) return failed;
  const auto end = raw.find_last_not_of(" \t\r\n");
  out.assign(raw.substr(0, end == std::string_view::npos ? 0 : end + 1));
  return simdjson::SUCCESS;
}

Result<JsonMembers> cut_object(const simdjson::padded_string& padded) {
  ondemand::parser parser;
  JsonMembers members;
  const auto split = [&]() -> error_code {
    ondemand::document document;
    ondemand::object object;
    if (const auto failed = parser.iterate(padded).get(document)) return failed;
    if (const auto failed = document.get_object().get(object)) return failed;
    for (auto member : object) {
      ondemand::field field;
      std::string_view key;
      if (const auto failed = std::move(member).get(field)) return failed;
      if (const auto failed = field.unescaped_key().get(key)) return failed;
      auto& added = members.emplace_back(std::string(key), std::string());
      if (const auto failed = raw_text(field.value(), added.second)) return failed;
    }
    return simdjson::SUCCESS;
  };
  if (const auto failed = split()) return fault(failed);
  return members;
}

Result<std::vector<std::string>> cut_array(const simdjson::padded_string& padded) {
  ondemand::parser parser;
  std::vector<std::string> items;
  const auto split = [&]() -> error_code {
    ondemand::document document;
    ondemand::array array;
    if (const auto failed = parser.iterate(padded).get(document)) return failed;
    if (const auto failed = document.get_array().get(array)) return failed;
    for (auto item : array) {
      ondemand::value value;
      if (const auto failed = std::move(item).get(value)) return failed;
      if (const auto failed = raw_text(value, items.emplace_back())) return failed;
    }
    return simdjson::SUCCESS;
  };
  if (const auto failed = split()) return fault(failed);
  return items;
}

}  // namespace

Result<JsonMembers> split_object(std::string_view json) {
  const simdjson::padded_string padded(json);
  if (const auto failed = validate(padded)) return fault(failed);
  return cut_object(padded);
}

Result<std::vector<std::string>> split_array(std::string_view json) {
  const simdjson::padded_string padded(json);
  if (const auto failed = validate(padded)) return fault(failed);
  return cut_array(padded);
}

std::string_view raw_member(const JsonMembers& members, std::string_view key) {
  const auto found = std::ranges::find(members, key, &JsonMembers::value_type::first);
  return found == members.end() ? std::string_view() : std::string_view(found->second);
}

std::string text_member(const JsonMembers& members, std::string_view key) {
  const std::string_view raw = raw_member(members, key);
  if (!raw.starts_with('"')) return {};
  if (raw.find('\\') == std::string_view::npos) return std::string(raw.substr(1, raw.size() - 2));
  simdjson::dom::parser parser;
  std::string_view text;
  if (parser.parse(std::string(raw)).get_string().get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

double number_member(const JsonMembers& members, std::string_view key, double fallback) {
  const std::string_view raw = raw_member(members, key);
  double number = 0;
  const auto [end, code] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
  return code == std::errc() && end == raw.data() + raw.size() && !raw.empty() ? number : fallback;
}

bool bool_member(const JsonMembers& members, std::string_view key) {
  return raw_member(members, key) == "true";
}

void set_member(JsonMembers& members, std::string_view key, std::string raw) {
  const auto found = std::ranges::find(members, key, &JsonMembers::value_type::first);
  if (found == members.end()) {
    members.emplace_back(std::string(key), std::move(raw));
  } else {
    found->second = std::move(raw);
  }
}

std::string join_object(const JsonMembers& members) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  for (const auto& [key, raw] : members) json.key(key).raw(raw);
  json.end_object();
  return out;
}

}  // namespace mtxmon
