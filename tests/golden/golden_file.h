// Compares a whole text with a file of this repository.
//
// A difference fails the test, leaves the new text in the build tree and says how to take it over:
// tests never change the source tree.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace mtxmon {

inline std::filesystem::path repository() {
  return std::filesystem::path(MTXMON_FIXTURES).parent_path().parent_path();
}

inline std::string read_whole(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

// `file` is relative to the top of the repository: "tests/golden/exporter_metrics.prom".
inline void expect_file(const std::filesystem::path& file, const std::string& actual) {
  const auto expected = repository() / file;
  if (read_whole(expected) == actual) return;
  const auto written = std::filesystem::path(MTXMON_BIN_DIR).parent_path() / "golden" / file;
  std::filesystem::create_directories(written.parent_path());
  std::ofstream(written, std::ios::binary) << actual;
  ADD_FAILURE() << file.string()
                << " is not what the code makes now. Look at the difference:\n  diff "
                << expected.string() << " " << written.string()
                << "\nand, if it is meant, take it over:\n  cp " << written.string() << " "
                << expected.string();
}

}  // namespace mtxmon
