#include "exporter/agent_host.h"

#include <gtest/gtest.h>

#include "core/base/time_text.h"

namespace mtxmon {
namespace {

std::string host_of(const std::string& url, const std::string& configured = "") {
  NodeSettings node;
  node.url = url;
  node.host = configured;
  return agent_host(node, "own-machine");
}

TEST(AgentHost, OfAnApiOnThisMachineIsOurs) {
  for (const char* url : {"http://127.0.0.1:9997", "http://localhost:9997", "https://[::1]:9997",
                          "unix:///run/mediamtx/api.sock"})
    EXPECT_EQ(host_of(url), "own-machine") << url;
}

TEST(AgentHost, OfAnotherMachineIsNamedByItsUrl) {
  EXPECT_EQ(host_of("http://media-1.example:9997"), "media-1.example");
  EXPECT_EQ(host_of("https://media-1/mtx"), "media-1");
  EXPECT_EQ(host_of("http://[2001:db8::1]:9997"), "2001:db8::1");
}

TEST(AgentHost, TheSettingWins) {
  EXPECT_EQ(host_of("http://127.0.0.1:9997", "venue-a"), "venue-a");
}

TEST(DecodeHost, TakesWhatShowsThatAMachineIsFull) {
  const auto load = decode_host(
      R"({"schema":1,"host":"venue-a","seq":5,"collected_at":"2026-11-22T18:00:00.123Z",
          "cpu_usage_ratio":0.97,"cpu_ratio":{"user":0.6,"steal":0.25},
          "network":[{"device":"lo","receive_bits_per_second":9e9},
                     {"device":"eth0","receive_bits_per_second":1e6,
                      "transmit_bits_per_second":9.5e8,"link_bits_per_second":1e9},
                     {"device":"eth1","receive_bits_per_second":2e9,
                      "transmit_bits_per_second":0,"link_bits_per_second":1e10}]})");
  ASSERT_TRUE(load.ok()) << load.error().message;
  EXPECT_EQ(load->host, "venue-a");
  EXPECT_EQ(load->collected_at, parse_rfc3339("2026-11-22T18:00:00.123Z"));
  EXPECT_EQ(load->cpu_usage_ratio, 0.97);
  EXPECT_EQ(load->cpu_steal_ratio, 0.25);
  ASSERT_TRUE(load->network);
  EXPECT_EQ(load->network->device, "eth0");
  EXPECT_DOUBLE_EQ(load->network->usage_ratio(), 0.95);
}

TEST(DecodeHost, WhatIsAbsentStaysAbsent) {
  const auto load = decode_host(R"({"host":"a","collected_at":"2026-11-22T18:00:00Z"})");
  ASSERT_TRUE(load.ok());
  EXPECT_FALSE(load->cpu_usage_ratio || load->cpu_steal_ratio || load->network);
}

TEST(DecodeHost, WhatIsNoSampleIsAnError) {
  for (const char* json : {"", "[]", "{}", R"({"host":"a"})", R"({"host":"a","collected_at":7})"})
    EXPECT_FALSE(decode_host(json).ok()) << json;
}

}  // namespace
}  // namespace mtxmon
