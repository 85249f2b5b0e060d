#include "dashboard/connection_fields.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "core/base/log.h"
#include "core/model/json_writer.h"
#include "core/web/http_types.h"

namespace mtxmon {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::size_t kMaxFields = 50;

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// As it stands there: what was escaped stays escaped.
simdjson::error_code write_raw(JsonWriter& json, ondemand::value value) {
  std::string_view raw;
  if (const auto failed = simdjson::to_json_string(value).get(raw)) return failed;
  json.raw(trim(raw));
  return simdjson::SUCCESS;
}

template <typename Visit>
simdjson::error_code for_each(ondemand::object& object, Visit visit) {
  for (auto member : object) {
    ondemand::field field;
    std::string_view key;
    if (const auto failed = std::move(member).get(field)) return failed;
    if (const auto failed = field.unescaped_key().get(key)) return failed;
    if (const auto failed = visit(key, field.value())) return failed;
  }
  return simdjson::SUCCESS;
}

}  // namespace

Result<ConnectionFields> ConnectionFields::parse(std::string_view text) {
  ConnectionFields out;
  out.fields_ = {{"node", {}}, {"id", {}}};
  for (std::size_t count = 1; !text.empty(); ++count) {
    const std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(item.size() + 1, text.size()));
    const auto dot = item.find('.');
    const std::string_view name = item.substr(0, dot);
    const std::string_view member = dot == std::string_view::npos ? "" : item.substr(dot + 1);
    if (count > kMaxFields || !is_name(name) || (dot != std::string_view::npos && !is_name(member)))
      return Error{fmt::format("fields: \"{}\" is not one of at most {} names like srt.rtt_seconds",
                               printable(item, 40), kMaxFields)};
    auto known = std::ranges::find(out.fields_, name, &Field::name);
    const bool is_new = known == out.fields_.end();
    if (is_new) known = out.fields_.insert(known, {std::string(name), {}});
    if (member.empty()) {
      known->members.clear();
    } else if (is_new || !known->members.empty()) {
      known->members.emplace_back(member);
    }
  }
  return out;
}

const ConnectionFields::Field* ConnectionFields::find(std::string_view name) const {
  const auto found = std::ranges::find(fields_, name, &Field::name);
  return found == fields_.end() ? nullptr : &*found;
}

std::string ConnectionFields::pick(const std::string& connection) const {
  thread_local ondemand::parser parser;
  const simdjson::padded_string padded(connection);
  ondemand::document document;
  ondemand::object object;
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  const auto write = [&]() -> simdjson::error_code {
    if (const auto failed = parser.iterate(padded).get(document)) return failed;
    if (const auto failed = document.get_object().get(object)) return failed;
    return for_each(object, [&](std::string_view key, ondemand::value value) {
      const Field* field = find(key);
      if (field == nullptr) return simdjson::SUCCESS;
      ondemand::object inner;
      if (field->members.empty() || value.get_object().get(inner) != simdjson::SUCCESS)
        return write_raw(json.key(key), value);
      json.key(key).begin_object();
      const auto failed = for_each(inner, [&](std::string_view member, ondemand::value figure) {
        const bool wanted = std::ranges::find(field->members, member) != field->members.end();
        return wanted ? write_raw(json.key(member), figure) : simdjson::SUCCESS;
      });
      json.end_object();
      return failed;
    });
  };
  if (write() != simdjson::SUCCESS) return connection;
  json.end_object();
  return out;
}

}  // namespace mtxmon
