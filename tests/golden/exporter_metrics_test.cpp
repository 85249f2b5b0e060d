// The stream series of /metrics over a recorded event: publisher killed and back, publisher frozen,
// loss on the way, server restarted. From the recorded bytes to the page, byte for byte.
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "exporter/node_tracker.h"
#include "exporter/snapshot_metrics.h"
#include "tests/golden/golden_file.h"
#include "tests/support/recorded_scene.h"

namespace mtxmon {
namespace {

using SnapshotPtr = std::shared_ptr<const Snapshot>;
using Format = ExpositionWriter::Format;

// What happens in the recording at these polls.
constexpr std::size_t kBeforeTheStop = 34;  // t = 68 s, 16 s after 25 % loss began
constexpr std::size_t kThirdFailure = 37;   // t = 74 s, 6 s after the last answer

class RecordedEvent {
 public:
  // The snapshot of this poll, every one before it polled too.
  SnapshotPtr at(std::size_t poll) {
    for (; next_ <= poll; ++next_)
      newest_ = tracker_.update(to_poll_result(decoder_, polls_.at(next_)));
    return newest_;
  }

 private:
  const std::vector<RecordedPoll> polls_ = load_recording("v1.20.1/event-origin.jsonl");
  Decoder decoder_;
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

// Whatever the server had counted before the exporter looked is not in its totals: Prometheus would
// read that as growth.
TEST(ExporterMetricsGolden, TotalsStartAtZero) {
  std::istringstream lines(page(RecordedEvent().at(0), Format::Text));
  std::size_t totals = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#") || line.find("_total{") == std::string::npos) continue;
    EXPECT_TRUE(line.ends_with("} 0")) << line;
    ++totals;
  }
  EXPECT_GT(totals, 40U);
}

}  // namespace
}  // namespace mtxmon
