// Settings of a program from flags, variables and files that a test makes up; the files live in a
// directory that ends with the test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "core/base/settings.h"

namespace mtxmon {

class SettingsFixture : public testing::Test {
 protected:
  SettingsFixture() {
    std::string path = (std::filesystem::temp_directory_path() / "mtxmon-settings-XXXXXX").string();
    EXPECT_NE(mkdtemp(path.data()), nullptr);
    directory_ = path;
  }
  ~SettingsFixture() override { std::filesystem::remove_all(directory_); }

  // Writes a file and returns its path.
  std::string file(const std::string& name, std::string_view content) const {
    std::string path = (directory_ / name).string();
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  // The same for the file that --config.file names.
  std::string config(std::string_view content) {
    std::string path = file("monitor.yml", content);
    flags["config.file"] = {path};
    return path;
  }

  [[nodiscard]] Result<Settings> load(Program program = Program::Exporter) const {
    return Settings::load(program, flags, [this](const std::string& variable) {
      const auto found = environment.find(variable);
      return found == environment.end() ? std::nullopt : std::optional(found->second);
    });
  }
  // The settings; a failed load fails the test.
  [[nodiscard]] Settings loaded(Program program = Program::Exporter) const {
    auto settings = load(program);
    EXPECT_TRUE(settings.ok()) << settings.error().message;
    return *std::move(settings);
  }
  // The error with the directory cut out of it: "monitor.yml:3: …".
  [[nodiscard]] std::string error(Program program = Program::Exporter) const {
    const auto settings = load(program);
    if (settings.ok()) return "no error";
    std::string text = settings.error().message;
    const std::string prefix = directory_.string() + "/";
    for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
      text.erase(at, prefix.size());
    return text;
  }
  [[nodiscard]] std::string directory() const { return directory_.string(); }

  FlagValues flags;
  std::map<std::string, std::string> environment;

 private:
  std::filesystem::path directory_;
};

}  // namespace mtxmon
