#include "core/base/settings_file.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "core/base/nearest.h"
#include "core/base/option_value.h"
#include "core/base/stream_entry_reader.h"

namespace mtxmon {
namespace {

constexpr std::array kPrograms = {Program::Exporter, Program::Dashboard, Program::Agent};
constexpr std::string_view kStreamEntries = "streams.entries";

class FileReader {
 public:
  FileReader(Program program, std::string_view name) : program_(program), name_(name) {}

  Result<FileSettings> read(const YAML::Node& root) {
    if (root.IsNull()) return std::move(out_);  // an empty file says nothing
    if (!root.IsMap()) return fault(root, "the file must be a map of keys");
    // The shared keys first, so that the program's own section wins.
    std::set<std::string> seen;
    if (auto done = read_map(root, "", nullptr, seen); !done) return std::move(done).error();
    for (const Program section : kPrograms) {
      const YAML::Node own = root[std::string(program_word(section))];
      if (!own.IsDefined() || own.IsNull()) continue;
      if (!own.IsMap())
        return fault(own, fmt::format("\"{}\" must be a map of keys", program_word(section)));
      seen.clear();
      if (auto done = read_map(own, "", &section, seen); !done) return std::move(done).error();
    }
    return std::move(out_);
  }

 private:
  // The options that may stand here: all at the top, those of one program in its section.
  static bool fits(const Option& option, const Program* section) {
    return section == nullptr || option.serves(*section);
  }

  static bool has_stream_entries(const Program* section) {
    return section == nullptr || *section == Program::Exporter;
  }

  // `seen` serves a whole section: "redis: {url: …}" and "redis.url: …" are the same key.
  Status read_map(const YAML::Node& map, const std::string& path, const Program* section,
                  std::set<std::string>& seen) {
    for (const auto& entry : map) {
      if (!entry.first.IsScalar()) return fault(entry.first, "keys must be plain words");
      const std::string key =
          path.empty() ? entry.first.Scalar() : path + "." + entry.first.Scalar();
      if (!seen.insert(key).second)
        return fault(entry.first, fmt::format("\"{}\" is there twice", key));
      if (path.empty() && section == nullptr && is_section(key)) continue;
      if (path.empty() && section == nullptr && key == "mediamtx") {
        if (auto done = read_nodes(entry.second); !done) return done;
        continue;
      }
      if (auto done = read_entry(entry.first, entry.second, key, section, seen); !done) return done;
    }
    return {};
  }

  Status read_entry(const YAML::Node& where, const YAML::Node& value, const std::string& key,
                    const Program* section, std::set<std::string>& seen) {
    if (key == "redis.password") {
      if (!value.IsScalar()) return fault(value, "\"redis.password\" must be a text");
      if (section == nullptr || *section == program_) out_.redis_password = value.Scalar();
      return {};
    }
    if (key == kStreamEntries && has_stream_entries(section)) {
      auto entries = read_stream_entries(value, name_);
      if (!entries) return std::move(entries).error();
      if (program_ == Program::Exporter) out_.stream_entries = std::move(*entries);
      return {};
    }
    const auto options = all_options();
    const auto known = std::ranges::find_if(options, [&](const Option& option) {
      return option_key(option.name) == key && fits(option, section) && in_file(option);
    });
    if (known != options.end()) return store(*known, value, key, section);
    const bool inner = std::ranges::any_of(options, [&](const Option& option) {
      return option_key(option.name).starts_with(key + ".") && fits(option, section) &&
             in_file(option);
    });
    if (!inner) return unknown(where, key, section);
    if (value.IsNull()) return {};
    if (!value.IsMap()) return fault(value, fmt::format("\"{}\" must be a map of keys", key));
    return read_map(value, key, section, seen);
  }

  Status store(const Option& option, const YAML::Node& value, const std::string& key,
               const Program* section) {
    Setting setting;
    setting.origin = fmt::format("{}:{}", name_, value.Mark().line + 1);
    if (value.IsSequence() && option.type == OptionType::List) {
      for (const auto& item : value) {
        if (!item.IsScalar())
          return fault(item, fmt::format("the items of \"{}\" must be texts", key));
        setting.values.push_back(item.Scalar());
      }
    } else if (value.IsScalar()) {
      setting.values.push_back(value.Scalar());
    } else {
      return fault(value, fmt::format("\"{}\" must be {}", key,
                                      option.type == OptionType::List ? "a text or a list of texts"
                                                                      : "one value"));
    }
    const bool ours =
        section == nullptr ? find_option(program_, option.name) != nullptr : *section == program_;
    if (ours) out_.values[std::string(option.name)] = std::move(setting);
    return {};
  }

  // mediamtx: one map for a single server or a list of maps.
  Status read_nodes(const YAML::Node& value) {
    if (value.IsNull()) return {};
    if (value.IsMap()) return read_node(value);
    if (!value.IsSequence())
      return fault(value, "\"mediamtx\" must be a map with url, or a list of such maps");
    for (const auto& item : value) {
      if (!item.IsMap())
        return fault(item, "each entry of \"mediamtx\" must be a map with node and url");
      if (auto done = read_node(item); !done) return done;
    }
    return {};
  }

  Status read_node(const YAML::Node& map) {
    NodeSettings node;
    node.origin = fmt::format("{}:{}", name_, map.Mark().line + 1);
    std::set<std::string> seen;
    for (const auto& entry : map) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      if (!seen.insert(key).second)
        return fault(entry.first, fmt::format("\"mediamtx.{}\" is there twice", key));
      if (key == "privacy") {
        if (auto done = read_privacy(node, entry.second); !done) return done;
        continue;
      }
      const auto known = std::ranges::find(node_keys(), key, &NodeKey::name);
      if (known == node_keys().end()) return unknown_node_key(entry.first, key);
      if (!entry.second.IsScalar())
        return fault(entry.second, fmt::format("\"mediamtx.{}\" must be a text", key));
      node.*known->value = entry.second.Scalar();
    }
    if (node.url.empty())
      return fault(map, "a mediamtx entry needs a url, for example url: http://127.0.0.1:9997");
    out_.nodes.push_back(std::move(node));
    return {};
  }

  // The same keys as in the section "privacy", for one server.
  Status read_privacy(NodeSettings& node, const YAML::Node& map) {
    if (map.IsNull()) return {};
    if (!map.IsMap()) return fault(map, "\"mediamtx.privacy\" must be a map of keys");
    for (const auto& entry : map) {
      const std::string key =
          std::string(kPrivacyPrefix) + (entry.first.IsScalar() ? entry.first.Scalar() : "");
      const auto options = all_options();
      const auto option = std::ranges::find_if(
          options, [&](const Option& one) { return option_key(one.name) == key; });
      if (option == options.end())
        return fault(entry.first, fmt::format("unknown key \"mediamtx.{}\"", key));
      if (!entry.second.IsScalar())
        return fault(entry.second, fmt::format("\"mediamtx.{}\" must be one value", key));
      const std::string& value = entry.second.Scalar();
      if (auto good = check_value(*option, value); !good)
        return fault(entry.second, fmt::format("mediamtx.{}: {}", key, good.error().message));
      OwnSetting own{value, fmt::format("{}:{}", name_, entry.second.Mark().line + 1)};
      if (!node.privacy.emplace(option->name, std::move(own)).second)
        return fault(entry.first, fmt::format("\"mediamtx.{}\" is there twice", key));
    }
    return {};
  }

  [[nodiscard]] Status unknown_node_key(const YAML::Node& where, const std::string& key) const {
    std::vector<std::string_view> names;
    for (const NodeKey& known : node_keys()) names.push_back(known.name);
    names.emplace_back("privacy");
    const auto guess = nearest(key, names);
    return fault(where,
                 fmt::format("unknown key \"mediamtx.{}\"{}", key,
                             guess.empty() ? fmt::format("; known are {}", fmt::join(names, ", "))
                                           : fmt::format("; did you mean \"{}\"?", guess)));
  }

  static bool is_section(const std::string& key) {
    return std::ranges::any_of(kPrograms,
                               [&](Program program) { return program_word(program) == key; });
  }

  // The file cannot name itself, and servers have a form of their own in it.
  static bool in_file(const Option& option) {
    return option.name != "config.file" && !option.name.starts_with("mediamtx.");
  }

  [[nodiscard]] Status unknown(const YAML::Node& where, const std::string& key,
                               const Program* section) const {
    std::vector<std::string> keys = {"redis.password"};
    if (has_stream_entries(section)) keys.emplace_back(kStreamEntries);
    if (section == nullptr) {
      keys.emplace_back("mediamtx");
      for (const Program program : kPrograms) keys.emplace_back(program_word(program));
    }
    for (const Option& option : all_options()) {
      if (in_file(option) && fits(option, section)) keys.push_back(option_key(option.name));
    }
    const std::vector<std::string_view> candidates(keys.begin(), keys.end());
    auto guess = nearest(key, candidates);
    if (guess.empty()) {  // "redis" misspelt: compare with the first word of each key
      std::vector<std::string_view> words = candidates;
      for (auto& word : words) word = word.substr(0, word.find('.'));
      guess = nearest(key, words);
    }
    const std::string in =
        section == nullptr ? "" : fmt::format(" in \"{}\"", program_word(*section));
    return fault(where, fmt::format("unknown key \"{}\"{}{}", key, in,
                                    guess.empty() ? "; docs/CONFIG.md lists all keys"
                                                  : fmt::format("; did you mean \"{}\"?", guess)));
  }

  [[nodiscard]] Error fault(const YAML::Node& where, std::string_view what) const {
    return Error{fmt::format("{}:{}: {}", name_, where.Mark().line + 1, what)};
  }

  Program program_;
  std::string name_;
  FileSettings out_;
};

}  // namespace

Result<FileSettings> parse_settings_file(Program program, const std::string& text,
                                         std::string_view name) {
  try {
    return FileReader(program, name).read(YAML::Load(text));
  } catch (const YAML::Exception& error) {  // yaml-cpp reports broken YAML by throwing
    return Error{fmt::format("{}:{}: {}", name, error.mark.line + 1, error.msg)};
  }
}

}  // namespace mtxmon
