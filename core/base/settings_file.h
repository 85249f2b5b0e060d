// The YAML file behind --config.file, checked key by key and line by line.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/settings.h"

namespace mtxmon {

struct FileSettings {
  std::map<std::string, Setting, std::less<>>
      values;  // by option name; the program's own section has won
  std::vector<NodeSettings> nodes;
  std::vector<StreamEntry> stream_entries;
  std::string redis_password;
};

// `text` is the content, `name` what errors call it. The sections of the other programs are checked
// for unknown keys as well: a typing error must not wait for the day that program starts.
[[nodiscard]] Result<FileSettings> parse_settings_file(Program program, const std::string& text,
                                                       std::string_view name);

}  // namespace mtxmon
