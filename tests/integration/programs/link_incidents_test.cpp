// SRT links: what is repaired, what is lost for good, and what to do about it.
#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/programs/incidents.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

using LinkIncidents = Incidents;

// One link each, watched for equally long: the good one is graded when the bad one is.
TEST_F(LinkIncidents, RepairedLossLatencyTooShortAndTheWrongUnitAreToldApart) {
  const std::string repaired = kMain;
  const std::string lossy = "cam/0001";
  const std::string wrong = "cam/0002";
  begin({.streams = 3, .readers = 0, .srt_share = 1.0, .extras = false});
  control(R"({"link": "bad", "stream": "event/main", "loss_ratio": 0.02})");
  control(R"({"publisher": "reconnect", "stream": "cam/0002", "latency_seconds": 54.464})");
  ASSERT_TRUE(eventually(kPatience, [&] { return reason(wrong, "srt_latency_unit").exists(); }));
  control(R"({"link": "bad", "stream": "cam/0001", "loss_ratio": 0.3, "rtt_seconds": 0.08,)"
          R"( "latency_seconds": 0.12})");
  ASSERT_TRUE(eventually(kLongPatience, [&] {
    const JsonView low = reason(lossy, "srt_latency_low");
    return low["severity"].text() == "critical" && low["link_loss_ratio"].number() > 0.25;
  }));

  const JsonView low = reason(lossy, "srt_latency_low");
  EXPECT_GT(low["lost_ratio"].number(), 0.01);
  EXPECT_NEAR(low["latency_seconds"].number(), 0.12, 1e-9);
  // Six round trips at such a loss, in whole 10 ms; ffmpeg takes microseconds.
  const double advised = low["recommended_latency_seconds"].number();
  EXPECT_NEAR(advised, 6 * low["rtt_seconds"].number(), 0.0101);
  const std::string milliseconds = std::to_string(std::lround(advised * 1000));
  EXPECT_THAT(low["remedy"].text(), HasSubstr("Set " + milliseconds + " ms at the encoder"));
  EXPECT_THAT(low["remedy"].text(), HasSubstr("latency=" + milliseconds + "000"));
  EXPECT_THAT(low["text"].text(), HasSubstr("lost for good"));
  EXPECT_EQ(state_now(lossy), "degraded");

  EXPECT_EQ(state_now(wrong), "degraded");
  EXPECT_NEAR(reason(wrong, "srt_latency_unit")["latency_seconds"].number(), 54.464, 1e-9);
  EXPECT_THAT(reason(wrong, "srt_latency_unit")["remedy"].text(), HasSubstr("milliseconds"));
  EXPECT_EQ(problems("srt_latency_unit").size(), 1U);

  const JsonView link = connections(repaired, "publisher").at(0)["srt"];
  EXPECT_GT(link["link_loss_ratio"].number(), 0.005) << "packets are lost on the way";
  EXPECT_LT(link["unrecovered_loss_ratio"].number(), 0.001) << "and come again";
  EXPECT_EQ(state_now(repaired), "live");
  EXPECT_FALSE(is_warned(stream_now(repaired)));
  EXPECT_EQ(problems().size(), 2U);
  EXPECT_TRUE(events("reason_began", repaired).empty());
}

}  // namespace
}  // namespace mtxmon
