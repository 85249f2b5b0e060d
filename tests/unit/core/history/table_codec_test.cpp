#include "core/history/table_codec.h"

#include <gtest/gtest.h>

#include "tests/unit/core/history/random_table.h"

namespace mtxmon {
namespace {

using namespace std::string_literals;

void expect_survives(const HistoryTable& table, std::int64_t base) {
  const auto decoded = decode_table(encode_table(table, base), base);
  ASSERT_TRUE(decoded.ok()) << decoded.error().message;
  EXPECT_EQ(*decoded, table);
}

TEST(TableCodec, OneRowWithoutColumnsIsThreeBytes) {
  EXPECT_EQ(encode_table({{1'000}, {}}, 1'000), "\x01\x01\x00"s);
  EXPECT_EQ(encode_table({{999}, {}}, 1'000), "\x01\x01\x01"s);
}

TEST(TableCodec, ConstantsCostNoBitPerRow) {
  const HistoryTable table{{0, 2'000, 4'000, 6'000}, {{{6, Part::Value}, {3, 3, 3, 3}}}};
  EXPECT_EQ(encode_table(table, 0),
            "\x01\x04\x00\xd0\x0f\x00"s  // 4 rows from 0, 2000 apart
            "\x18\x00\x06"s);            // series 6: 3
}

TEST(TableCodec, ZerosTakeOneByte) {
  const HistoryTable table{{0, 2'000}, {{{6, Part::Value}, {0, 0}}, {{7, Part::Value}, {0, 0}}}};
  EXPECT_EQ(encode_table(table, 0),
            "\x01\x02\x00\xd0\x0f\x00"s
            "\x1b\x1f"s);
  expect_survives(table, 0);
}

TEST(TableCodec, ZerosWithAPartOrAHoleAreAColumnLikeOthers) {
  expect_survives({{0, 1}, {{{6, Part::Value}, {0, 0}}, {{6, Part::AboveMean}, {0, 0}}}}, 0);
  expect_survives({{0, 1}, {{{6, Part::Value}, {0, kAbsent}}}}, 0);
  expect_survives({{0, 1}, {{{6, Part::BelowMean}, {0, 0}}}}, 0);
}

TEST(TableCodec, GrowingValuesAreStoredAsSteps) {
  const HistoryTable table{{0, 1, 2}, {{{4, Part::Value}, {1'000'000, 2'000'001, 3'000'001}}}};
  EXPECT_EQ(encode_table(table, 0),
            "\x01\x03\x00\x01\x00"s
            "\x10\x41\x80\x89\x7a\x80\x89\x7a\x01"s);
}

TEST(TableCodec, HolesAreABitmap) {
  const HistoryTable table{{0, 1, 2}, {{{1, Part::AboveMean}, {7, kAbsent, 6}}}};
  EXPECT_EQ(encode_table(table, 0),
            "\x01\x03\x00\x01\x00"s
            "\x06\x81\x05\x0c\x01"s);
}

TEST(TableCodec, AnEmptyTableHasNoBytes) { EXPECT_EQ(encode_table({}, 0), ""); }

TEST(TableCodec, ExtremesSurvive) {
  expect_survives({{-kMaxStored, kMaxStored},
                   {{{0, Part::Value}, {-kMaxStored, kMaxStored}},
                    {{1, Part::Value}, {kMaxStored, -kMaxStored}},
                    {{65'535, Part::AboveMean}, {kAbsent, -kMaxStored}}}},
                  0);
  expect_survives({{0, 1, 2}, {{{0, Part::Value}, {-kMaxStored, kMaxStored, -kMaxStored}}}},
                  kMaxStored);
}

TEST(TableCodec, RandomTablesSurvive) {
  for (std::uint32_t seed = 0; seed < 3'000; ++seed) {
    SCOPED_TRACE(seed);
    expect_survives(random_table(seed), seed % 3 == 0 ? 0 : kBase);
  }
}

TEST(TableCodec, ALargeTableSurvives) {
  HistoryTable table{{}, {{{2, Part::Value}, {}}}};
  for (std::size_t row = 0; row < kMaxRows; ++row) {
    table.keys.push_back(static_cast<std::int64_t>(row));
    table.columns[0].values.push_back(static_cast<std::int64_t>(row % 1'000));
  }
  expect_survives(table, 0);
}

TEST(TableCodec, WantedSeriesAloneAreDecoded) {
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    const HistoryTable table = random_table(seed);
    if (table.columns.empty()) continue;
    const std::uint16_t wanted[] = {table.columns.back().id.series, table.columns[0].id.series};
    HistoryTable expected{table.keys, {}};
    for (const HistoryColumn& column : table.columns) {
      if (column.id.series == wanted[0] || column.id.series == wanted[1])
        expected.columns.push_back(column);
    }
    const auto decoded = decode_table(encode_table(table, kBase), kBase, wanted);
    ASSERT_TRUE(decoded.ok()) << decoded.error().message;
    EXPECT_EQ(*decoded, expected) << seed;
  }
}

}  // namespace
}  // namespace mtxmon
