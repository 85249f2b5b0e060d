#include "core/web/route_prefix.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(RoutePrefix, HasASlashInFrontAndNoneBehind) {
  for (const char* text : {"/a/monitor", "a/monitor", "/a/monitor/", "a/monitor/"})
    EXPECT_EQ(parse_route_prefix(text).value(), "/a/monitor") << text;
}

TEST(RoutePrefix, NothingIsNone) {
  EXPECT_EQ(parse_route_prefix("").value(), "");
  EXPECT_EQ(parse_route_prefix("/").value(), "");
}

TEST(RoutePrefix, IsAPlainPath) {
  for (const char* text : {"//", "/a//b", "/a/../b", "/.", "/a b", "/a%20b", "/ü", "/a?b", "/a#b",
                           "http://monitor.example/a", "/a\n"}) {
    const auto prefix = parse_route_prefix(text);
    ASSERT_FALSE(prefix.ok()) << text;
    EXPECT_NE(prefix.error().message.find("web.route-prefix"), std::string::npos);
  }
}

}  // namespace
}  // namespace mtxmon
