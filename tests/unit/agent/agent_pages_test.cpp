#include "agent/agent_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/agent/host_fixture.h"

namespace mtxmon {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AgentPagesTest : public ::testing::Test {
 protected:
  void take_sample() {
    latest_.set(std::make_shared<const HostSample>(
        fixture_sampler(proc_fixture("vm/tick1"), clock_).sample()));
  }
  [[nodiscard]] std::string metrics() const { return *pages_.metrics(Request{}).body; }

  ManualClock clock_;
  LatestSample latest_;
  WriterState redis_{.connected = true,
                     .error = "",
                     .written_total = 3,
                     .errors_total = 2,
                     .dropped_total = 1,
                     .trimmed_total = 3,
                     .leader = {}};
  AgentPages pages_{"venue-a",
                    latest_,
                    clock_,
                    {.redis = [this] { return redis_; },
                     .missed_ticks = [] { return std::uint64_t{4}; },
                     .web = [] { return WebServerStats{}; }}};
};

TEST_F(AgentPagesTest, MetricsShowHostAndProgram) {
  take_sample();
  EXPECT_THAT(metrics(), AllOf(HasSubstr("mediamtx_host_up{host=\"venue-a\"} 1\n"),
                               HasSubstr("mediamtx_host_memory_total_bytes{host=\"venue-a\"} "),
                               HasSubstr("\nmediamtx_agent_redis_connected 1\n"),
                               HasSubstr("\nmediamtx_agent_redis_writes_total 3\n"),
                               HasSubstr("\nmediamtx_agent_redis_errors_total 2\n"),
                               HasSubstr("\nmediamtx_agent_redis_history_dropped_total 1\n"),
                               HasSubstr("\nmediamtx_agent_redis_trimmed_chunks_total 3\n"),
                               HasSubstr("\nmediamtx_agent_missed_ticks_total 4\n"),
                               HasSubstr("\nmediamtx_agent_build_info{"),
                               HasSubstr("\nprocess_cpu_seconds_total ")));
}

TEST_F(AgentPagesTest, MetricsBeforeTheFirstSample) {
  EXPECT_THAT(metrics(), AllOf(HasSubstr("mediamtx_host_up{host=\"venue-a\"} 0\n"),
                               Not(HasSubstr("mediamtx_host_memory")),
                               HasSubstr("mediamtx_agent_build_info")));
}

TEST_F(AgentPagesTest, OldFiguresAreNotShownAsThePresent) {
  take_sample();
  clock_.advance(Milliseconds(6000));
  EXPECT_THAT(metrics(), HasSubstr("mediamtx_host_up{host=\"venue-a\"} 1\n"));
  clock_.advance(Milliseconds(1));
  EXPECT_THAT(metrics(), AllOf(HasSubstr("mediamtx_host_up{host=\"venue-a\"} 0\n"),
                               Not(HasSubstr("mediamtx_host_memory"))));
}

TEST_F(AgentPagesTest, ReadyWithRedisAndAFreshSample) {
  take_sample();
  clock_.advance(Milliseconds(500));
  const Response response = pages_.ready();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(*response.body,
            R"({"ready":true,"redis":{"ok":true},"sample":{"fresh":true,"age_seconds":0.5}})");
}

TEST_F(AgentPagesTest, NotReadyBeforeTheFirstSample) {
  const Response response = pages_.ready();
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(*response.body, R"({"ready":false,"redis":{"ok":true},"sample":{"fresh":false}})");
}

TEST_F(AgentPagesTest, NotReadyWithAnOldSample) {
  take_sample();
  clock_.advance(Milliseconds(6001));
  EXPECT_EQ(pages_.ready().status, 503);
}

TEST_F(AgentPagesTest, NotReadyWithoutRedisAndSaysWhy) {
  take_sample();
  redis_.connected = false;
  redis_.error = "connection refused";
  const Response response = pages_.ready();
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(*response.body, HasSubstr(R"("redis":{"ok":false,"error":"connection refused"})"));
}

TEST(AgentPages, HomeNamesTheProgramAndTheRestIsNotThere) {
  Request request;
  request.path = "/";
  EXPECT_THAT(*AgentPages::home(request).body,
              AllOf(HasSubstr("mediamtx-agent "), HasSubstr("/metrics")));
  request.path = "/other";
  EXPECT_EQ(AgentPages::home(request).status, 404);
}

}  // namespace
}  // namespace mtxmon
