#include "dashboard/dashboard_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::HasSubstr;

std::string page(const RedisHealth& redis, const WebServerStats& web) {
  ExpositionWriter out(ExpositionWriter::Format::Text);
  State state;
  state.redis = redis;
  write_dashboard_metrics(out, state, web);
  return std::move(out).finish();
}

TEST(DashboardMetrics, SaysWhetherRedisIsThere) {
  EXPECT_THAT(page({true, ""}, {}), HasSubstr("\nmediamtx_dashboard_redis_up 1\n"));
  EXPECT_THAT(page({false, "away"}, {}), HasSubstr("\nmediamtx_dashboard_redis_up 0\n"));
}

TEST(DashboardMetrics, CountsPagesAndMessages) {
  const std::string text = page({true, ""}, {.websocket_clients = 2,
                                             .websocket_frames_total = 3,
                                             .websocket_skipped_total = 4,
                                             .websocket_dropped_total = 5});
  EXPECT_THAT(text, HasSubstr("# TYPE mediamtx_dashboard_websocket_clients gauge\n"));
  EXPECT_THAT(text, HasSubstr("\nmediamtx_dashboard_websocket_clients 2\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE mediamtx_dashboard_websocket_frames_total counter\n"));
  EXPECT_THAT(text, HasSubstr("\nmediamtx_dashboard_websocket_frames_total 3\n"));
  EXPECT_THAT(text, HasSubstr("\nmediamtx_dashboard_websocket_skipped_frames_total 4\n"));
  EXPECT_THAT(text, HasSubstr("\nmediamtx_dashboard_websocket_dropped_clients_total 5\n"));
}

}  // namespace
}  // namespace mtxmon
