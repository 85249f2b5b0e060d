#include "core/history/packed.h"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using namespace std::string_literals;

std::string varint_text(std::uint64_t value) {
  std::string out;
  append_varint(out, value);
  EXPECT_EQ(out.size(), varint_bytes(value)) << value;
  return out;
}

TEST(Packed, VarintsAreLeb128) {
  EXPECT_EQ(varint_text(0), "\0"s);
  EXPECT_EQ(varint_text(127), "\x7f");
  EXPECT_EQ(varint_text(128), "\x80\x01");
  EXPECT_EQ(varint_text(300), "\xac\x02");
  EXPECT_EQ(varint_text(std::numeric_limits<std::uint64_t>::max()),
            "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
}

TEST(Packed, ZigzagPutsSmallMagnitudesFirst) {
  EXPECT_EQ(zigzag(0), 0u);
  EXPECT_EQ(zigzag(-1), 1u);
  EXPECT_EQ(zigzag(1), 2u);
  EXPECT_EQ(zigzag(-2), 3u);
  for (const std::int64_t value : {std::numeric_limits<std::int64_t>::min(),
                                   std::numeric_limits<std::int64_t>::max(), std::int64_t{-300}}) {
    EXPECT_EQ(unzigzag(zigzag(value)), value);
  }
}

TEST(Packed, BitsAreLittleEndian) {
  std::string out;
  append_packed(out, std::vector<std::uint64_t>{1, 2, 3, 0, 3}, 2);
  EXPECT_EQ(out, "\x39\x03");
  append_packed(out, std::vector<std::uint64_t>{0xabc, 0x123}, 12);
  EXPECT_EQ(out, "\x39\x03\xbc\x3a\x12");
}

TEST(Packed, EveryWidthComesBack) {
  for (unsigned width = 0; width <= kMaxWidth; ++width) {
    const std::uint64_t most = (std::uint64_t{1} << width) - 1;
    const std::vector<std::uint64_t> values{most, 0, most / 3, most, most / 7, 0, most, most, most};
    std::string out;
    append_packed(out, values, width);
    ASSERT_EQ(out.size(), packed_bytes(values.size(), width));
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_EQ(packed_at(out, i, width), values[i]) << "width " << width << ", value " << i;
  }
}

TEST(ByteReader, FailsAtTheEndAndStaysFailed) {
  ByteReader reader("\x05\x80");
  EXPECT_EQ(reader.byte(), 5);
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(reader.varint(), 0u);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.bytes(1), "");
  EXPECT_TRUE(reader.failed());
}

TEST(ByteReader, RefusesVarintsOfMoreThan64Bits) {
  ByteReader largest("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  EXPECT_EQ(largest.varint(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_FALSE(largest.failed());
  ByteReader too_large("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02");
  EXPECT_EQ(too_large.varint(), 0u);
  EXPECT_TRUE(too_large.failed());
  ByteReader too_long("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01");
  EXPECT_EQ(too_long.varint(), 0u);
  EXPECT_TRUE(too_long.failed());
}

}  // namespace
}  // namespace mtxmon
