#include "dashboard/feed_view.h"

#include <optional>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "core/base/log.h"
#include "core/model/json_writer.h"

namespace mtxmon {
namespace {

bool holds(const FeedView::Names& names, std::string_view node, const std::string& name) {
  const auto found = names.find(node);
  return found != names.end() && found->second.contains(name);
}

// "node/name": nodes are [A-Za-z0-9._-]+, so the first slash ends the node.
Result<FeedView::Names> parse_names(std::string_view member,
                                    const std::vector<std::string>& texts) {
  FeedView::Names names;
  for (const std::string& text : texts) {
    const std::size_t slash = text.find('/');
    if (slash == 0 || slash == std::string::npos || slash + 1 == text.size()) {
      return Error{
          fmt::format("\"{}\" lists \"{}\", which is not node/name", member, printable(text, 64))};
    }
    names[text.substr(0, slash)].insert(text.substr(slash + 1));
  }
  return names;
}

std::vector<std::string> split_commas(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    if (comma != 0) parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return parts;
}

// A list of strings; nothing when it is not one.
std::optional<std::vector<std::string>> parse_texts(std::string_view raw) {
  const auto items = split_array(raw);
  if (!items) return std::nullopt;
  std::vector<std::string> texts;
  for (const std::string& item : *items) {
    if (!item.starts_with('"')) return std::nullopt;
    texts.push_back(text_member({{"text", item}}, "text"));
  }
  return texts;
}

// One member or parameter, as a word or as a list.
struct Wish {
  std::string word;
  std::vector<std::string> list;
  bool is_list = false;
};

Status apply(FeedView& view, std::string_view name, const Wish& wish) {
  if (name == "numbers") {
    if (wish.is_list || wish.word != "columns") return Error{"\"numbers\" can only be \"columns\""};
    view.numbers_in_columns = true;
    return {};
  }
  if (name == "streams" && !wish.is_list) {
    if (wish.word != "all" && wish.word != "none")
      return Error{"\"streams\" is \"all\", \"none\" or a list of node/name"};
    view.streams = wish.word == "all" ? FeedView::Streams::All : FeedView::Streams::None;
    return {};
  }
  if (!wish.is_list) return Error{fmt::format("\"{}\" is a list of texts", name)};
  if (name == "fields") {
    view.fields.insert(wish.list.begin(), wish.list.end());
    return {};
  }
  auto names = parse_names(name, wish.list);
  if (!names) return std::move(names).error();
  if (name == "streams") view.streams = FeedView::Streams::Listed;
  (name == "streams" ? view.listed : view.whole) = std::move(*names);
  return {};
}

constexpr std::string_view kNames[] = {"streams", "fields", "whole", "numbers"};

void write_names(JsonWriter& json, std::string_view key, const FeedView::Names& names) {
  json.key(key).begin_array();
  for (const auto& [node, streams] : names) {
    for (const std::string& stream : streams) {
      std::string name = node;
      name.append("/").append(stream);
      json.value(name);
    }
  }
  json.end_array();
}

}  // namespace

bool FeedView::wants(std::string_view node, const std::string& name) const {
  switch (streams) {
    case Streams::All:
      return true;
    case Streams::None:
      return false;
    case Streams::Listed:
      break;
  }
  return holds(listed, node, name);
}

bool FeedView::wants_whole(std::string_view node, const std::string& name) const {
  return holds(whole, node, name);
}

Result<FeedView> parse_feed_view(const JsonMembers& members) {
  FeedView view;
  for (const std::string_view name : kNames) {
    const std::string_view raw = raw_member(members, name);
    if (raw.empty() || raw == "null") continue;
    Wish wish{text_member(members, name), {}, false};
    if (raw.starts_with('[')) {
      auto texts = parse_texts(raw);
      if (!texts) return Error{fmt::format("\"{}\" is a list of texts", name)};
      wish = {"", std::move(*texts), true};
    }
    if (auto applied = apply(view, name, wish); !applied) return std::move(applied).error();
  }
  return view;
}

Result<FeedView> parse_feed_view(const Request& request) {
  FeedView view;
  for (const std::string_view name : kNames) {
    const auto value = request.parameter(name);
    if (!value) continue;
    // A message is UTF-8 because it is JSON; a query may hold any bytes.
    if (!simdjson::validate_utf8(*value)) return Error{fmt::format("\"{}\" is not UTF-8", name)};
    const bool is_word = name == "numbers" || *value == "all" || *value == "none";
    const Wish wish{*value, is_word ? std::vector<std::string>{} : split_commas(*value), !is_word};
    if (auto applied = apply(view, name, wish); !applied) return std::move(applied).error();
  }
  return view;
}

std::string to_text(const FeedView& view) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  if (view.streams == FeedView::Streams::None) json.member("streams", "none");
  if (view.streams == FeedView::Streams::Listed) write_names(json, "streams", view.listed);
  if (!view.fields.empty()) {
    json.key("fields").begin_array();
    for (const std::string& field : view.fields) json.value(field);
    json.end_array();
  }
  if (!view.whole.empty()) write_names(json, "whole", view.whole);
  if (view.numbers_in_columns) json.member("numbers", "columns");
  json.end_object();
  return out == "{}" ? "" : out;
}

FeedView from_text(const std::string& text) {
  if (text.empty()) return {};
  const auto members = split_object(text);
  auto view = members ? parse_feed_view(*members) : Result<FeedView>(members.error());
  return view ? std::move(*view) : FeedView{};
}

}  // namespace mtxmon
