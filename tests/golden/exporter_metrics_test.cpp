// The stream series of /metrics over a recorded event: publisher killed and back, publisher frozen,
// loss on the way, server restarted. From the recorded bytes to the page, byte for byte.
#include <map>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "exporter/mediamtx_client.h"
#include "exporter/node_tracker.h"
#include "exporter/snapshot_metrics.h"
#include "tests/golden/golden_file.h"
#include "tests/golden/recorded_server.h"

namespace mtxmon {
namespace {

using SnapshotPtr = std::shared_ptr<const Snapshot>;
using Format = ExpositionWriter::Format;

// What happens in the recording at these polls.
constexpr std::size_t kBeforeTheStop = 34;  // t = 68 s, 16 s after 25 % loss began
constexpr std::size_t kThirdFailure = 37;   // t = 74 s, 6 s after the last answer
constexpr std::size_t kRestarted = 38;      // t = 76 s

class RecordedEvent {
 public:
  // The snapshot of this poll, every one before it polled too.
  SnapshotPtr at(std::size_t poll) {
    for (; next_ <= poll; ++next_) {
      server_.go_to(next_);
      newest_ = tracker_.update(client_.poll({}));
    }
    return newest_;
  }
  [[nodiscard]] std::size_t polls() const { return server_.polls(); }

 private:
  RecordedServer server_{"v1.20.1/event-origin.jsonl"};
  MediaMtxClient client_{server_,
                         server_.clock(),
                         {.node = "local",
                          .url = "http://recorded:9997",
                          .username = {},
                          .password = {},
                          .password_file = {},
                          .origin = {}},
                         Milliseconds(5000)};
  NodeTracker tracker_{"local", Milliseconds(2000), StreamRules{}};
  std::size_t next_ = 0;
  SnapshotPtr newest_;
};

std::string page(const SnapshotPtr& snapshot, Format format) {
  ExpositionWriter out(format);
  write_snapshots(out, {snapshot});
  return std::move(out).finish();
}

TEST(ExporterMetricsGolden, Text) {
  expect_file("tests/golden/exporter_metrics.prom",
              page(RecordedEvent().at(kBeforeTheStop), Format::Text));
}

TEST(ExporterMetricsGolden, OpenMetrics) {
  expect_file("tests/golden/exporter_metrics.om",
              page(RecordedEvent().at(kBeforeTheStop), Format::OpenMetrics));
}

// The first failed poll keeps every series; after three intervals only the node's own are left.
TEST(ExporterMetricsGolden, SeriesVanishWhileTheServerIsAway) {
  RecordedEvent event;
  EXPECT_NE(page(event.at(kBeforeTheStop + 1), Format::Text).find("mediamtx_stream_state{"),
            std::string::npos);
  expect_file("tests/golden/exporter_metrics_down.prom",
              page(event.at(kThirdFailure), Format::Text));
}

// Sums count from the exporter's start: nothing of what the server had counted before it looked,
// and never less than before, whoever reconnects or restarts.
TEST(ExporterMetricsGolden, TotalsStartAtZeroAndNeverFall) {
  RecordedEvent event;
  for (const Stream& stream : event.at(0)->streams) {
    EXPECT_EQ(stream.inbound_bytes_total, 0U) << stream.name;
    for (const ResourceTotals& totals : stream.totals) {
      for (std::size_t row = 0; row < totals.publish.size(); ++row) {
        if (totals.resource->fields[row].kind != Kind::Counter) continue;
        EXPECT_EQ(totals.publish[row].integer(), 0U) << stream.name << " row " << row;
      }
    }
  }
  std::map<std::pair<std::string, int>, std::uint64_t> highest;
  const auto expect_growth = [&](const std::string& name, int figure, std::uint64_t value) {
    std::uint64_t& before = highest[{name, figure}];
    EXPECT_GE(value, before) << name << " figure " << figure;
    before = value;
  };
  for (std::size_t poll = 0; poll < event.polls(); ++poll) {
    const SnapshotPtr snapshot = event.at(poll);
    for (const Stream& stream : snapshot->streams) {
      expect_growth(stream.name, -1, stream.inbound_bytes_total.value_or(0));
      for (const ResourceTotals& totals : stream.totals) {
        for (std::size_t row = 0; row < totals.publish.size(); ++row) {
          if (totals.resource->fields[row].kind == Kind::Counter)
            expect_growth(stream.name, static_cast<int>(row), totals.publish[row].integer());
        }
      }
    }
  }
  EXPECT_GT((highest[{"event/main", -1}]), 1'000'000U);
}

TEST(ExporterMetricsGolden, ARestartedServerShowsAtOnce) {
  RecordedEvent event;
  const auto started_before = event.at(kBeforeTheStop)->server_started;
  EXPECT_FALSE(event.at(kThirdFailure)->up);
  const SnapshotPtr restarted = event.at(kRestarted);
  EXPECT_TRUE(restarted->up);
  EXPECT_GT(restarted->server_started, started_before);
}

}  // namespace
}  // namespace mtxmon
