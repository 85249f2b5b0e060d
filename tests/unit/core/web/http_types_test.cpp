#include "core/web/http_types.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(PercentDecode, EscapesAndPlus) {
  EXPECT_EQ(percent_decode("/a%20b%2Fc"), "/a b/c");
  EXPECT_EQ(percent_decode("a+b"), "a+b");
  EXPECT_EQ(percent_decode("a+b%2b", true), "a b+");
  EXPECT_EQ(percent_decode(""), "");
}

TEST(PercentDecode, NothingForABrokenEscape) {
  for (const char* bad : {"%", "a%2", "%zz", "%2g", "100%"})
    EXPECT_EQ(percent_decode(bad), std::nullopt) << bad;
}

TEST(Request, HeadersInAnyCase) {
  Request request;
  request.headers = {{"Accept", "a"}, {"X-Twice", "1"}, {"x-twice", "2"}};
  EXPECT_EQ(request.header("ACCEPT"), "a");
  EXPECT_EQ(request.header("X-TWICE"), "1");
  EXPECT_EQ(request.header("Host"), std::nullopt);
}

TEST(Request, ParametersAreDecodedAndTheFirstWins) {
  Request request;
  request.query = "path=live%2Fa+b&flag&empty=&path=second&&n%61me=x&broken=%";
  EXPECT_EQ(request.parameter("path"), "live/a b");
  EXPECT_EQ(request.parameter("flag"), "");
  EXPECT_EQ(request.parameter("empty"), "");
  EXPECT_EQ(request.parameter("name"), "x");
  EXPECT_EQ(request.parameter("broken"), std::nullopt);
  EXPECT_EQ(request.parameter("absent"), std::nullopt);
}

TEST(Response, ErrorsAreValidJsonWhateverTheyQuote) {
  EXPECT_EQ(*Response::error(404, "no \"x\\y\"\n\x01\xff").body,
            "{\"error\":\"no \\\"x\\\\y\\\"\\u000a\\u0001?\"}");
  EXPECT_EQ(Response::error(404, "x").status, 404);
}

}  // namespace
}  // namespace mtxmon
