// decode_table trusts nothing.
#include <random>

#include <gtest/gtest.h>

#include "core/history/table_codec.h"
#include "tests/unit/core/history/random_table.h"

namespace mtxmon {
namespace {

using namespace std::string_literals;

std::string fault_of(std::string_view bytes, std::int64_t base = 0) {
  const auto decoded = decode_table(bytes, base);
  return decoded ? "none" : decoded.error().message;
}

const std::string kOneRow = "\x01\x01\x00"s;
const std::string kThreeRows = "\x01\x03\x00\x01\x00"s;

TEST(TableDecode, NamesAVersionThatItDoesNotKnow) {
  EXPECT_EQ(fault_of("\x02\x01\x00"s), "version 2 of the history form; this program knows 1");
  EXPECT_EQ(fault_of("\x00\x01\x00"s), "history: these bytes are something else");
}

TEST(TableDecode, RefusesEveryCut) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const HistoryTable table = random_table(seed);
    const std::string bytes = encode_table(table, kBase);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto decoded = decode_table(std::string_view(bytes).substr(0, size), kBase);
      // What ends behind a column is a table of fewer columns.
      if (decoded) {
        EXPECT_LT(decoded->columns.size(), table.columns.size());
      }
    }
  }
}

TEST(TableDecode, RefusesNoRowsAndTooManyRows) {
  EXPECT_EQ(fault_of("\x01\x00\x00"s), "history: it has no rows, or too many");
  EXPECT_EQ(fault_of("\x01\xc1\x9a\x0c\x00\x01\x00"s),  // kMaxRows + 1
            "history: it has no rows, or too many");
  EXPECT_EQ(fault_of("\x01\xc0\x9a\x0c\x00\x01\x00"s), "none");
}

TEST(TableDecode, RefusesKeysThatDoNotRiseOrLeaveTheirRange) {
  EXPECT_EQ(fault_of("\x01\x02\x00\x00\x00"s), "history: the keys do not rise");
  EXPECT_EQ(fault_of("\x01\x02\x00\x00\x01\x01"s), "history: the keys do not rise");
  EXPECT_EQ(fault_of("\x01\x02\x00\x01\x40"s), "history: a key is out of range");  // width 64
  const std::string far = "\x01\x01\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"s;     // 2^63 - 1
  EXPECT_EQ(fault_of(far), "history: a key is out of range");
  EXPECT_EQ(fault_of(far, kMaxStored), "history: a key is out of range");
  EXPECT_EQ(fault_of("\x01\x02\x02\x01\x00"s, kMaxStored - 2), "none");
  EXPECT_EQ(fault_of("\x01\x02\x02\x01\x00"s, kMaxStored - 1), "history: a key is out of range");
}

TEST(TableDecode, RefusesColumnsThatDoNotRise) {
  EXPECT_EQ(fault_of(kOneRow + "\x04\x00\x00\x08\x00\x00"s), "none");
  EXPECT_EQ(fault_of(kOneRow + "\x04\x00\x00\x04\x00\x00"s), "history: the columns do not rise");
  EXPECT_EQ(fault_of(kOneRow + "\x08\x00\x00\x04\x00\x00"s), "history: the columns do not rise");
}

TEST(TableDecode, RefusesColumnsThatCannotBe) {
  EXPECT_EQ(fault_of(kOneRow + "\x80\x80\x10\x00\x00"s), "history: a column has an unknown number");
  EXPECT_EQ(fault_of(kThreeRows + "\x04\x80\x00\x00"s), "history: a column has no value");
  EXPECT_EQ(fault_of(kThreeRows + "\x04\x80\x08\x00"s),
            "history: a column has a value without a row");
}

TEST(TableDecode, ZerosStandForTheWholeSeries) {
  EXPECT_EQ(fault_of(kThreeRows + "\x07"s), "none");
  EXPECT_EQ(fault_of(kThreeRows + "\x07\x0b"s), "none");
  EXPECT_EQ(fault_of(kThreeRows + "\x07\x07"s), "history: the columns do not rise");
  EXPECT_EQ(fault_of(kThreeRows + "\x04\x00\x02\x07"s), "history: the columns do not rise");
  EXPECT_EQ(fault_of(kThreeRows + "\x05\x00\x02\x07"s), "history: the columns do not rise");
  EXPECT_EQ(fault_of(kThreeRows + "\x07\x05\x00\x02"s), "history: the columns do not rise");
}

TEST(TableDecode, RefusesValuesOutOfRange) {
  const std::string two_61 = "\x80\x80\x80\x80\x80\x80\x80\x80\x40"s;  // as zigzag of 2^61
  const std::string above = "\x82\x80\x80\x80\x80\x80\x80\x80\x40"s;   // 2^61 + 1
  EXPECT_EQ(fault_of(kOneRow + "\x04\x00"s + two_61), "none");
  EXPECT_EQ(fault_of(kOneRow + "\x04\x00"s + above), "history: a value is out of range");
  EXPECT_EQ(fault_of(kOneRow + "\x04\x01"s + two_61 + "\x00"s), "none");
  EXPECT_EQ(fault_of(kOneRow + "\x04\x01"s + two_61 + "\x01"s), "history: a value is out of range");
  // Steps: first, then smallest step.
  EXPECT_EQ(fault_of(kThreeRows + "\x04\x40"s + two_61 + "\x00"s), "none");
  EXPECT_EQ(fault_of(kThreeRows + "\x04\x40"s + two_61 + "\x02"s),
            "history: a value is out of range");
  EXPECT_EQ(fault_of(kThreeRows + "\x04\x40"s + above + "\x00"s),
            "history: a value is out of range");
}

TEST(TableDecode, RefusesBytesBehindTheLastColumn) {
  EXPECT_EQ(fault_of(kOneRow + "\x04\x00\x00"s + "\x05"s), "history: the bytes end too early");
}

TEST(TableDecode, BoundsTheMemoryThatAFewBytesAskFor) {
  std::string bytes = "\x01\xc0\x9a\x0c\x00\x01\x00"s;  // kMaxRows rows
  for (std::size_t column = 0; column <= kMaxCells / kMaxRows; ++column) {
    EXPECT_EQ(fault_of(bytes), "none");
    bytes += static_cast<char>(4 * column) + "\x00\x00"s;
  }
  EXPECT_EQ(fault_of(bytes), "history: it has too many values");
  const std::uint16_t wanted[] = {3};
  EXPECT_TRUE(decode_table(bytes, 0, wanted).ok());
}

TEST(TableDecode, ChangedBytesAreRefusedOrAreATable) {
  std::mt19937 random(1);
  for (std::uint32_t seed = 0; seed < 3'000; ++seed) {
    std::string bytes = encode_table(random_table(seed), kBase);
    for (int changes = 0; changes < 3; ++changes)
      bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
    const auto decoded = decode_table(bytes, kBase);
    if (!decoded) continue;
    const auto again = decode_table(encode_table(*decoded, kBase), kBase);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(*again, *decoded) << seed;
  }
}

}  // namespace
}  // namespace mtxmon
