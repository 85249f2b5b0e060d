#include "core/model/json_members.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

JsonMembers members_of(std::string_view json) {
  auto members = split_object(json);
  EXPECT_TRUE(members.ok()) << members.error().message;
  return *std::move(members);
}

TEST(JsonMembers, CutsAnObjectIntoRawTexts) {
  const JsonMembers members = members_of(
      R"({"a":1,"b":"x\"y","c":{"d":[1,2,{"e":null}]},"f":[],"g":true,"h":null,"i":-1.5e3,"j":{}})");
  const JsonMembers expected = {
      {"a", "1"},      {"b", R"("x\"y")"}, {"c", R"({"d":[1,2,{"e":null}]})"},
      {"f", "[]"},     {"g", "true"},      {"h", "null"},
      {"i", "-1.5e3"}, {"j", "{}"}};
  EXPECT_EQ(members, expected);
}

TEST(JsonMembers, TrimsWhitespaceAroundValues) {
  const JsonMembers members =
      members_of(" \t{ \"a\" :  1 ,\n \"b\":[ 1, 2 ]\r\n,\"c\" : \"x \" } \n");
  const JsonMembers expected = {{"a", "1"}, {"b", "[ 1, 2 ]"}, {"c", "\"x \""}};
  EXPECT_EQ(members, expected);
}

TEST(JsonMembers, JoiningGivesTheObjectBack) {
  for (const char* json : {"{}", R"({"a":1})", R"({"a":{"b":[1,2]},"c":"\u00fc \n"})", R"({"":""})",
                           R"({"big":18446744073709551615,"exact":0.30000000000000004})",
                           R"({"k\"\\\n<":1})", "{\"k\xC3\xBC\":\"\xF0\x9F\x98\x80\"}"}) {
    const JsonMembers members = members_of(json);
    EXPECT_EQ(members_of(join_object(members)), members) << json;
  }
  EXPECT_EQ(join_object(members_of(R"( { "a" : 1 , "b" : [ ] } )")), R"({"a":1,"b":[ ]})");
}

TEST(JsonMembers, KeysAreUnescaped) {
  EXPECT_EQ(raw_member(members_of(R"({"a\u00fc\"":7})"), "a\xC3\xBC\""), "7");
}

TEST(JsonMembers, RefusesWhatIsNotAnObject) {
  for (const char* json : {"",
                           " ",
                           "1",
                           "null",
                           "[]",
                           "\"{}\"",
                           "{",
                           "}",
                           "{\"a\":1",
                           "{\"a\":}",
                           "{\"a\" 1}",
                           "{a:1}",
                           "{\"a\":1,}",
                           "{\"a\":1}x",
                           "{\"a\":1}{}",
                           "{\"a\":1 2}",
                           "{\"a\":tru}",
                           "{\"a\":01}",
                           "{\"a\":[1,]}",
                           "{\"a\":{\"b\":nul}}",
                           "{\"a\":\"\\x\"}",
                           "{\"a\":\"\xFF\"}",
                           "{\"a\":\"\n\"}",
                           "{'a':1}",
                           "{\"a\":1]"}) {
    const auto members = split_object(json);
    ASSERT_FALSE(members.ok()) << json;
    EXPECT_TRUE(members.error().message.starts_with("not the expected JSON: "));
  }
  EXPECT_FALSE(split_object(std::string_view("{\"a\":1}\0", 8)).ok());
  EXPECT_FALSE(split_object(std::string(100'000, '[')).ok());
  EXPECT_FALSE(split_object("{\"a\":" + std::string(100'000, '[') + "}").ok());
}

TEST(JsonArray, CutsAnArrayIntoRawTexts) {
  const auto items = split_array(R"([ 1 , "a", {"b": 2} ,[ ], null ])");
  ASSERT_TRUE(items.ok());
  EXPECT_EQ(*items, (std::vector<std::string>{"1", "\"a\"", "{\"b\": 2}", "[ ]", "null"}));
  const auto none = split_array(" [ ] ");
  ASSERT_TRUE(none.ok());
  EXPECT_TRUE(none->empty());
}

TEST(JsonArray, RefusesWhatIsNotAnArray) {
  for (const char* json : {"", "{}", "1", "[", "[1", "[1,]", "[1 2]", "[1]]", "[nul]", "[1] 2"})
    EXPECT_FALSE(split_array(json).ok()) << json;
}

TEST(JsonMembers, ReadsScalarsAndFallsBack) {
  const JsonMembers members = members_of(
      R"({"text":"k\u00fcche\n","number":-2.5,"yes":true,"no":false,"null":null,"object":{},"digits":"7"})");
  EXPECT_EQ(text_member(members, "text"),
            "k\xC3\xBC"
            "che\n");
  EXPECT_EQ(text_member(members, "number"), "");
  EXPECT_EQ(text_member(members, "absent"), "");
  EXPECT_EQ(number_member(members, "number", 1), -2.5);
  for (const char* key : {"digits", "null", "object", "yes", "absent"})
    EXPECT_EQ(number_member(members, key, 9), 9) << key;
  EXPECT_TRUE(bool_member(members, "yes"));
  for (const char* key : {"no", "null", "text", "absent"})
    EXPECT_FALSE(bool_member(members, key)) << key;
  EXPECT_EQ(raw_member(members, "null"), "null");
  EXPECT_EQ(raw_member(members, "absent"), "");
}

TEST(JsonMembers, SetReplacesInPlaceOrAppends) {
  JsonMembers members = members_of(R"({"a":1,"b":2})");
  set_member(members, "a", "\"x\"");
  set_member(members, "c", "[3]");
  EXPECT_EQ(join_object(members), R"({"a":"x","b":2,"c":[3]})");
}

}  // namespace
}  // namespace mtxmon
