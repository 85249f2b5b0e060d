#include "core/model/json_writer.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <simdjson.h>

namespace mtxmon {
namespace {

template <typename T>
std::string written(const T& value) {
  std::string out;
  JsonWriter(out).value(value);
  return out;
}

// The text as a reader of the JSON gets it.
std::string read_back(std::string_view text) {
  simdjson::dom::parser parser;
  std::string_view back;
  const simdjson::padded_string json(written(text));
  EXPECT_EQ(parser.parse(json).get_string().get(back), simdjson::SUCCESS) << written(text);
  return std::string(back);
}

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("a", 1).key("b").begin_array();
  json.value(1).value("x").null().begin_object().end_object().begin_array().end_array();
  json.end_array().member("c", true).key("d").raw("[1]").key("e").null().end_object();
  EXPECT_EQ(out, R"({"a":1,"b":[1,"x",null,{},[]],"c":true,"d":[1],"e":null})");
}

TEST(JsonWriter, AnAbsentMemberLeavesNoTrace) {
  std::string out;
  JsonWriter json(out);
  json.begin_object()
      .member("a", std::optional<int>())
      .member("b", std::optional<int>(0))
      .member("c", std::optional<std::string>())
      .member("d", std::optional<double>(0.5))
      .end_object();
  EXPECT_EQ(out, R"({"b":0,"d":0.5})");
}

TEST(JsonWriter, EscapesWhatJsonAndHtmlNeed) {
  EXPECT_EQ(written("plain ~"), R"("plain ~")");
  EXPECT_EQ(written("\"\\/"), R"("\"\\/")");
  EXPECT_EQ(written("\n\r\t\b"), R"("\n\u000d\u0009\u0008")");
  EXPECT_EQ(written(std::string_view("\0\x1f\x7f", 3)), R"("\u0000\u001f\u007f")");
  EXPECT_EQ(written("</script>&"), R"("\u003c/script\u003e\u0026")");
  EXPECT_EQ(written("k\xC3\xBC \xF0\x9F\x98\x80"), "\"k\xC3\xBC \xF0\x9F\x98\x80\"");
}

TEST(JsonWriter, EscapesKeysToo) {
  std::string out;
  JsonWriter(out).begin_object().member("a\"<\xFF", 1).end_object();
  EXPECT_EQ(out, "{\"a\\\"\\u003c\xEF\xBF\xBD\":1}");
}

TEST(JsonWriter, ReplacesWhatIsNotUtf8) {
  const std::string r = "\xEF\xBF\xBD";
  const struct {
    std::string text;
    std::string expected;
  } rows[] = {
      {"\x80", r},
      {"a\xFFz", "a" + r + "z"},
      {"\xC0\xAF", r + r},
      {"\xC3", r},
      {"\xC3(", r + "("},
      {"\xE2\x82", r + r},
      {"\xED\xA0\x80", r + r + r},
      {"\xF0\x9F\x98", r + r + r},
      {"\xF4\x90\x80\x80", r + r + r + r},
      {"\xC3\xBC\xC3", "\xC3\xBC" + r},
  };
  for (const auto& row : rows) EXPECT_EQ(read_back(row.text), row.expected);
}

TEST(JsonWriter, EveryByteCanBeReadBack) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = {'a', static_cast<char>(byte), 'z'};
    EXPECT_EQ(read_back(text), byte < 0x80 ? text : "a\xEF\xBF\xBDz") << byte;
  }
}

TEST(JsonWriter, IntegersAreExact) {
  EXPECT_EQ(written(0), "0");
  EXPECT_EQ(written(-1), "-1");
  EXPECT_EQ(written((std::uint64_t{1} << 53U) + 1), "9007199254740993");
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max() - 1), "18446744073709551614");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
}

TEST(JsonWriter, DoublesAreShortestAndExact) {
  EXPECT_EQ(written(0.1), "0.1");
  EXPECT_EQ(written(1.0), "1");
  EXPECT_EQ(written(-0.0), "-0");
  EXPECT_EQ(written(4200000.5), "4200000.5");
  simdjson::dom::parser parser;
  for (const double number : {1.0 / 3, 0.1 + 0.2, 1e300, 5e-324, 123456789.123456789, 1e21, -2.5e-7,
                              std::numeric_limits<double>::max()}) {
    double back = 0;
    const simdjson::padded_string json(written(number));
    ASSERT_EQ(parser.parse(json).get_double().get(back), simdjson::SUCCESS) << written(number);
    EXPECT_EQ(back, number);
  }
}

std::string rounded(double number) {
  std::string out;
  JsonWriter(out).rounded(number);
  return out;
}

TEST(JsonWriter, RoundedNumbersHaveSixDecimals) {
  EXPECT_EQ(rounded(0), "0");
  EXPECT_EQ(rounded(42), "42");
  EXPECT_EQ(rounded(0.1 + 0.2), "0.3");
  EXPECT_EQ(rounded(1.0 / 3), "0.333333");
  EXPECT_EQ(rounded(2.0 / 3), "0.666667");
  EXPECT_EQ(rounded(-12.050000049), "-12.05");
  EXPECT_EQ(rounded(0.9999999), "1");
  EXPECT_EQ(rounded(0.000001), "0.000001");
  EXPECT_EQ(rounded(0.0000004), "0");
  EXPECT_EQ(rounded(-0.0000004), "0") << "there is no negative nothing";
  EXPECT_EQ(rounded(8999999999.25), "8999999999.25");
  EXPECT_EQ(rounded(1e15), written(1e15)) << "too large for millionths";
  EXPECT_EQ(rounded(-1e300), written(-1e300));
  EXPECT_EQ(rounded(std::nan("")), "null");
  EXPECT_EQ(rounded(std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonWriter, TimesAreRfc3339) {
  EXPECT_EQ(written(WallTime(Milliseconds(1'795'000'000'007))), "\"2026-11-18T11:06:40.007Z\"");
}

TEST(JsonWriter, WhatIsNoNumberIsNull) {
  EXPECT_EQ(written(std::nan("")), "null");
  EXPECT_EQ(written(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(written(-std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonWriter, BoolsAreNoNumbers) {
  EXPECT_EQ(written(true), "true");
  EXPECT_EQ(written(false), "false");
}

}  // namespace
}  // namespace mtxmon
