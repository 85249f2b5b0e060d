#include "core/web/listen_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::HasSubstr;

TEST(ListenAddress, AnIpv4AddressOrLocalhostWithAPort) {
  const auto address = parse_listen_address("0.0.0.0:8088");
  ASSERT_TRUE(address.ok());
  EXPECT_EQ(address->text(), "0.0.0.0:8088");
  EXPECT_FALSE(address->loopback());
  ASSERT_TRUE(parse_listen_address("localhost:0").ok());
  EXPECT_EQ(parse_listen_address("localhost:0")->text(), "127.0.0.1:0");
  EXPECT_TRUE(parse_listen_address("127.0.0.2:1")->loopback());
}

struct Refusal {
  const char* text;
  const char* reason;
};

TEST(ListenAddress, RefusalsSayWhatToDo) {
  for (const auto& [text, reason] :
       {Refusal{"[::1]:8088", "IPv6"}, Refusal{"::1:8088", "IPv6"},
        Refusal{"127.0.0.1:8443s", "TLS"}, Refusal{"127.0.0.1:80r", "TLS"},
        Refusal{"8088", "HOST:PORT"}, Refusal{"", "HOST:PORT"}, Refusal{"127.0.0.1:", "number"},
        Refusal{"127.0.0.1:65536", "number"}, Refusal{"127.0.0.1:80,127.0.0.2", "number"},
        Refusal{":8088", "0.0.0.0"}, Refusal{"monitor.example:80", "IPv4"},
        Refusal{"127.1:80", "IPv4"}}) {
    const auto address = parse_listen_address(text);
    ASSERT_FALSE(address.ok()) << text;
    EXPECT_THAT(address.error().message, HasSubstr(reason)) << text;
    EXPECT_THAT(address.error().message, HasSubstr("--web.listen-address")) << text;
  }
}

}  // namespace
}  // namespace mtxmon
