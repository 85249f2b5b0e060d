#include "dashboard/csv_writer.h"

#include <cmath>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

std::string cell(std::string_view text) {
  std::string out;
  CsvWriter(out).text(text);
  return out;
}

TEST(CsvWriter, SeparatesCellsAndRows) {
  std::string out;
  CsvWriter csv(out);
  csv.text("a").number(1.5).empty().number(NAN).number(-2).end_row();
  csv.empty().text("b").end_row();
  EXPECT_EQ(out, "a,1.5,,,-2\r\n,b\r\n");
}

TEST(CsvWriter, WritesNumbersShortAndExact) {
  std::string out;
  CsvWriter csv(out);
  csv.number(0.021).number(1795348800.123).number(123456789012345).end_row();
  EXPECT_EQ(out, "0.021,1795348800.123,123456789012345\r\n");
}

TEST(CsvWriter, QuotesWhatWouldBreakARow) {
  EXPECT_EQ(cell("plain text"), "plain text");
  EXPECT_EQ(cell("a,b"), "\"a,b\"");
  EXPECT_EQ(cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(cell("two\r\nlines"), "\"two\r\nlines\"");
  EXPECT_EQ(cell(""), "");
}

TEST(CsvWriter, LeavesASpreadsheetNoFormula) {
  EXPECT_EQ(cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
  EXPECT_EQ(cell("+1"), "'+1");
  EXPECT_EQ(cell("-1"), "'-1");
  EXPECT_EQ(cell("@SUM"), "'@SUM");
  EXPECT_EQ(cell("\t=1"), "'\t=1");
  EXPECT_EQ(cell("=1,\"2\""), "\"'=1,\"\"2\"\"\"");
  EXPECT_EQ(cell("\r=1"), "\"'\r=1\"");
  EXPECT_EQ(cell("cam=1"), "cam=1");
}

}  // namespace
}  // namespace mtxmon
