#include "core/base/settings.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <set>
#include <sstream>
#include <tuple>

#include <fmt/format.h>

#include "core/base/files.h"
#include "core/base/nearest.h"
#include "core/base/node_settings.h"
#include "core/base/option_value.h"
#include "core/base/settings_file.h"
#include "core/base/time_text.h"

namespace mtxmon {
namespace {

std::vector<std::string> split_words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  return {std::istream_iterator<std::string>(stream), {}};
}

Status check(const Option& option, const Setting& setting) {
  for (const std::string& value : setting.values) {
    if (auto good = check_value(option, value); !good) {
      return std::move(good).error().within(
          fmt::format("{}: {}", setting.origin, option_key(option.name)));
    }
  }
  return {};
}

// A password in a Redis URL is fine in a file or the environment, but not in a flag: every user
// sees those.
Status check_redis_flag(const Setting& redis_url) {
  const std::string& url = redis_url.values.front();
  const auto at = url.find('@');
  if (redis_url.origin != "--redis.url" || at == std::string::npos ||
      url.substr(0, at).find(':', url.find("://") + 3) == std::string::npos) {
    return {};
  }
  return Error{
      "--redis.url: a password in a flag can be read by every user of this machine; put it into a "
      "file and set "
      "--redis.password-file FILE or MTXMON_REDIS_PASSWORD_FILE"};
}

// Only for servers of the same file: a flag that replaces them need not rename the entries.
Status check_entry_nodes(const std::vector<StreamEntry>& entries,
                         const std::vector<NodeSettings>& nodes) {
  std::vector<std::string_view> names;
  names.reserve(nodes.size());
  for (const NodeSettings& node : nodes) names.push_back(node.node);
  for (const StreamEntry& entry : entries) {
    if (entry.node.empty() || std::ranges::find(names, entry.node) != names.end()) continue;
    const auto guess = nearest(entry.node, names);
    return Error{fmt::format("{}: streams.entries: there is no node \"{}\"{}", entry.origin,
                             entry.node,
                             guess.empty() ? fmt::format("; known are {}", fmt::join(names, ", "))
                                           : fmt::format("; did you mean \"{}\"?", guess))};
  }
  return {};
}

}  // namespace

Result<Settings> Settings::load(Program program, const FlagValues& flags,
                                const Environment& environment) {
  const auto variable =
      [&](std::string_view name) -> std::optional<std::pair<std::string, std::string>> {
    const std::string shared = option_environment(name);
    std::string own = "MTXMON_";
    for (const char c : program_word(program)) own.push_back(static_cast<char>(c - 'a' + 'A'));
    own += shared.substr(6);
    for (const std::string& candidate : {own, shared}) {
      if (auto value = environment(candidate)) return std::pair(candidate, std::move(*value));
    }
    return std::nullopt;
  };
  const auto given = [&](const Option& option) -> std::optional<Setting> {
    if (const auto flag = flags.find(option.name); flag != flags.end()) {
      return Setting{flag->second, fmt::format("--{}", option.name)};
    }
    if (auto found = variable(option.name)) {
      return Setting{
          option.type == OptionType::List ? split_words(found->second) : std::vector{found->second},
          found->first};
    }
    return std::nullopt;
  };

  Settings settings(program);
  FileSettings file;
  const auto file_setting = given(*find_option(program, "config.file"));
  if (file_setting && !file_setting->values.front().empty()) {
    const std::string& path = file_setting->values.front();
    auto text = read_file(path);
    if (!text) return std::move(text).error().within(file_setting->origin);
    auto parsed = parse_settings_file(program, *text, path);
    if (!parsed) return std::move(parsed).error();
    file = std::move(*parsed);
  }

  for (const Option& option : all_options()) {
    if (!option.serves(program)) continue;
    auto setting = given(option);
    if (!setting) {
      if (const auto in_file = file.values.find(option.name); in_file != file.values.end())
        setting = in_file->second;
    }
    if (!setting) {
      setting = Setting{option.type == OptionType::List ? split_words(option.fallback)
                                                        : std::vector{std::string(option.fallback)},
                        "default"};
    }
    if (auto good = check(option, *setting); !good) return std::move(good).error();
    settings.values_[std::string(option.name)] = std::move(*setting);
  }

  if (auto good = check_redis_flag(settings.get("redis.url")); !good)
    return std::move(good).error();
  settings.redis_password_ = file.redis_password;
  if (const Setting& secret = settings.get("redis.password-file"); !secret.values.front().empty()) {
    auto password = read_secret(secret.values.front(), secret.origin);
    if (!password) return std::move(password).error();
    settings.redis_password_ = std::move(*password);
  }

  if (program != Program::Exporter) return settings;
  const Setting& urls = settings.get("mediamtx.url");
  const bool from_file = urls.origin == "default" && !file.nodes.empty();
  if (from_file) {
    settings.nodes_ = file.nodes;
  } else {
    for (const std::string& text : urls.values)
      settings.nodes_.push_back(split_node(text, urls.origin));
  }
  // Who asks, and by what the server is believed: by flag or variable only for a single server.
  for (const NodeKey& key : node_keys()) {
    std::string name = fmt::format("mediamtx.{}", key.name);
    std::ranges::replace(name, '_', '-');
    if (key.name == "node" || key.name == "url") continue;
    std::string value;
    std::string origin;
    if (key.name == "password") {  // never a flag
      if (auto found = variable(name)) std::tie(origin, value) = *std::move(found);
    } else {
      const Setting& setting = settings.get(name);
      value = setting.values.front();
      origin = setting.origin;
    }
    if (value.empty()) continue;
    if (settings.nodes_.size() != 1) {
      return Error{fmt::format(
          "{} fits exactly one MediaMTX server, but there are {}; write {} of each into the file",
          origin, settings.nodes_.size(), key.name)};
    }
    NodeSettings& node = settings.nodes_.front();
    node.*key.value = std::move(value);
    node.origin += ", " + origin;
    if (key.name == "password") node.password_file.clear();  // that of the file
  }
  if (settings.nodes_.empty())
    return Error{"no MediaMTX server to poll; set --mediamtx.url http://127.0.0.1:9997"};
  if (auto good = check_nodes(settings.nodes_); !good) return std::move(good).error();
  settings.stream_entries_ = std::move(file.stream_entries);
  if (from_file) {
    auto good = check_entry_nodes(settings.stream_entries_, settings.nodes_);
    if (!good) return std::move(good).error();
  }
  return settings;
}

const Setting& Settings::get(std::string_view name) const {
  const auto found = values_.find(name);
  if (found != values_.end()) return found->second;
  std::fprintf(stderr, "bug: %s has no option \"%s\"\n",
               std::string(program_name(program_)).c_str(), std::string(name).c_str());
  std::abort();
}

const std::string& Settings::text(std::string_view name) const { return get(name).values.front(); }
const std::vector<std::string>& Settings::list(std::string_view name) const {
  return get(name).values;
}
Milliseconds Settings::duration(std::string_view name) const { return *parse_duration(text(name)); }
long long Settings::integer(std::string_view name) const { return *parse_integer(text(name)); }
double Settings::number(std::string_view name) const { return *parse_number(text(name)); }
bool Settings::enabled(std::string_view name) const { return *parse_switch(text(name)); }
const std::string& Settings::origin(std::string_view name) const { return get(name).origin; }

}  // namespace mtxmon
