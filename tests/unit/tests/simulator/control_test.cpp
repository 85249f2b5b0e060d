#include "tests/simulator/control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon::sim {
namespace {

using testing::HasSubstr;

std::string error_of(std::string_view json) {
  const Result<ControlOrder> order = parse_control(json);
  return order.ok() ? "" : order.error().message;
}

TEST(Control, ReadsAFault) {
  const Result<ControlOrder> order =
      parse_control(R"({"fault":"status","route":"srtconns","status":503,"count":2})");
  ASSERT_TRUE(order.ok());
  const auto& fault = std::get<Fault>(*order);
  EXPECT_EQ(fault.kind, FaultKind::Status);
  EXPECT_EQ(fault.route, "srtconns");
  EXPECT_EQ(fault.status, 503);
  EXPECT_EQ(fault.count, 2U);
}

TEST(Control, ReadsSceneCommands) {
  const auto command = [](std::string_view json) {
    return std::get<SceneCommand>(*parse_control(json));
  };
  EXPECT_EQ(command(R"({"publisher":"stall","stream":"cam/0001"})").action, Action::PublisherStall);
  EXPECT_EQ(command(R"({"publisher":"stall","stream":"cam/0001"})").stream, "cam/0001");
  EXPECT_EQ(command(R"({"reader":"add","stream":"x","protocol":"hls"})").protocol, Protocol::Hls);
  EXPECT_EQ(command(R"({"protocol":"srt","enabled":false})").action, Action::ProtocolOff);
  EXPECT_EQ(command(R"({"restart":true})").action, Action::Restart);
  EXPECT_EQ(command(R"({"counter_offset":"18446744073709551000","stream":"x"})").counter_offset,
            18446744073709551000ULL);
  EXPECT_EQ(command(R"({"publisher":"flap","stream":"x"})").action, Action::PublisherFlap);
  const SceneCommand bad =
      command(R"({"link":"bad","stream":"x","loss_ratio":0.3,"latency_seconds":0.06})");
  EXPECT_EQ(bad.action, Action::LinkBad);
  EXPECT_EQ(bad.loss_ratio, 0.3);
  EXPECT_EQ(bad.latency_seconds, 0.06);
  EXPECT_FALSE(bad.rtt_seconds.has_value());
  EXPECT_EQ(command(R"({"reader":"slow","stream":"x","count":3})").count, 3U);
  EXPECT_EQ(command(R"({"reader":"reject","stream":"x","seconds":9})").seconds, 9.0);
  EXPECT_EQ(command(R"({"publisher":"fight","stream":"x"})").action, Action::PublisherFight);
  EXPECT_EQ(command(R"({"tracks":"smaller","stream":"x"})").action, Action::TracksSmaller);
  EXPECT_EQ(command(R"({"site":"die"})").action, Action::SiteDie);
  EXPECT_EQ(command(R"({"forward":"fail","stream":"x"})").action, Action::ForwardFail);
  EXPECT_EQ(command(R"({"publisher":"quiet","stream":"x","ratio":0.2})").ratio, 0.2);
  EXPECT_EQ(command(R"({"restart":true,"seconds":2})").refuse_seconds, 2.0);
  EXPECT_EQ(command(R"({"reload":true,"drop_sessions":true})").action, Action::DropSessions);
  EXPECT_EQ(command(R"({"attempts":false,"stream":"x"})").action, Action::AttemptsOff);
  EXPECT_EQ(std::get<RefuseConnections>(*parse_control(R"({"reload":true})")).seconds, 1.0);
  EXPECT_TRUE(std::get<SetUnauthorized>(*parse_control(R"({"unauthorized":true})")).on);
  EXPECT_EQ(std::get<SetLatency>(*parse_control(R"({"latency_seconds":0.15})")).seconds, 0.15);
  EXPECT_EQ(std::get<SetClockOffset>(*parse_control(R"({"clock_offset_seconds":-90})")).seconds,
            -90.0);
  EXPECT_EQ(std::get<GoToPoll>(*parse_control(R"({"replay_poll":17})")).poll, 17U);
}

TEST(Control, ErrorsNameWhatIsWrong) {
  EXPECT_THAT(error_of("nonsense"), HasSubstr("JSON object"));
  EXPECT_THAT(error_of("{}"), HasSubstr("\"fault\""));
  EXPECT_THAT(error_of(R"({"falt":"hang"})"), HasSubstr("\"falt\""));
  EXPECT_THAT(error_of(R"({"fault":"hnag"})"), HasSubstr("\"hnag\""));
  EXPECT_THAT(error_of(R"({"fault":"hang","route":"srtcons"})"), HasSubstr("\"srtcons\""));
  EXPECT_THAT(error_of(R"({"fault":"hang","stream":"x"})"), HasSubstr("\"stream\""));
  EXPECT_THAT(error_of(R"({"fault":"status","status":99})"), HasSubstr("\"status\""));
  EXPECT_THAT(error_of(R"({"fault":"refuse"})"), HasSubstr("\"seconds\""));
  EXPECT_THAT(error_of(R"({"publisher":"jump","stream":"x"})"), HasSubstr("\"jump\""));
  EXPECT_THAT(error_of(R"({"publisher":"stop","stream":"x","ratio":0.2})"), HasSubstr("\"quiet\""));
  EXPECT_THAT(error_of(R"({"publisher":"reconnect","stream":"x","latency_seconds":70})"),
              HasSubstr("65.535"));
  EXPECT_THAT(error_of(R"({"reader":"add","stream":"x","count":2})"), HasSubstr("\"slow\""));
  EXPECT_THAT(error_of(R"({"reader":"slow","stream":"x","seconds":2})"), HasSubstr("\"reject\""));
  EXPECT_THAT(error_of(R"({"tracks":"none","stream":"x"})"), HasSubstr("audio_lost"));
  EXPECT_THAT(error_of(R"({"publisher":"quiet","stream":"x","ratio":2})"), HasSubstr("\"ratio\""));
  EXPECT_THAT(error_of(R"({"publisher":"stop"})"), HasSubstr("\"stream\""));
  EXPECT_THAT(error_of(R"({"counter_offset":"18446744073709551616","stream":"x"})"),
              HasSubstr("2^64"));
  EXPECT_THAT(error_of(R"({"protocol":"ftp","enabled":true})"), HasSubstr("\"ftp\""));
  EXPECT_THAT(error_of(R"({"restart":false})"), HasSubstr("\"restart\""));
  EXPECT_THAT(error_of(R"({"reload":true,"sessions":false})"), HasSubstr("\"sessions\""));
  EXPECT_THAT(error_of(R"({"latency_seconds":-1})"), HasSubstr("\"latency_seconds\""));
}

}  // namespace
}  // namespace mtxmon::sim
