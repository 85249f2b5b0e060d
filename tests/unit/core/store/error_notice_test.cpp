#include "core/store/error_notice.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(ErrorNotice, IsOneJsonObject) {
  EXPECT_EQ(error_notice("node", "local", "Redis is out of memory"),
            R"({"type":"error","node":"local","error":"Redis is out of memory"})");
}

TEST(ErrorNotice, HostileTextsStayInsideTheirStrings) {
  EXPECT_EQ(error_notice("host", "a\",\"x\":\"", "back\\slash\n\x80"),
            R"({"type":"error","host":"a\",\"x\":\"","error":"back\\slash\\x0a\\x80"})");
}

}  // namespace
}  // namespace mtxmon
