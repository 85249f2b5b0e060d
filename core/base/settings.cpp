#include "core/base/settings.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "core/base/settings_file.h"
#include "core/base/time_text.h"

namespace mtxmon {
namespace {

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
  if (!file.is_open() || file.bad())  // bad: it opens but cannot be read, a directory for example
    return Error{fmt::format("cannot read {}: is it a file, and may this user read it?", path)};
  return text.str();
}

// The first line of a secret's file, so that an editor's final newline does no harm.
Result<std::string> read_secret(const std::string& path, std::string_view origin) {
  auto text = read_file(path);
  if (!text) return std::move(text).error().within(origin);
  std::string secret = std::move(*text).substr(0, text->find_first_of("\r\n"));
  if (secret.empty())
    return Error{fmt::format("{}: {} is empty; its first line must be the password", origin, path)};
  return secret;
}

std::vector<std::string> split_words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  return {std::istream_iterator<std::string>(stream), {}};
}

Result<long long> parse_integer(std::string_view text) {
  long long value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) {
    return Error{fmt::format("\"{}\" is not a whole number", text)};
  }
  return value;
}

bool is_yes(std::string_view text) {
  return text == "true" || text == "1" || text == "yes" || text == "on";
}
bool is_no(std::string_view text) {
  return text == "false" || text == "0" || text == "no" || text == "off";
}

Status check(const Option& option, const Setting& setting) {
  const auto fault = [&](std::string_view what) {
    return Error{fmt::format("{}: {}: {}", setting.origin, option_key(option.name), what)};
  };
  for (const std::string& value : setting.values) {
    switch (option.type) {
      case OptionType::Text:
      case OptionType::List:
        break;
      case OptionType::Duration: {
        const auto duration = parse_duration(value);
        if (!duration) return fault(duration.error().message);
        if (duration->count() < option.minimum) {
          return fault(fmt::format("{} is too short; at least {}", value,
                                   format_duration(Milliseconds(option.minimum))));
        }
        break;
      }
      case OptionType::Integer: {
        const auto number = parse_integer(value);
        if (!number) return fault(number.error().message);
        if (*number < option.minimum)
          return fault(fmt::format("{} is too small; at least {}", value, option.minimum));
        break;
      }
      case OptionType::Switch:
        if (!is_yes(value) && !is_no(value))
          return fault(fmt::format("\"{}\" is neither true nor false", value));
        break;
    }
  }
  return {};
}

bool is_node_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-';
  });
}

// "[NODE=]URL" of a flag or an environment variable.
NodeSettings split_node(const std::string& text, const std::string& origin) {
  NodeSettings node;
  node.origin = origin;
  const auto equals = text.find('=');
  if (equals != std::string::npos && text.find("://") > equals) {
    node.node = text.substr(0, equals);
    node.url = text.substr(equals + 1);
    if (node.node.empty()) node.node = "=";  // "=http://…": refused below by name
  } else {
    node.url = text;
  }
  return node;
}

Status check_url(NodeSettings& node) {
  std::string_view rest = node.url;
  if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else {
    return Error{fmt::format("{}: \"{}\" is not the URL of a MediaMTX API; write http://HOST:9997",
                             node.origin,
                             node.url.find('@') == std::string::npos ? node.url : "(hidden)")};
  }
  if (rest.find('@') != std::string_view::npos) {
    return Error{
        fmt::format("{}: user and password do not belong in a URL, where other users of this "
                    "machine can read them; set "
                    "MTXMON_MEDIAMTX_USERNAME and MTXMON_MEDIAMTX_PASSWORD_FILE, or username and "
                    "password_file in the file",
                    node.origin)};
  }
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty() || rest.front() == '/' || rest.front() == ':' ||
      rest.find_first_of(" \t?#") != std::string_view::npos) {
    return Error{fmt::format("{}: \"{}\" is not the URL of a MediaMTX API; write http://HOST:9997",
                             node.origin, node.url)};
  }
  node.url.resize(static_cast<std::size_t>(rest.data() + rest.size() - node.url.data()));
  return {};
}

Status check_nodes(std::vector<NodeSettings>& nodes) {
  std::set<std::string> names;
  for (NodeSettings& node : nodes) {
    // First: the errors below may show a URL, and this one sees to it that it holds no password.
    if (auto good = check_url(node); !good) return good;
    if (node.node.empty()) {
      if (nodes.size() > 1) {
        return Error{
            fmt::format("{}: with more than one MediaMTX server each needs a name, so that streams "
                        "can be told apart; write "
                        "NODE={}",
                        node.origin, node.url)};
      }
      node.node = "local";
    }
    if (!is_node_name(node.node)) {
      return Error{fmt::format("{}: \"{}\" is not a node name; use up to 64 of A-Z a-z 0-9 . _ -",
                               node.origin, node.node)};
    }
    if (!names.insert(node.node).second) {
      return Error{
          fmt::format("{}: node \"{}\" is there twice; every server needs a name of its own",
                      node.origin, node.node)};
    }
    if (!node.password_file.empty()) {
      auto secret = read_secret(node.password_file, node.origin);
      if (!secret) return std::move(secret).error();
      node.password = std::move(*secret);
    }
    if (!node.password.empty() && node.username.empty()) {
      return Error{
          fmt::format("{}: node \"{}\" has a password but no username", node.origin, node.node)};
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

std::string hide_password(const std::string& url) {
  const auto scheme = url.find("://");
  const auto at = url.rfind('@');
  if (scheme == std::string::npos || at == std::string::npos || at < scheme) return url;
  return url.substr(0, scheme + 3) + "<hidden>" + url.substr(at);
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
  if (urls.origin == "default" && !file.nodes.empty()) {
    settings.nodes_ = file.nodes;
  } else {
    for (const std::string& text : urls.values)
      settings.nodes_.push_back(split_node(text, urls.origin));
  }
  const std::string& username = settings.text("mediamtx.username");
  const std::string& password_file = settings.text("mediamtx.password-file");
  const auto password = environment("MTXMON_MEDIAMTX_PASSWORD");
  if (!username.empty() || !password_file.empty() || password) {
    if (settings.nodes_.size() != 1) {
      return Error{
          fmt::format("credentials by flag or environment fit exactly one MediaMTX server, but "
                      "there are {}; write username and "
                      "password_file of each into the file",
                      settings.nodes_.size())};
    }
    NodeSettings& node = settings.nodes_.front();
    if (!username.empty()) node.username = username;
    if (password) node.password = *password;
    if (!password_file.empty()) node.password_file = password_file;
  }
  if (settings.nodes_.empty())
    return Error{"no MediaMTX server to poll; set --mediamtx.url http://127.0.0.1:9997"};
  if (auto good = check_nodes(settings.nodes_); !good) return std::move(good).error();
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
bool Settings::enabled(std::string_view name) const { return is_yes(text(name)); }
const std::string& Settings::origin(std::string_view name) const { return get(name).origin; }

std::string Settings::print() const {
  const auto quoted = [](const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
      if (static_cast<unsigned char>(c) < 0x20) {
        out += fmt::format("\\x{:02x}", c);
        continue;
      }
      if (c == '"' || c == '\\') out.push_back('\\');
      out.push_back(c);
    }
    return out + "\"";
  };
  std::string out = fmt::format("# settings of {}\n", program_name(program_));
  if (!nodes_.empty()) out += "mediamtx:\n";
  for (const NodeSettings& node : nodes_) {
    out += fmt::format("  - node: {}  # {}\n    url: {}\n", quoted(node.node), node.origin,
                       quoted(node.url));
    if (!node.username.empty()) out += fmt::format("    username: {}\n", quoted(node.username));
    if (!node.password.empty()) out += "    password: <hidden>\n";
  }
  if (!redis_password_.empty()) out += "# redis.password: <hidden>\n";
  std::string section;
  for (const auto& [name, setting] :
       values_) {  // sorted by name, so the keys of a section stand together
    if (name == "config.file" || name.starts_with("mediamtx.")) continue;
    const std::string key = option_key(name);
    const auto dot = key.find('.');
    if (key.substr(0, dot) != section) out += (section = key.substr(0, dot)) + ":\n";
    std::string value;
    if (find_option(program_, name)->type == OptionType::List) {
      for (const auto& item : setting.values) value += (value.empty() ? "" : ", ") + quoted(item);
      value = "[" + value + "]";
    } else {
      value = quoted(name == "redis.url" ? hide_password(setting.values.front())
                                         : setting.values.front());
    }
    out += fmt::format("  {}: {}  # {}\n", key.substr(dot + 1), value, setting.origin);
  }
  return out;
}

}  // namespace mtxmon
