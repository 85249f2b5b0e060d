// The list streams.entries of the settings file, checked key by key. Pure. Only for settings_file:
// yaml-cpp shows here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "core/base/result.h"
#include "core/base/stream_settings.h"

namespace mtxmon {

// `file` is what errors call the file.
[[nodiscard]] Result<std::vector<StreamEntry>> read_stream_entries(const YAML::Node& list,
                                                                   std::string_view file);

}  // namespace mtxmon
