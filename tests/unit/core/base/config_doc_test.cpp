// docs/CONFIG.md and the option table say the same.
#include <fstream>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/options.h"

namespace mtxmon {
namespace {

constexpr Program kPrograms[] = {Program::Exporter, Program::Dashboard, Program::Agent};

std::string read_document() {
  std::ifstream file(MTXMON_CONFIG_DOC);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The first four cells of an option's row: flag, variable, key of the file, default.
std::string row_of(const Option& option) {
  const std::string key = option.name == "config.file" || option.name.starts_with("mediamtx.")
                              ? "–"
                              : fmt::format("`{}`", option_key(option.name));
  const std::string fallback = option.fallback.empty() ? "–" : fmt::format("`{}`", option.fallback);
  return fmt::format("\n| `--{}` | `{}` | {} | {} | ", option.name, option_environment(option.name),
                     key, fallback);
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(ConfigDoc, HasARowForEveryOption) {
  const std::string document = read_document();
  ASSERT_FALSE(document.empty()) << MTXMON_CONFIG_DOC;
  for (const Option& option : all_options()) {
    EXPECT_EQ(count(document, row_of(option)), 1U)
        << "docs/CONFIG.md needs one row that begins" << row_of(option);
  }
}

TEST(ConfigDoc, HasNoRowForAnythingElse) {
  EXPECT_EQ(count(read_document(), "\n| `--"), all_options().size());
}

TEST(ConfigDoc, RowsStandUnderTheProgramsThatHaveTheOption) {
  const std::string document = read_document();
  for (const Option& option : all_options()) {
    const auto row = document.find(row_of(option));
    ASSERT_NE(row, std::string::npos) << option.name;
    const auto heading = document.rfind("\n### ", row);
    ASSERT_NE(heading, std::string::npos);
    const std::string title = document.substr(heading, document.find('\n', heading + 1) - heading);
    for (const Program program : kPrograms) {
      EXPECT_EQ(title.find(program_word(program)) != std::string::npos, option.serves(program))
          << option.name << " stands under" << title;
    }
  }
}

}  // namespace
}  // namespace mtxmon
