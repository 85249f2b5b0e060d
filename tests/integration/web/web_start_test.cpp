// Where the server listens, and what it says when it cannot.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/web/web_server.h"
#include "tests/support/http_get.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

std::string start_error(WebServerOptions options) {
  WebServer server(std::move(options));
  const Status status = server.start();
  return status ? "started" : status.error().message;
}

TEST(WebStart, PortZeroIsChosenBySystemAndReadBack) {
  WebServer server({});
  ASSERT_TRUE(server.start().ok());
  EXPECT_NE(server.port(), 0);
  EXPECT_EQ(server.url(), "http://127.0.0.1:" + std::to_string(server.port()));
  EXPECT_TRUE(http_get(server.port(), "/").has_value());
}

TEST(WebStart, ATakenPortIsNamedTogetherWithTheFlag) {
  WebServer first({});
  ASSERT_TRUE(first.start().ok());
  const std::string address = "127.0.0.1:" + std::to_string(first.port());
  const std::string error = start_error({.listen_address = address});
  EXPECT_THAT(error, HasSubstr(address));
  EXPECT_THAT(error, HasSubstr("in use"));
  EXPECT_THAT(error, HasSubstr("--web.listen-address"));
}

TEST(WebStart, AnAddressOfAnotherMachineIsNamed) {
  const std::string error =
      start_error({.listen_address = "192.0.2.1:0", .allow_unauthenticated = true});
  EXPECT_THAT(error, HasSubstr("192.0.2.1:0"));
  EXPECT_THAT(error, HasSubstr("--web.listen-address"));
}

TEST(WebStart, ARoutableAddressNeedsTheFlag) {
  EXPECT_THAT(start_error({.listen_address = "0.0.0.0:0"}),
              HasSubstr("--web.allow-unauthenticated"));
  EXPECT_EQ(start_error({.listen_address = "0.0.0.0:0", .allow_unauthenticated = true}), "started");
}

TEST(WebStart, BadAddressesAreRefusedWithAReason) {
  EXPECT_THAT(start_error({.listen_address = "[::1]:8088"}), HasSubstr("IPv6"));
  EXPECT_THAT(start_error({.listen_address = "127.0.0.1:8443s"}), HasSubstr("TLS"));
  EXPECT_THAT(start_error({.listen_address = "nonsense"}), HasSubstr("HOST:PORT"));
}

TEST(WebStart, StopIsIdempotentAndFreesThePort) {
  WebServer first({});
  ASSERT_TRUE(first.start().ok());
  first.stop();
  first.stop();
  WebServer second({.listen_address = "127.0.0.1:" + std::to_string(first.port())});
  EXPECT_TRUE(second.start().ok());
}

}  // namespace
}  // namespace mtxmon
