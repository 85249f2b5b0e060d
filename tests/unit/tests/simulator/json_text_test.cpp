#include "tests/simulator/json_text.h"

#include <gtest/gtest.h>

namespace mtxmon::sim {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonText, EscapesAsGoDoes) {
  EXPECT_EQ(escaped("a\"b\\c\n\t\x01"), R"("a\"b\\c\n\t\u0001")");
  EXPECT_EQ(escaped("<a>&"), R"("\u003ca\u003e\u0026")");
  EXPECT_EQ(escaped("grün 🎥"), "\"grün 🎥\"");
}

TEST(JsonText, BytesThatAreNotUtf8BecomeTheReplacementCharacter) {
  EXPECT_EQ(escaped("a\xFFz"), R"("a\ufffdz")");
  EXPECT_EQ(escaped("\xC0\x80"), R"("\ufffd\ufffd")");            // overlong
  EXPECT_EQ(escaped("\xED\xA0\x80"), R"("\ufffd\ufffd\ufffd")");  // surrogate
  EXPECT_EQ(escaped("\xE2\x82"), R"("\ufffd\ufffd")");            // cut off
}

TEST(JsonText, NumbersHaveNoExponentAndCommasComeByThemselves) {
  JsonText json;
  json.open_object();
  json.count("a", 18446744073709551615ULL);
  json.number("b", 100000.0);
  json.number("c", 0.25);
  json.open_array("d");
  json.text_element("x");
  json.raw_element("1");
  json.close_array();
  json.null("e");
  json.close_object();
  EXPECT_EQ(json.view(), R"({"a":18446744073709551615,"b":100000,"c":0.25,"d":["x",1],"e":null})");
}

}  // namespace
}  // namespace mtxmon::sim
