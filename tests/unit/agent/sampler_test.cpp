#include "agent/sampler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/agent/host_fixture.h"

namespace mtxmon {
namespace {

using ::testing::AllOf;
using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::StartsWith;

std::vector<std::string> device_names(const HostSample& sample) {
  std::vector<std::string> names;
  for (const auto& one : sample.network->devices) names.push_back(one.counters.device);
  return names;
}

TEST(Sampler, TheFirstSampleHasNoRates) {
  ManualClock clock;
  const HostSample sample = fixture_sampler(proc_fixture("vm/tick1"), clock).sample();
  EXPECT_EQ(sample.host, "venue-a");
  EXPECT_EQ(sample.seq, 1U);
  EXPECT_EQ(sample.collected_at, clock.wall_now());
  EXPECT_THAT(sample.error(), IsEmpty());
  // cpu  20443 38510 16477 389386 965 0 146 158 0 0
  EXPECT_THAT(sample.cpu_seconds,
              Optional(ElementsAre(204.43, 385.1, 164.77, 3893.86, 9.65, 0, 1.46, 1.58)));
  EXPECT_EQ(sample.cpu_ratio, std::nullopt);
  EXPECT_EQ(sample.cpu_count, 2U);
  ASSERT_TRUE(sample.network);
  EXPECT_EQ(sample.network->total.receive_bits_per_second, std::nullopt);
  EXPECT_EQ(sample.network->devices.front().rates.receive_bits_per_second, std::nullopt);
}

TEST(Sampler, TheSecondSampleHasRates) {
  const TemporaryRoot root;
  ManualClock clock;
  Sampler sampler = fixture_sampler(root.path(), clock);
  root.lay("vm/tick1");
  (void)sampler.sample();
  root.lay("vm/tick2");
  clock.advance(Milliseconds(2000));
  const HostSample sample = sampler.sample();
  EXPECT_EQ(sample.seq, 2U);
  // 37 user + 292 nice + 69 system + 0 idle + 1 iowait + 0 irq + 0 softirq + 2 steal = 401 ticks
  ASSERT_TRUE(sample.cpu_ratio);
  EXPECT_THAT(*sample.cpu_ratio,
              ElementsAre(DoubleEq(37.0 / 401), DoubleEq(292.0 / 401), DoubleEq(69.0 / 401), 0,
                          DoubleEq(1.0 / 401), 0, 0, DoubleEq(2.0 / 401)));
  // eth0: 618133998 → 626986811 received, 1030334 → 1049210 sent
  EXPECT_EQ(sample.network->total.receive_bits_per_second, (626986811 - 618133998) * 4.0);
  EXPECT_EQ(sample.network->total.transmit_bits_per_second, (1049210 - 1030334) * 4.0);
  EXPECT_THAT(device_names(sample), ElementsAre("eth0", "lo", "ifb0", "ifb1"));
}

TEST(Sampler, KnowsTheSpeedOfHardware) {
  const TemporaryRoot root;
  root.lay("vm/tick1");
  root.write("sys/class/net/eth0/device/uevent", "");
  root.write("sys/class/net/eth0/speed", "10000\n");
  root.write("sys/class/net/lo/speed", "10\n");
  ManualClock clock;
  const HostSample sample = fixture_sampler(root.path(), clock).sample();
  EXPECT_EQ(sample.network->devices[0].link_bits_per_second, 10e9);
  EXPECT_EQ(sample.network->devices[1].link_bits_per_second, std::nullopt) << "lo";
  EXPECT_THAT(sample.error(), IsEmpty());
}

TEST(Sampler, DevicesComeAndGo) {
  const TemporaryRoot root;
  root.lay("vm/tick1");
  const std::string headings = "Inter-| Receive\n face |bytes\n";
  const auto device = [](const std::string& name, int bytes) {
    return name + ": " + std::to_string(bytes) + " 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
  };
  ManualClock clock;
  Sampler sampler = fixture_sampler(root.path(), clock);
  root.write("proc/1/net/dev", headings + device("eth0", 1000) + device("tun0", 5000));
  (void)sampler.sample();

  root.write("proc/1/net/dev", headings + device("eth1", 9999) + device("eth0", 2000));
  clock.advance(Milliseconds(1000));
  const HostSample appeared = sampler.sample();
  EXPECT_THAT(device_names(appeared), ElementsAre("eth0", "eth1"));
  EXPECT_EQ(appeared.network->devices[0].rates.receive_bits_per_second, 8000);
  EXPECT_EQ(appeared.network->devices[1].rates.receive_bits_per_second, std::nullopt);

  // Plugged in again: the counter starts anew.
  root.write("proc/1/net/dev", headings + device("eth0", 10));
  clock.advance(Milliseconds(1000));
  EXPECT_EQ(sampler.sample().network->total.receive_bits_per_second, std::nullopt);

  root.write("proc/1/net/dev", headings + device("eth0", 260));
  clock.advance(Milliseconds(500));
  EXPECT_EQ(sampler.sample().network->total.receive_bits_per_second, 4000);
}

TEST(Sampler, ListsAtMost64DevicesThoseThatCarryTrafficFirst) {
  const TemporaryRoot root;
  root.lay("vm/tick1");
  std::string text = "Inter-| Receive\n face |bytes\n";
  for (int i = 0; i < 100; ++i) {
    text += "veth" + std::to_string(i) + ": 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
  }
  root.write("proc/1/net/dev", text + "eth0: 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
  ManualClock clock;
  const HostSample sample = fixture_sampler(root.path(), clock).sample();
  ASSERT_EQ(sample.network->devices.size(), 64U);
  EXPECT_EQ(sample.network->devices.front().counters.device, "eth0");
  EXPECT_EQ(sample.network->device_count, 101U);
}

TEST(Sampler, AnUnreadablePartIsAbsentAndTheOthersGoOn) {
  ManualClock clock;
  const HostSample sample = fixture_sampler(proc_fixture("broken"), clock).sample();
  EXPECT_TRUE(sample.cpu_seconds);
  EXPECT_FALSE(sample.memory);
  EXPECT_FALSE(sample.load);
  EXPECT_FALSE(sample.uptime_seconds);
  EXPECT_FALSE(sample.network);
  EXPECT_FALSE(sample.udp_receive_buffer_errors);
  ASSERT_EQ(sample.disks.size(), 1U);
  EXPECT_FALSE(sample.disks.front().mounted);
  for (const HostPart part : kHostParts) {
    EXPECT_EQ(sample.failed(part), part != HostPart::Cpu) << part_word(part);
  }
  EXPECT_THAT(sample.error(),
              AllOf(StartsWith("memory: /"), HasSubstr("broken/proc/meminfo: \"MemAvailable:\""),
                    HasSubstr("; network: /"), HasSubstr("net/snmp: No such file or directory")));
}

TEST(Sampler, NothingButRootIsThere) {
  const TemporaryRoot root;
  ManualClock clock;
  const HostSample sample = fixture_sampler(root.path(), clock, {"/missing"}).sample();
  for (const HostPart part : kHostParts) EXPECT_TRUE(sample.failed(part)) << part_word(part);
  EXPECT_THAT(sample.disks, IsEmpty());
}

TEST(Sampler, RatesNeedTwoGoodReadingsInARow) {
  const TemporaryRoot root;
  root.lay("vm/tick1");
  ManualClock clock;
  Sampler sampler = fixture_sampler(root.path(), clock);
  (void)sampler.sample();
  root.remove("proc/stat");
  root.remove("proc/1/net/dev");
  clock.advance(Milliseconds(2000));
  const HostSample blind = sampler.sample();
  EXPECT_TRUE(blind.failed(HostPart::Cpu));
  EXPECT_TRUE(blind.failed(HostPart::Network));

  root.lay("vm/tick2");
  clock.advance(Milliseconds(2000));
  const HostSample back = sampler.sample();
  EXPECT_THAT(back.error(), IsEmpty());
  EXPECT_EQ(back.cpu_ratio, std::nullopt);
  EXPECT_EQ(back.network->total.receive_bits_per_second, std::nullopt);
}

TEST(Sampler, IowaitThatFellIsHeld) {
  const TemporaryRoot root;
  root.lay("vm/tick1");
  const auto stat = [](int user, int iowait) {
    return "cpu  " + std::to_string(user) + " 0 0 100 " + std::to_string(iowait) +
           " 0 0 0\ncpu0 1\nbtime 1\n";
  };
  ManualClock clock;
  Sampler sampler = fixture_sampler(root.path(), clock);
  root.write("proc/stat", stat(100, 50));
  (void)sampler.sample();
  root.write("proc/stat", stat(200, 40));
  const HostSample sample = sampler.sample();
  EXPECT_EQ((*sample.cpu_seconds)[4], 0.5);
  ASSERT_TRUE(sample.cpu_ratio);
  EXPECT_EQ(busy_ratio(*sample.cpu_ratio), 1);
}

TEST(Sampler, ReadsEachConfiguredMount) {
  ManualClock clock;
  const HostSample sample =
      fixture_sampler(proc_fixture("odd_names"), clock, {"/", "/mnt/rec disk/today", "/missing"})
          .sample();
  ASSERT_EQ(sample.disks.size(), 2U);
  EXPECT_EQ(sample.disks[1].mount, "/mnt/rec disk/today");
  EXPECT_EQ(sample.disks[1].mounted->fstype, "xfs");
  EXPECT_THAT(sample.error(),
              AllOf(StartsWith("disk: /"), EndsWith("/missing: No such file or directory")));
}

TEST(Sampler, SeesThisMachine) {
  const SystemClock clock;
  Sampler sampler({.host = "here", .mounts = {"/"}}, ProcRoot("/"), clock);
  const HostSample sample = sampler.sample();
  EXPECT_THAT(sample.error(), IsEmpty());
  EXPECT_GT(sample.memory->total_bytes, 0U);
  EXPECT_GT(sample.cpu_count, 0U);
  EXPECT_GT(sample.uptime_seconds, 0);
  EXPECT_FALSE(sample.network->devices.empty());
  EXPECT_GT(sample.disks.front().space.size_bytes, 0U);
}

}  // namespace
}  // namespace mtxmon
