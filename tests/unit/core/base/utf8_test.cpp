#include "core/base/utf8.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(Utf8Length, KnowsTheBordersOfEveryLength) {
  const struct {
    std::string_view text;
    std::size_t length;
  } rows[] = {
      {std::string_view("\0", 1), 1},
      {"a", 1},
      {"\x7F", 1},
      {"\xC2\x80", 2},
      {"\xDF\xBF", 2},
      {"\xE0\xA0\x80", 3},
      {"\xED\x9F\xBF", 3},
      {"\xEE\x80\x80", 3},
      {"\xEF\xBF\xBF", 3},
      {"\xF0\x90\x80\x80", 4},
      {"\xF4\x8F\xBF\xBF", 4},
      {"\xC3\xBCmore", 2},
  };
  for (const auto& row : rows) EXPECT_EQ(utf8_length(row.text), row.length) << row.text;
}

TEST(Utf8Length, RefusesWhatIsNone) {
  for (const std::string_view text : {
           "\x80",  // a tail without its head
           "\xBF",
           "\xC0\x80",  // overlong NUL
           "\xC1\xBF",
           "\xE0\x9F\xBF",  // overlong
           "\xF0\x8F\xBF\xBF",
           "\xED\xA0\x80",  // half of a surrogate pair
           "\xED\xBF\xBF",
           "\xF4\x90\x80\x80",  // beyond U+10FFFF
           "\xF5\x80\x80\x80",
           "\xFE",
           "\xFF",
           "\xC3",  // cut
           "\xC3g",
           "\xE2\x82",
           "\xE2\x82g",
           "\xF0\x9F\x98",
           "\xF0\x9F\x98g",
       }) {
    EXPECT_EQ(utf8_length(text), 0U) << testing::PrintToString(text);
  }
}

TEST(Utf8Prefix, CutsNoSequence) {
  const std::string_view text = "a\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80z";  // 1 + 2 + 3 + 4 + 1
  const std::size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
  for (std::size_t limit = 0; limit < std::size(expected); ++limit) {
    EXPECT_EQ(utf8_prefix(text, limit), text.substr(0, expected[limit])) << limit;
  }
}

TEST(Utf8Prefix, NeverExceedsTheLimitWhateverTheBytes) {
  EXPECT_EQ(utf8_prefix("\x80\x80\x80", 2), "");
  EXPECT_EQ(utf8_prefix("", 0), "");
}

}  // namespace
}  // namespace mtxmon
