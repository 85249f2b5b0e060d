#include "agent/network.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kHeadings =
    "Inter-|   Receive                    |  Transmit\n"
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes packets errs drop\n";

Result<std::vector<NetworkCounters>> parse_lines(std::string_view lines) {
  return parse_network(std::string(kHeadings) + std::string(lines));
}

TEST(Network, ParsesDevices) {
  const auto devices = parse_lines("  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n");
  ASSERT_TRUE(devices);
  ASSERT_EQ(devices->size(), 1U);
  const NetworkCounters& one = devices->front();
  EXPECT_EQ(one.device, "eth0");
  EXPECT_EQ(one.receive_bytes, 1U);
  EXPECT_EQ(one.receive_errors, 3U);
  EXPECT_EQ(one.receive_drops, 4U);
  EXPECT_EQ(one.transmit_bytes, 9U);
  EXPECT_EQ(one.transmit_errors, 11U);
  EXPECT_EQ(one.transmit_drops, 12U);
}

TEST(Network, TakesWhateverNameADeviceHas) {
  const auto devices = parse_lines(
      "eth0:123 0 0 0 0 0 0 0 4 0 0 0 0 0 0 0\n"
      "eth0:1: 5 0 0 0 0 0 0 0 6 0 0 0 0 0 0 0\n"
      "<b>\"\\: 7 0 0 0 0 0 0 0 8 0 0 0 0 0 0 0");
  ASSERT_TRUE(devices);
  ASSERT_EQ(devices->size(), 3U);
  EXPECT_EQ((*devices)[0].device, "eth0");
  EXPECT_EQ((*devices)[0].receive_bytes, 123U);
  EXPECT_EQ((*devices)[1].device, "eth0:1");
  EXPECT_EQ((*devices)[2].device, "<b>\"\\");
}

TEST(Network, NoDeviceIsAnAnswer) {
  const auto devices = parse_lines("");
  ASSERT_TRUE(devices);
  EXPECT_THAT(*devices, IsEmpty());
}

TEST(Network, RefusesWhatIsNotNetDev) {
  EXPECT_FALSE(parse_network(""));
  EXPECT_FALSE(parse_network("Inter-|\n"));
  EXPECT_FALSE(parse_network("one\ntwo\n"));
  for (const auto* bad : {
           "eth0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n",        // no colon
           "eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15\n",          // a column too few
           "eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 x\n",        // not a number
           "eth0: -1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n",      // negative
           ": 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n",           // no name
           "eth 0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n",      // two names
           "lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\neth0: 5",  // cut
       }) {
    const auto devices = parse_lines(bad);
    ASSERT_FALSE(devices) << bad;
    EXPECT_THAT(devices.error().message, HasSubstr("is not a device with 16 numbers")) << bad;
  }
}

TEST(Network, RatesUseTheTimeThatPassed) {
  const NetworkCounters before{.device = "eth0", .receive_bytes = 1000, .transmit_bytes = 500};
  const NetworkCounters now{.device = "eth0", .receive_bytes = 3500, .transmit_bytes = 500};
  const auto rates = network_rates(before, now, 2.5);
  EXPECT_EQ(rates.receive_bits_per_second, 8000);
  EXPECT_EQ(rates.transmit_bits_per_second, 0);
}

TEST(Network, ACounterThatWentBackHasNoRate) {
  const NetworkCounters before{
      .device = "eth0", .receive_bytes = 4294967295, .transmit_bytes = 500};
  const NetworkCounters now{.device = "eth0", .receive_bytes = 100, .transmit_bytes = 600};
  const auto rates = network_rates(before, now, 1);
  EXPECT_EQ(rates.receive_bits_per_second, std::nullopt);
  EXPECT_EQ(rates.transmit_bits_per_second, 800);
}

TEST(Network, NoTimeNoRate) {
  const NetworkCounters same{.device = "eth0", .receive_bytes = 1};
  EXPECT_EQ(network_rates(same, same, 0).receive_bits_per_second, std::nullopt);
  EXPECT_EQ(network_rates(same, same, -1).transmit_bits_per_second, std::nullopt);
}

std::vector<std::string> carrying(const std::vector<std::string>& names,
                                  const std::set<std::string, std::less<>>& hardware) {
  std::vector<NetworkCounters> devices;
  for (const auto& name : names) devices.push_back({.device = name});
  const auto flags = carries_traffic(
      devices, [&](std::string_view device) { return hardware.find(device) != hardware.end(); });
  std::vector<std::string> carry;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (flags[i]) carry.push_back(names[i]);
  }
  return carry;
}

TEST(Network, HardwareCarriesTheTraffic) {
  EXPECT_THAT(carrying({"lo", "bond0", "enp1s0", "enp2s0", "enp1s0.7", "veth1", "uplink"},
                       {"enp1s0", "enp2s0"}),
              ElementsAre("enp1s0", "enp2s0"));
}

TEST(Network, NamesDecideWhereNothingIsHardware) {
  EXPECT_THAT(carrying({"lo", "eth0", "docker0", "br-12ab", "veth9", "wg0", "tun0", "venet0"}, {}),
              ElementsAre("eth0", "venet0"));
  EXPECT_THAT(carrying({"lo"}, {}), IsEmpty());
}

TEST(Network, FindsUdpLossesByTheNameOfTheColumn) {
  const auto errors = parse_udp_receive_buffer_errors(
      "Ip: Forwarding\nIp: 2\nUdp: InDatagrams RcvbufErrors InErrors\nUdp: 119 7 9\n"
      "UdpLite: InDatagrams RcvbufErrors\nUdpLite: 1 2\n");
  ASSERT_TRUE(errors);
  EXPECT_EQ(*errors, 7U);
}

TEST(Network, RefusesSnmpWithoutUdpLosses) {
  for (const auto* bad : {"", "garbage", "Udp: InDatagrams RcvbufErrors\n",
                          "Udp: InDatagrams\nUdp: 5\n", "Udp: InDatagrams RcvbufErrors\nUdp: 5\n",
                          "Udp: RcvbufErrors\nUdp: -5\n", "UdpLite: RcvbufErrors\nUdpLite: 5\n"}) {
    EXPECT_FALSE(parse_udp_receive_buffer_errors(bad)) << bad;
  }
}

TEST(Network, FindsUdp6Losses) {
  const auto errors =
      parse_udp6_receive_buffer_errors("Udp6InErrors \t1\nUdp6RcvbufErrors                \t4\n");
  ASSERT_TRUE(errors);
  EXPECT_EQ(*errors, 4U);
  for (const auto* bad : {"", "Udp6RcvbufErrors", "Udp6RcvbufErrors x", "UdpLite6RcvbufErrors 4"}) {
    EXPECT_FALSE(parse_udp6_receive_buffer_errors(bad)) << bad;
  }
}

TEST(Network, TheSpeedOfALinkIsInMegabits) {
  EXPECT_EQ(parse_link_speed("1000\n"), 1e9);
  EXPECT_EQ(parse_link_speed("25000"), 25e9);
  for (const char* unknown : {"-1\n", "0\n", "", "4294967295\n", "fast", "1 2"})
    EXPECT_EQ(parse_link_speed(unknown), std::nullopt) << unknown;
}

}  // namespace
}  // namespace mtxmon
