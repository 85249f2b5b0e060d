#include "core/web/access.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

const ListenAddress kLoopback{"127.0.0.1", 8088};
const ListenAddress kEverywhere{"0.0.0.0", 8088};

TEST(HostAllowed, OnLoopbackOnlyItsOwnNames) {
  const AccessRules rules(kLoopback, {}, {});
  for (const char* host :
       {"localhost", "LocalHost:8088", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:8088"}) {
    EXPECT_TRUE(rules.host_allowed(host)) << host;
  }
  for (const char* host :
       {"evil.example", "localhost.evil.example", "10.0.0.1", "[::2]", "", ":8088", "127.0.0.1:80a",
        "[::1", "[::1]x", "localhost:80:80", "127.0.0.1, evil.example"}) {
    EXPECT_FALSE(rules.host_allowed(host)) << host;
  }
}

TEST(HostAllowed, ConfiguredNamesCountInAnyCaseAndWithAnyPort) {
  const AccessRules rules(kLoopback, {"Monitor.Example"}, {});
  EXPECT_TRUE(rules.host_allowed("monitor.example"));
  EXPECT_TRUE(rules.host_allowed("MONITOR.example:443"));
  EXPECT_FALSE(rules.host_allowed("xmonitor.example"));
}

TEST(HostAllowed, OnARoutableAddressEveryLiteralButNoForeignName) {
  const AccessRules rules(kEverywhere, {}, {});
  EXPECT_TRUE(rules.host_allowed("192.168.1.5:8088"));
  EXPECT_TRUE(rules.host_allowed("[2001:db8::1]:8088"));
  EXPECT_TRUE(rules.host_allowed("localhost"));
  EXPECT_FALSE(rules.host_allowed("evil.example"));
  EXPECT_FALSE(rules.host_allowed("999.1.1.1"));
  EXPECT_FALSE(rules.host_allowed("[not-an-address]"));
}

TEST(HostAllowed, StarAllowsAll) {
  EXPECT_TRUE(AccessRules(kLoopback, {"*"}, {}).host_allowed("anything.example"));
}

TEST(OriginAllowed, OwnPageWithEitherScheme) {
  const AccessRules rules(kLoopback, {}, {});
  EXPECT_TRUE(rules.origin_allowed("http://127.0.0.1:8088", "127.0.0.1:8088"));
  EXPECT_TRUE(rules.origin_allowed("https://Monitor.example", "monitor.example"));
}

TEST(OriginAllowed, NotOtherPortsSitesPrefixesOrNull) {
  const AccessRules rules(kLoopback, {}, {});
  for (const char* origin :
       {"http://127.0.0.1:9999", "http://127.0.0.1", "http://evil.example", "null", "",
        "http://127.0.0.1:8088.evil.example", "ftp://127.0.0.1:8088", "127.0.0.1:8088"}) {
    EXPECT_FALSE(rules.origin_allowed(origin, "127.0.0.1:8088")) << origin;
  }
}

TEST(OriginAllowed, ConfiguredOnesExactly) {
  const AccessRules rules(kLoopback, {}, {"https://wall.example"});
  EXPECT_TRUE(rules.origin_allowed("https://wall.example", "127.0.0.1:8088"));
  EXPECT_FALSE(rules.origin_allowed("http://wall.example", "127.0.0.1:8088"));
  EXPECT_FALSE(rules.origin_allowed("https://wall.example:444", "127.0.0.1:8088"));
}

TEST(WebsocketKey, SixteenBytesInBase64) {
  EXPECT_TRUE(websocket_key_valid("dGhlIHNhbXBsZSBub25jZQ=="));
  EXPECT_FALSE(websocket_key_valid(""));
  EXPECT_FALSE(websocket_key_valid("dGhlIHNhbXBsZSBub25jZQ="));
  EXPECT_FALSE(websocket_key_valid("dGhlIHNhbXBsZSBub25jZQ=x"));
  EXPECT_FALSE(websocket_key_valid("dGhlIHNhbXBsZSBub25j\"Q=="));
  EXPECT_FALSE(websocket_key_valid(std::string(64, 'a')));
}

}  // namespace
}  // namespace mtxmon
