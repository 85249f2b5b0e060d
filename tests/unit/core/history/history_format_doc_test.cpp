// docs/HISTORY_FORMAT.md says what the code does: its table of series, its example, its reader.
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/history/series.h"
#include "core/history/table_codec.h"
#include "tests/golden/golden_file.h"
#include "tests/support/child_process.h"
#include "tests/unit/core/history/random_table.h"

namespace mtxmon {
namespace {

constexpr std::string_view kDoc = "docs/HISTORY_FORMAT.md";

std::string document() { return read_whole(repository() / kDoc); }

std::string_view kind_word(SeriesKind kind) {
  constexpr std::array<std::string_view, 4> kWords = {"gauge", "total", "state", "count"};
  return kWords[static_cast<std::size_t>(kind)];
}

TEST(HistoryFormatDoc, ListsEverySeries) {
  constexpr std::string_view kBegin =
      "<!-- series: made from core/history/series.h by a test -->\n";
  constexpr std::string_view kEnd = "<!-- end of series -->\n";
  std::ostringstream table;
  table << "\n| number | name | stored = value × | kind |\n|---|---|---|---|\n";
  table.precision(10);
  for (const Series& series : kSeries) {
    table << "| " << series.number << " | `" << series.name << "` | " << series.scale << " | "
          << kind_word(series.kind) << " |\n";
  }
  table << "\n";
  const std::string doc = document();
  const auto begin = doc.find(kBegin), end = doc.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  expect_file(kDoc, doc.substr(0, begin + kBegin.size()) + table.str() + doc.substr(end));
}

TEST(HistoryFormatDoc, NamesTheStatesInTheirOrder) {
  std::string states;
  for (std::size_t i = 0; i < kStateNames.size(); ++i)
    states += (i == 0 ? "" : " · ") + std::to_string(i) + " `" + std::string(kStateNames[i]) + "`";
  EXPECT_NE(document().find(states), std::string::npos) << states;
}

// The fenced block that begins with "```<language>".
std::string block(std::string_view language) {
  const std::string doc = document();
  const std::string fence = "```" + std::string(language) + "\n";
  const auto begin = doc.find(fence);
  if (begin == std::string::npos) return "";
  const auto start = begin + fence.size();
  return doc.substr(start, doc.find("```\n", start) - start);
}

std::string hex_of(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

// Digits in front of the first two blanks of each line.
std::string hex_in(const std::string& example) {
  std::string text;
  std::istringstream lines(example);
  for (std::string line; std::getline(lines, line);) {
    for (const char c : line.substr(0, line.find("  "))) {
      if (c != ' ') text += c;
    }
  }
  return text;
}

HistoryTable example() {
  return {{kBase + 123, kBase + 2'123, kBase + 4'124, kBase + 6'123},
          {{{1, Part::Value}, {0, 0, 0, 0}},
           {{4, Part::Value}, {1'000'000, 2'000'000, 3'000'100, 4'000'000}},
           {{6, Part::Value}, {3, 3, 4, 4}},
           {{11, Part::Value}, {21'000, 21'003, kAbsent, 21'001}}}};
}

TEST(HistoryFormatDoc, TheExampleIsWhatTheCodeMakes) {
  EXPECT_EQ(hex_in(block("hex")), hex_of(encode_table(example(), kBase)));
}

// As the script below prints what it read.
std::string text_of(const HistoryTable& table) {
  std::ostringstream text;
  for (const std::int64_t key : table.keys) text << key << " ";
  for (const HistoryColumn& column : table.columns) {
    text << "| " << column.id.series << "." << static_cast<int>(column.id.part) << " ";
    for (const std::int64_t value : column.values) {
      if (value == kAbsent) {
        text << "None ";
      } else {
        text << value << " ";
      }
    }
  }
  return text.str();
}

constexpr std::string_view kPrintAll = R"(
import sys
for line in open(sys.argv[1]):
    base, data = line.split()
    keys, columns = read_history(bytes.fromhex(data), int(base))
    text = " ".join(map(str, keys))
    for (series, part), values in columns.items():
        text += f" | {series}.{part} " + " ".join(map(str, values))
    print(text, "")
)";

TEST(HistoryFormatDoc, TheReaderInPythonReadsWhatTheCodeWrites) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("mtxmon-history-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "reader.py") << block("python") << kPrintAll;
  std::ofstream tables(folder / "tables");
  std::vector<std::string> expected;
  for (std::uint32_t seed = 0; seed <= 200; ++seed) {
    const HistoryTable table = seed == 0 ? example() : random_table(seed);
    tables << kBase << " " << hex_of(encode_table(table, kBase)) << "\n";
    expected.push_back(text_of(table));
  }
  tables.close();
  ChildProcess python({"/usr/bin/env", "python3", folder / "reader.py", folder / "tables"});
  EXPECT_EQ(python.wait(), 0) << python.errors();
  std::istringstream lines(python.output());
  for (const std::string& table : expected) {
    std::string line;
    std::getline(lines, line);
    ASSERT_EQ(line, table);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace mtxmon
