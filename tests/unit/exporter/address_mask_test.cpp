#include "exporter/address_mask.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

struct Row {
  const char* address;
  const char* prefix;
};

TEST(AddressMask, PrefixKeepsTheNetworkOnly) {
  for (const Row& row : {
           Row{"203.0.113.5:40122", "203.0.113.0/24"},
           Row{"203.0.113.5", "203.0.113.0/24"},
           Row{"[2001:db8:4:9::21]:51044", "2001:db8:4::/48"},
           Row{"2001:db8:4:9::21", "2001:db8:4::/48"},
           Row{"[fe80::1%eth0]:554", "fe80::/48"},
           Row{"[::ffff:203.0.113.5]:80", "::/48"},
           Row{"viewer.example:443", ""},
           Row{"@", ""},
           Row{"", ""},
           Row{"[", ""},
       }) {
    EXPECT_EQ(mask_address(row.address, AddressMask::Prefix), row.prefix) << row.address;
    EXPECT_EQ(mask_address(row.address, AddressMask::Full), row.address);
    EXPECT_EQ(mask_address(row.address, AddressMask::None), "");
  }
}

TEST(AddressMask, ACandidateKeepsItsKind) {
  EXPECT_EQ(mask_candidate("host/udp/192.0.2.7/8189", AddressMask::Prefix),
            "host/udp/192.0.2.0/24");
  EXPECT_EQ(mask_candidate("srflx/tcp/2001:db8:4::7/8189", AddressMask::Prefix),
            "srflx/tcp/2001:db8:4::/48");
  EXPECT_EQ(mask_candidate("host/udp/192.0.2.7/8189", AddressMask::None), "host/udp");
  EXPECT_EQ(mask_candidate("host/udp/192.0.2.7/8189", AddressMask::Full),
            "host/udp/192.0.2.7/8189");
  for (const char* odd : {"", "host", "host/udp", "host/udp/192.0.2.7"})
    EXPECT_EQ(mask_candidate(odd, AddressMask::Prefix).find("192"), std::string::npos) << odd;
}

TEST(AddressMask, Words) {
  EXPECT_EQ(parse_address_mask("full"), AddressMask::Full);
  EXPECT_EQ(parse_address_mask("prefix"), AddressMask::Prefix);
  EXPECT_EQ(parse_address_mask("none"), AddressMask::None);
  EXPECT_FALSE(parse_address_mask("Full").has_value());
}

}  // namespace
}  // namespace mtxmon
