#include "core/store/redis_address.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::HasSubstr;
using testing::Not;

struct GoodCase {
  std::string url;
  RedisAddress expected;
  std::string display;
};

RedisAddress tcp(std::string host, std::uint16_t port, int database = 0, std::string user = "",
                 std::string password = "") {
  return {.host = std::move(host),
          .port = port,
          .socket_path = "",
          .database = database,
          .user = std::move(user),
          .password = std::move(password)};
}

RedisAddress unix_socket(std::string path, int database = 0) {
  RedisAddress address;
  address.socket_path = std::move(path);
  address.database = database;
  return address;
}

class GoodUrl : public testing::TestWithParam<GoodCase> {};

TEST_P(GoodUrl, IsUnderstood) {
  const auto& [url, expected, display] = GetParam();
  const auto parsed = parse_redis_url(url);
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(parsed->host, expected.host);
  EXPECT_EQ(parsed->port, expected.port);
  EXPECT_EQ(parsed->socket_path, expected.socket_path);
  EXPECT_EQ(parsed->database, expected.database);
  EXPECT_EQ(parsed->user, expected.user);
  EXPECT_EQ(parsed->password, expected.password);
  EXPECT_EQ(parsed->display(), display);
}

INSTANTIATE_TEST_SUITE_P(
    Urls, GoodUrl,
    testing::Values(
        GoodCase{"redis://127.0.0.1:6379/0", tcp("127.0.0.1", 6379), "127.0.0.1:6379"},
        GoodCase{"redis://redis.example.org", tcp("redis.example.org", 6379),
                 "redis.example.org:6379"},
        GoodCase{"redis://redis:1/", tcp("redis", 1), "redis:1"},
        GoodCase{"redis://h:65535/15", tcp("h", 65535, 15), "h:65535/15"},
        GoodCase{"redis://[::1]", tcp("::1", 6379), "[::1]:6379"},
        GoodCase{"redis://[fe80::2]:7000/3", tcp("fe80::2", 7000, 3), "[fe80::2]:7000/3"},
        GoodCase{"redis://:s3cret@h", tcp("h", 6379, 0, "", "s3cret"), "h:6379"},
        GoodCase{"redis://me:s3cret@h:7/1", tcp("h", 7, 1, "me", "s3cret"), "h:7/1"},
        GoodCase{"redis://m%40e:%3A%2F%40%25%ff@h", tcp("h", 6379, 0, "m@e", ":/@%\xFF"), "h:6379"},
        GoodCase{"redis://me:a@b:c@h", tcp("h", 6379, 0, "me", "a@b:c"), "h:6379"},
        GoodCase{"unix:///run/redis.sock", unix_socket("/run/redis.sock"), "/run/redis.sock"},
        GoodCase{"unix:///a%20b/r.sock?db=2", unix_socket("/a b/r.sock", 2), "/a b/r.sock?db=2"}));

struct BadCase {
  std::string url;
  std::string fault;
  std::string fix;
};

class BadUrl : public testing::TestWithParam<BadCase> {};

TEST_P(BadUrl, IsRefusedWithFaultAndFix) {
  const auto parsed = parse_redis_url(GetParam().url);
  ASSERT_FALSE(parsed.ok());
  EXPECT_THAT(parsed.error().message, HasSubstr("redis.url"));
  EXPECT_THAT(parsed.error().message, HasSubstr(GetParam().fault));
  EXPECT_THAT(parsed.error().message, HasSubstr(GetParam().fix));
  EXPECT_THAT(parsed.error().message, Not(HasSubstr("s3cret")));
}

INSTANTIATE_TEST_SUITE_P(
    Urls, BadUrl,
    testing::Values(
        BadCase{"", "no scheme", "redis://"}, BadCase{"127.0.0.1:6379", "no scheme", "redis://"},
        BadCase{"http://h", "unknown scheme", "redis://"},
        BadCase{"rediss://u:s3cret@h", "TLS", "stunnel"},
        BadCase{"redis+sentinel://h:1/mymaster/0", "Sentinel", "the primary"},
        BadCase{"redis://", "no host", "redis://"}, BadCase{"redis://:6379", "no host", "host"},
        BadCase{"redis:///1", "no host", "host"}, BadCase{"redis://h:", "no port", ":port"},
        BadCase{"redis://h:0", "not 1 to 65535", ":port"},
        BadCase{"redis://h:65536", "not 1 to 65535", ":port"},
        BadCase{"redis://h:6379x", "not 1 to 65535", ":port"},
        BadCase{"redis://::1", "more than one \":\"", "brackets"},
        BadCase{"redis://[::1", "without \"]\"", "redis://"},
        BadCase{"redis://[::1]6379", "between \"]\" and port", "redis://"},
        BadCase{"redis://[::1]:", "no port", ":port"},
        BadCase{"redis://[host]", "no IPv6 address", "redis://"},
        BadCase{"redis://h h", "characters that no host name has", "redis://"},
        BadCase{"redis://<img src=x onerror=alert(1)>", "characters that", "redis://"},
        BadCase{"redis://h/x", "not a number", "/0"}, BadCase{"redis://h/-1", "not a number", "/0"},
        BadCase{"redis://h/1?x=y", "not a number", "/0"},
        BadCase{"redis://me@h", "no password", "redis://:password@host"},
        BadCase{"redis://s3cret@h", "no password", "redis://:password@host"},
        BadCase{"redis://me:@h", "empty password", "leave"},
        BadCase{"redis://me:s3cret%zz@h", "%-escape", "%25"},
        BadCase{"redis://me:s3cret%4@h", "%-escape", "%25"},
        BadCase{"redis://me:s3cret@", "no host", "host"},
        BadCase{"redis://me:s3cret@h:port", "not 1 to 65535", ":port"},
        BadCase{"unix://run/redis.sock", "no absolute path", "unix:///"},
        BadCase{"unix://", "no absolute path", "unix:///"},
        BadCase{"unix:///r%2", "%-escape", "redis://"},
        BadCase{"unix:///r?x=1", "unknown part", "?db=N"},
        BadCase{"unix:///r?db=", "unknown part", "?db=N"},
        BadCase{"unix:///" + std::string(107, 'x'), "107 bytes", "shorter"}));

TEST(RedisAddress, HostileUrlIsPrintable) {
  const auto parsed = parse_redis_url("redis://a\x1b[31m\x80\n");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().message.find_first_of("\x1b\x80\n"), std::string::npos);
}

}  // namespace
}  // namespace mtxmon
