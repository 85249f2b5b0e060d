#include "agent/host_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/history_samples.h"
#include "tests/unit/agent/host_fixture.h"

namespace mtxmon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

HostSample small_sample() {
  HostSample sample;
  sample.host = "venue-a";
  sample.seq = 5;
  sample.collected_at = ManualClock().wall_now();
  sample.interval = Milliseconds(2000);
  return sample;
}

TEST(HostJson, WhatIsAbsentIsNotWritten) {
  EXPECT_EQ(host_json(small_sample()),
            R"({"schema":1,"host":"venue-a","seq":5,"collected_at":"2026-11-22T18:00:00.123Z",)"
            R"("interval_seconds":2,"disks":[],"error":null})");
}

TEST(HostJson, SaysWhoWroteIt) {
  HostSample sample = small_sample();
  sample.agent = {"1.2.3", "127.0.0.1:9973"};
  EXPECT_THAT(host_json(sample),
              HasSubstr(R"("agent":{"version":"1.2.3","listen_address":"127.0.0.1:9973"})"));
}

TEST(HostJson, HasTheServersThatAreSeen) {
  HostSample sample = small_sample();
  sample.uptime_seconds = 100;
  sample.processes = {{.pid = 77,
                       .cpu_cores = 1.5,
                       .resident_bytes = 4096,
                       .threads = 7,
                       .started_after_boot_seconds = 40}};
  EXPECT_THAT(host_json(sample),
              HasSubstr(R"("mediamtx_processes":[{"pid":77,"cpu_cores":1.5,"resident_bytes":4096,)"
                        R"("threads":7,"uptime_seconds":60}])"));
}

TEST(HostJson, OutsideNamesAreEscaped) {
  HostSample sample = small_sample();
  sample.network.emplace().devices.push_back({{.device = "\"<b>\\\xff\n"}, {}});
  sample.failures.push_back({HostPart::Disk, "/a\tb"});
  const std::string json = host_json(sample);
  EXPECT_THAT(json, HasSubstr(R"("device":"\"\u003cb\u003e\\)"
                              "\xEF\xBF\xBD"
                              R"(\n")"));
  EXPECT_THAT(json, HasSubstr(R"("error":"disk: /a\u0009b")"));
}

TEST(HostWrite, IsAHostWithItsNotice) {
  const SourceWrite write = host_write(small_sample());
  EXPECT_EQ(write.kind, SourceKind::Host);
  EXPECT_EQ(write.source, "venue-a");
  EXPECT_EQ(*write.latest, host_json(small_sample()));
  EXPECT_EQ(
      write.notice,
      R"({"type":"host","host":"venue-a","seq":5,"collected_at":"2026-11-22T18:00:00.123Z"})");
  EXPECT_EQ(write.samples.size(), 0U);
}

TEST(HostWrite, HistoryHoldsTheSeriesThatExist) {
  HostSample sample = small_sample();
  sample.cpu_ratio = CpuByMode{0.25, 0, 0.25, 0.5, 0, 0, 0, 0};
  sample.load = Load{1.5, 1, 0.5};
  sample.memory = Memory{.total_bytes = 100,
                         .available_bytes = 40,
                         .swap_total_bytes = std::nullopt,
                         .swap_free_bytes = std::nullopt};
  sample.network.emplace().total = {8000, std::nullopt};
  const SourceWrite write = host_write(sample);
  EXPECT_EQ(write.samples.time, sample.collected_at);
  EXPECT_THAT(
      samples_of(write.samples),
      ElementsAre(Pair("host", ElementsAre(Pair("cpu_usage_ratio", 0.5), Pair("load1", 1.5),
                                           Pair("memory_used_bytes", 60),
                                           Pair("network_receive_bits_per_second", 8000)))));
}

}  // namespace
}  // namespace mtxmon
