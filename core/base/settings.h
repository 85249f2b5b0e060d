// Settings: what a program is told by flags, environment, file and defaults, in this order of
// precedence.
//
// Loaded and validated once at start-up, then read-only and free to share. Every value knows where
// it came from, and every error names that place, the fault and the fix.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/node_settings.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/base/stream_settings.h"

namespace mtxmon {

struct Setting {
  std::vector<std::string> values;  // one, or any number for a list
  std::string origin;  // "default", "--redis.url", "MTXMON_REDIS_URL", "monitor.yml:12"
};

// Flags as given, in the notation of the command line: name → values.
using FlagValues = std::map<std::string, std::vector<std::string>, std::less<>>;
using Environment = std::function<std::optional<std::string>(const std::string& variable)>;

class Settings {
 public:
  // Reads the file that flags or environment name. Password files are read here, too.
  static Result<Settings> load(Program program, const FlagValues& flags,
                               const Environment& environment);

  // The name must be an option of this program; anything else is a bug.
  [[nodiscard]] const std::string& text(std::string_view name) const;
  [[nodiscard]] const std::vector<std::string>& list(std::string_view name) const;
  [[nodiscard]] Milliseconds duration(std::string_view name) const;
  [[nodiscard]] long long integer(std::string_view name) const;
  [[nodiscard]] double number(std::string_view name) const;
  [[nodiscard]] bool enabled(std::string_view name) const;
  [[nodiscard]] const std::string& origin(std::string_view name) const;

  [[nodiscard]] const std::vector<NodeSettings>& nodes() const { return nodes_; }
  // streams.entries of the file, in its order; empty for other programs than the exporter.
  [[nodiscard]] const std::vector<StreamEntry>& stream_entries() const { return stream_entries_; }
  [[nodiscard]] const std::string& redis_password() const {
    return redis_password_;
  }  // secret; empty = none

  // The settings as a YAML file with each origin as a comment and every secret hidden.
  [[nodiscard]] std::string print() const;

 private:
  explicit Settings(Program program) : program_(program) {}
  [[nodiscard]] const Setting& get(std::string_view name) const;

  Program program_;
  std::map<std::string, Setting, std::less<>> values_;
  std::vector<NodeSettings> nodes_;
  std::vector<StreamEntry> stream_entries_;
  std::string redis_password_;
};

}  // namespace mtxmon
