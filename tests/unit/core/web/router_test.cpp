#include "core/web/router.h"

#include <string>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

class RouterTest : public testing::Test {
 protected:
  void add(const std::string& pattern) {
    router_.add(pattern, [pattern](const Request&) { return Response::text(pattern); });
  }
  std::string matched(std::string_view path) {
    const Handler* handler = router_.find(path);
    return handler ? *(*handler)({}).body : "nothing";
  }
  Router router_;
};

TEST_F(RouterTest, TheLongestMatchWinsInWhateverOrderTheyCame) {
  add("/");
  add("/api/v1/streams");
  add("/api/");
  add("/api/v1/streams/");
  EXPECT_EQ(matched("/api/v1/streams"), "/api/v1/streams");
  EXPECT_EQ(matched("/api/v1/streams/local/a/b"), "/api/v1/streams/");
  EXPECT_EQ(matched("/api/v1"), "/api/");
  EXPECT_EQ(matched("/index.html"), "/");
}

TEST_F(RouterTest, AnExactPathMatchesNothingElse) {
  add("/metrics");
  EXPECT_EQ(matched("/metrics"), "/metrics");
  EXPECT_EQ(matched("/metrics/"), "nothing");
  EXPECT_EQ(matched("/metricsx"), "nothing");
  EXPECT_EQ(matched("/"), "nothing");
}

TEST_F(RouterTest, AddingAgainReplaces) {
  add("/a");
  router_.add("/a", [](const Request&) { return Response::text("new"); });
  EXPECT_EQ(matched("/a"), "new");
}

}  // namespace
}  // namespace mtxmon
