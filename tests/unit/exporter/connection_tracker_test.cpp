#include "exporter/connection_tracker.h"

#include <gtest/gtest.h>

#include "tests/unit/exporter/poll_builder.h"

namespace mtxmon {
namespace {

constexpr std::string_view kReceived = "packetsReceivedUnique";
constexpr std::string_view kLost = "packetsReceivedLoss";

class ConnectionTrackerTest : public testing::Test {
 protected:
  void poll(double seconds, std::vector<ConnectionItem> items) {
    PollResult poll = good_poll(seconds, {}, std::move(items));
    tracker_.update(poll, {.srt_loss_is_exact = true});
  }
  static ConnectionItem publisher(const std::string& id, std::uint64_t received,
                                  std::uint64_t lost = 0) {
    return srt_connection(
        id, "publish", "cam",
        {{kReceived, received}, {kLost, lost}, {"bytesReceived", received * 100}, {"msRTT", 0.05}});
  }
  std::uint64_t received_total() {
    return srt_totals().publish[srt_field("packetsReceivedUnique")].integer();
  }

  // Of the stream "cam".
  ResourceTotals srt_totals() {
    const auto& totals = tracker_.totals();
    return totals.of("cam").front();
  }
  const Connection* find(const std::string& id) { return tracker_.find("srt", id); }
  std::optional<double> loss(const std::string& id) {
    return find(id)->figure(kSrt, srt_key("link_loss_ratio"));
  }

  ConnectionTracker tracker_;
};

TEST_F(ConnectionTrackerTest, SumsCountFromTheFirstListAndOutliveConnections) {
  poll(0, {publisher("a", 1000)});
  EXPECT_EQ(received_total(), 0U);
  poll(2, {publisher("a", 1400)});
  EXPECT_EQ(received_total(), 400U);
  poll(4, {publisher("b", 30)});
  EXPECT_EQ(received_total(), 430U) << "b began after the last list, so all of it is new";
  poll(6, {});
  EXPECT_EQ(received_total(), 430U);
  EXPECT_EQ(find("b"), nullptr);
}

TEST_F(ConnectionTrackerTest, GaugesAreOfTheConnectionsThatAreThere) {
  poll(0, {srt_connection("r1", "read", "cam", {{"msRTT", 0.02}}),
           srt_connection("r2", "read", "cam", {{"msRTT", 0.09}})});
  EXPECT_EQ(srt_totals().read[srt_field("msRTT")].real(), 0.09) << "of readers the worst one";
  poll(2, {srt_connection("r1", "read", "cam", {{"msRTT", 0.02}})});
  EXPECT_EQ(srt_totals().read[srt_field("msRTT")].real(), 0.02);
  poll(4, {});
  EXPECT_FALSE(srt_totals().read[srt_field("msRTT")].present());
}

TEST_F(ConnectionTrackerTest, AHandshakeIsNoConnectionYet) {
  poll(0, {});
  poll(2, {srt_connection("a", "idle", "", {})});
  EXPECT_EQ(find("a"), nullptr);
  poll(4, {publisher("a", 500)});
  EXPECT_FALSE(find("a")->inbound_bits_per_second.has_value())
      << "the jump to the totals is no rate";
  poll(6, {publisher("a", 1500)});
  EXPECT_DOUBLE_EQ(*find("a")->inbound_bits_per_second, 1000 * 100 * 8 / 2.0);
}

TEST_F(ConnectionTrackerTest, LossIsOfTheLastTenSeconds) {
  poll(0, {publisher("a", 0, 0)});
  EXPECT_FALSE(loss("a").has_value());
  poll(2, {publisher("a", 100, 25)});
  EXPECT_DOUBLE_EQ(*loss("a"), 0.25);
  for (int i = 2; i <= 6; ++i)
    poll(2.0 * i, {publisher("a", 100U + 100U * static_cast<unsigned>(i), 25)});
  EXPECT_DOUBLE_EQ(*loss("a"), 0) << "the bad seconds left the window";
}

TEST_F(ConnectionTrackerTest, ALinkThatCarriesNothingHasNoLoss) {
  for (int i = 0; i <= 8; ++i) poll(2.0 * i, {publisher("a", 100, 10)});
  EXPECT_FALSE(loss("a").has_value());
}

TEST_F(ConnectionTrackerTest, SumsOfForgottenStreamsGo) {
  poll(0, {publisher("a", 1)});
  poll(2, {publisher("a", 2)});
  tracker_.forget_unless([](const std::string&) { return false; });
  EXPECT_FALSE(tracker_.totals().of("cam").empty()) << "a connection is still there";
  poll(4, {});
  tracker_.forget_unless([](const std::string&) { return false; });
  EXPECT_EQ(tracker_.totals().size(), 0U);
}

TEST_F(ConnectionTrackerTest, AbsentFiguresStayAbsent) {  // v1.2 sends bytes only
  poll(0, {srt_connection("a", "publish", "cam", {{"bytesReceived", std::uint64_t{10}}})});
  poll(2, {srt_connection("a", "publish", "cam", {{"bytesReceived", std::uint64_t{510}}})});
  const auto& totals = tracker_.totals();
  EXPECT_EQ(totals.of("cam").front().publish[srt_field("bytesReceived")].integer(), 500U);
  EXPECT_FALSE(totals.of("cam").front().publish[srt_field("packetsReceivedUnique")].present());
  EXPECT_FALSE(loss("a").has_value());
}

TEST_F(ConnectionTrackerTest, WhatEndedIsRememberedWithItsWorst) {
  for (int i = 0; i <= 5; ++i) {
    ConnectionItem item = publisher("a", static_cast<std::uint64_t>(i) * 100);
    item.created = kStart - std::chrono::seconds(10);
    item.values[srt_field("msRTT")] = i == 3 ? 0.4 : 0.05;
    item.remote_addr = "203.0.113.5:40122";
    poll(2.0 * i, {item});
  }
  EXPECT_TRUE(tracker_.take_ended().empty());
  poll(12, {});
  const auto ended = tracker_.take_ended();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].last.inbound_bytes, 500U * 100U) << "the server's own counter";
  EXPECT_EQ(ended[0].ended_at, kStart + std::chrono::seconds(12));
  EXPECT_NEAR(*ended[0].worst_rtt_seconds, 0.4, 1e-6);
  EXPECT_NEAR(*ended[0].mean_bits_per_second, 50'000 * 8 / 22.0, 1e-6);
  EXPECT_EQ(ended[0].last.remote_addr, "203.0.113.5:40122") << "a publisher's is shown by default";
  EXPECT_TRUE(tracker_.take_ended().empty());
}

TEST_F(ConnectionTrackerTest, AnAddressOfAViewerIsMasked) {
  ConnectionItem item = srt_connection("r", "read", "cam", {});
  item.remote_addr = "203.0.113.5:40122";
  poll(0, {item});
  EXPECT_EQ(find("r")->remote_addr, "203.0.113.0/24");
}

TEST_F(ConnectionTrackerTest, WhatWasNeverEstablishedDidNotEnd) {
  PollResult first = good_poll(0, {});
  ConnectionItem item = connection_item(kWebrtc, "w", "publish", "cam", {});
  item.established = false;
  first.lists[list_index("webrtcsessions")].items->push_back(item);
  tracker_.update(first, {});
  EXPECT_TRUE(tracker_.publishing().contains("cam"));
  poll(2, {});
  EXPECT_TRUE(tracker_.take_ended().empty());
}

TEST_F(ConnectionTrackerTest, AListThatIsSwitchedOffEndsWhatWasInIt) {
  poll(0, {publisher("a", 1)});
  PollResult off = good_poll(2, {});
  off.lists[list_index("srtconns")] = {};
  off.lists[list_index("srtconns")].endpoint.state = EndpointState::Off;
  tracker_.update(off, {});
  const auto ended = tracker_.take_ended();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].cause, "protocol_off");
}

TEST_F(ConnectionTrackerTest, ControlConnectionsBelongToTheirSession) {
  PollResult result = good_poll(0, {});
  result.lists[list_index("rtspsessions")].items->push_back(
      connection_item(kRtsp, "s", "publish", "cam", {}));
  for (const char* id : {"c1", "c2"}) {
    ConnectionItem control =
        connection_item(kRtspControl, id, "", "", {{"inboundBytes", std::uint64_t{7}}});
    control.session = "s";
    control.texts = {"http"};
    result.lists[list_index("rtspconns")].items->push_back(control);
  }
  result.lists[list_index("rtspconns")].items->push_back(
      connection_item(kRtspControl, "scan", "", "", {}));
  tracker_.update(result, {});
  const Connection* session = tracker_.find("rtsp", "s");
  ASSERT_NE(session, nullptr);
  EXPECT_EQ(session->control.values[0].integer(), 14U);
  EXPECT_EQ(session->control.texts.at(0), "http");
  ConnectionList shown;
  tracker_.append_to(shown);
  EXPECT_EQ(shown.size(), 1U) << "they are no connections of their own";
}

TEST_F(ConnectionTrackerTest, WhatWasPublishedStaysAsItWas) {
  poll(0, {publisher("a", 10)});
  ConnectionList first;
  tracker_.append_to(first);
  first[0].reasons.emplace_back();

  PollResult unanswered = failed_poll(2);
  tracker_.update(unanswered, {});
  ConnectionList second;
  tracker_.append_to(second);
  ASSERT_EQ(second.size(), 1U) << "a list that failed changes nothing";
  EXPECT_TRUE(second[0].reasons.empty()) << "they are found anew";
  second[0].stream = "changed";
  EXPECT_EQ(first[0].stream, "cam");
  EXPECT_EQ(first[0].reasons.size(), 1U);
  EXPECT_EQ(find("a")->stream, "changed") << "the tracker goes on with the newest";

  poll(4, {publisher("a", 20)});
  EXPECT_EQ(second[0].inbound_bytes, 1000U);
  EXPECT_EQ(find("a")->inbound_bytes, 2000U);
}

TEST_F(ConnectionTrackerTest, AMuxerBelongsToItsStream) {
  PollResult result = good_poll(0, {});
  ConnectionItem muxer =
      connection_item(kHlsMuxer, "cam", "", "cam", {{"outboundBytes", std::uint64_t{9}}});
  muxer.last_request = kStart;
  result.lists[list_index("hlsmuxers")].items->push_back(muxer);
  tracker_.update(result, {});
  ASSERT_TRUE(tracker_.muxer_of("cam").has_value());
  EXPECT_EQ(tracker_.muxer_of("cam")->last_request, kStart);
  EXPECT_EQ(tracker_.muxer_of("cam")->figures.values[0].integer(), 9U);
  EXPECT_FALSE(tracker_.muxer_of("other").has_value());
}

}  // namespace
}  // namespace mtxmon
