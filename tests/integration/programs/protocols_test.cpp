// Every protocol and every release of MediaMTX through the exporter: one scene, the same streams.
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/schema/schema.h"
#include "tests/integration/programs/stack.h"

namespace mtxmon {
namespace {

class Protocols : public Stack {};

SimulatorOptions mixed(const std::string& shape) {
  SimulatorOptions options{.streams = 16, .readers = 3, .extras = false};
  options.mix = true;
  options.version_shape = shape;
  return options;
}

TEST_F(Protocols, EveryReleaseGivesTheSameStreamsRolesAndStates) {
  std::map<std::string, std::string> expected;
  std::set<std::string> expected_roles;
  for (const char* shape : {"v1.20", "v1.0", "v1.2", "v1.9", "v1.12", "v1.17", "v1.19", "v1.21"}) {
    SCOPED_TRACE(shape);
    start_simulator(mixed(shape));
    start_exporter({"--streams.stall-after", "1s"});
    start_dashboard();
    ASSERT_TRUE(eventually(kPatience, [&] { return state_of(kMain) == "live"; }));
    control(R"({"publisher": "stop", "stream": "cam/0001"})");
    control(R"({"publisher": "stall", "stream": "cam/0002"})");
    ASSERT_TRUE(eventually(kPatience, [&] { return state_of("cam/0002") == "stalled"; }));
    ASSERT_TRUE(polls_go_on(3));
    std::map<std::string, std::string> found;
    for (const JsonView& one : dashboard().get_json("/api/v1/streams")["streams"].items()) {
      if (one["name"].text() == "studio/trying") continue;  // comes and goes
      found[one["name"].text()] = one["state"].text() + " " + one["source"]["kind"].text();
    }
    EXPECT_EQ(found["cam/0001"].substr(0, 4), "gone");
    if (expected.empty()) expected = found;
    EXPECT_EQ(found, expected);
    EXPECT_GE(found.size(), 16U);
    // Connections where the release lists them, with their rates; what it lacks is absent.
    std::set<std::string> roles;
    for (const JsonView& one : dashboard().get_json("/api/v1/connections")["connections"].items()) {
      EXPECT_FALSE(one["stream"].text().empty());
      // Viewers by HLS have no sessions before v1.18.
      if (one["protocol"].text() == "hls" || one["stream"].text() == "studio/trying") continue;
      roles.insert(one["role"].text() + " of " + one["stream"].text());
    }
    if (expected_roles.empty()) expected_roles = roles;
    EXPECT_EQ(roles, expected_roles);
    EXPECT_TRUE(roles.contains("publisher of event/main"));
    EXPECT_TRUE(roles.contains("reader of event/main"));
    EXPECT_EQ(exporter().stop(), 0);
    EXPECT_EQ(dashboard().stop(), 0);
    redis().ask({"FLUSHALL"});
  }
}

TEST_F(Protocols, ADeadSourceSaysWhySinceTheReleaseThatTells) {
  for (const char* shape : {"v1.20", "v1.21"}) {
    SCOPED_TRACE(shape);
    const bool tells = shape == std::string("v1.21");
    start_simulator({.streams = 1, .version_shape = shape});
    start_exporter();
    start_dashboard();
    ASSERT_TRUE(eventually(kPatience, [&] {
      return stream("pull/dead")["reasons"].find("code", "source_unreachable").exists();
    }));
    const JsonView dead = stream("pull/dead");
    EXPECT_EQ(dead["source"]["kind"].text(), "static");
    EXPECT_EQ(dead["source"]["state"].text(), tells ? "error" : "");
    EXPECT_EQ(dead["source"]["last_error"].exists(), tells);
    EXPECT_EQ(node()["endpoints"]["sources"]["state"].text(), tells ? "ok" : "off");
    const std::string text = dead["reasons"].find("code", "source_unreachable")["text"].text();
    EXPECT_EQ(text.find("i/o timeout") != std::string::npos, tells) << text;
    EXPECT_EQ(text.find("S3CRET"), std::string::npos) << text;
    EXPECT_EQ(stream("in/udp-mpegts")["source"]["state"].text(), tells ? "running" : "");
    EXPECT_EQ(exporter().stop(), 0);
    EXPECT_EQ(dashboard().stop(), 0);
    redis().ask({"FLUSHALL"});
  }
}

TEST_F(Protocols, EveryProtocolHasItsConnectionsInEachRole) {
  start_pipe(mixed("v1.20"));
  std::set<std::string> found;
  ASSERT_TRUE(eventually(kPatience, [&] {
    for (const JsonView& one : dashboard().get_json("/api/v1/connections")["connections"].items()) {
      const bool publishes = one["role"].text() == "publisher";
      const JsonView rate = one[publishes ? "inbound_bits_per_second" : "outbound_bits_per_second"];
      if (rate.exists() && rate.number() > 0)
        found.insert(one["protocol"].text() + " " + one["role"].text());
    }
    return found.size() == 15;
  }));
  for (const char* protocol : {"srt", "rtsp", "rtsps", "rtmp", "rtmps", "webrtc", "moq"}) {
    EXPECT_TRUE(found.contains(std::string(protocol) + " publisher")) << protocol;
    EXPECT_TRUE(found.contains(std::string(protocol) + " reader")) << protocol;
  }
  EXPECT_TRUE(found.contains("hls reader"));
  const std::string page = exporter().get("/metrics");
  for (const char* family :
       {"mediamtx_rtsp_publish_rtp_packets_received_total{", "mediamtx_rtsp_read_bytes_sent_total{",
        "mediamtx_rtmp_publish_bytes_received_total{", "mediamtx_webrtc_read_bytes_sent_total{",
        "mediamtx_hls_read_bytes_sent_total{", "mediamtx_moq_read_bytes_sent_total{"})
    EXPECT_NE(page.find(family), std::string::npos) << family;
}

TEST_F(Protocols, ListsFarAwayAreAskedTogether) {
  SimulatorOptions options = mixed("v1.20");
  options.latency_seconds = 0.15;
  start_simulator(std::move(options));
  start_exporter({"--poll.interval", "2s"});
  start_dashboard();
  ASSERT_TRUE(eventually(kPatience, [&] { return state_of(kMain) == "live"; }));
  ASSERT_TRUE(polls_go_on(3));
  // 13 answers of 150 ms each, one after the other, would take 1.95 s and more.
  EXPECT_EQ(metric_in(exporter().get("/metrics"),
                      R"(mediamtx_exporter_missed_polls_total{node="local"})"),
            0);
}

// The longest lists, too: each whole and in one request, the requests side by side.
TEST_F(Protocols, ThousandsOfStreamsFarAwayCostFewRoundTrips) {
  SimulatorOptions options = mixed("v1.20");
  options.streams = 5000;
  options.readers = 1;
  options.latency_seconds = 0.15;
  start_simulator(std::move(options));
  start_exporter({"--poll.interval", "2s"});
  start_dashboard();
  ASSERT_TRUE(eventually(kPatience, [&] { return state_of(kMain) == "live"; }));
  ASSERT_TRUE(polls_go_on(1));
  const JsonView local = node();
  std::vector<std::string_view> lists = {"info", "paths"};
  for (const ListRoute& list : kLists) lists.push_back(list.endpoint);
  double one_by_one = 0;
  for (const std::string_view list : lists) {
    const JsonView endpoint = local["endpoints"][list];
    EXPECT_EQ(endpoint["state"].text(), "ok") << list;
    EXPECT_GE(endpoint["duration_seconds"].number(), 0.15) << list;
    one_by_one += endpoint["duration_seconds"].number();
  }
  EXPECT_LT(local["poll_duration_seconds"].number(), one_by_one);
  EXPECT_GE(dashboard().get_json("/api/v1/streams")["streams"].size(), 5000U);
}

TEST_F(Protocols, ServersThatHangInEveryListEndAPollInItsTime) {
  start_simulator(mixed("v1.20"));
  control(R"({"fault": "hang"})");
  start_exporter({"--poll.timeout", "1s"});
  start_dashboard();
  ASSERT_TRUE(eventually(kPatience, [&] { return node()["up"].is(false); }));
  EXPECT_LT(node()["poll_duration_seconds"].number(), 5) << "one time-out, not fourteen";
  EXPECT_EQ(metric_in(exporter().get("/metrics"), R"(mediamtx_up{node="local"})"), 0);
}

TEST_F(Protocols, NamesAndQueriesAreKeptOnlyWhenAskedFor) {
  start_simulator(mixed("v1.20"));
  const auto text = [&](std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"--once", "--mediamtx.url", simulator().url()});
    const Ending ending = run_program("mediamtx-exporter", flags);
    EXPECT_EQ(ending.code, 0) << ending.errors;
    return ending.output;
  };
  EXPECT_EQ(text({}).find("S3CRET"), std::string::npos);
  EXPECT_NE(text({"--privacy.query"}).find("S3CRET"), std::string::npos)
      << "it was there to be kept back";
}

}  // namespace
}  // namespace mtxmon
