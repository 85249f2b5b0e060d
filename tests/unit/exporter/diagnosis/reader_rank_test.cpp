#include "exporter/diagnosis/reader_rank.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;

Connection rtsp_reader(const std::string& id, double discarded_ratio = 0) {
  Connection reader;
  reader.id = id;
  reader.protocol = "rtsp";
  reader.resource = &kRtsp;
  reader.values.resize(kRtsp.fields.size());
  reader.values[kRtsp.row_of_key("discarded_ratio", Side::Reader)] = discarded_ratio;
  return reader;
}
Reason reason(ReasonCode code, Severity severity) {
  Reason made;
  made.code = code;
  made.severity = severity;
  return made;
}
std::vector<std::string> ranked(ConnectionList connections) {
  rank_connections(connections);
  std::vector<std::string> ids;
  for (const Connection& one : connections) ids.push_back(one.id);
  return ids;
}

TEST(ReaderRank, WhoMissesMostComesFirst) {
  EXPECT_THAT(ranked({rtsp_reader("well"), rtsp_reader("bad", 0.2), rtsp_reader("so-so", 0.004)}),
              ElementsAre("bad", "so-so", "well"));
}

TEST(ReaderRank, AReasonWeighsMoreThanAFigure) {
  Connection silent = rtsp_reader("silent");
  silent.reasons = {reason(ReasonCode::ReaderSilent, Severity::Warning)};
  Connection lost = rtsp_reader("lost");
  lost.reasons = {reason(ReasonCode::ReaderLoss, Severity::Critical)};
  Connection over = rtsp_reader("over");
  over.reasons = {reason(ReasonCode::ReaderLoss, Severity::Critical)};
  over.reasons[0].ended = WallTime(Milliseconds(1));
  EXPECT_THAT(ranked({over, rtsp_reader("a-few", 0.009), silent, lost}),
              ElementsAre("lost", "silent", "a-few", "over"));
}

TEST(ReaderRank, WithoutARatioTheCountTells) {
  Connection some;
  some.id = "some";
  some.reasons = {reason(ReasonCode::ReaderSlow, Severity::Warning)};
  some.reasons[0].numbers = {{"discarded", 3}};
  Connection many = some;
  many.id = "many";
  many.reasons[0].numbers = {{"discarded", 300}};
  EXPECT_THAT(ranked({some, many}), ElementsAre("many", "some"));
}

TEST(ReaderRank, PublishersComeFirstAndEqualsInTheOrderOfTheirComing) {
  Connection publisher;
  publisher.id = "publisher";
  publisher.role = Role::Publisher;
  Connection late = rtsp_reader("a-late");
  late.created = WallTime(Milliseconds(2000));
  Connection early = rtsp_reader("z-early");
  early.created = WallTime(Milliseconds(1000));
  EXPECT_THAT(ranked({late, early, publisher}), ElementsAre("publisher", "z-early", "a-late"));
}

TEST(ReaderRank, ALabelSaysNoMoreThanTheSettingsAllow) {
  Connection reader = rtsp_reader("r");
  EXPECT_EQ(reader_label(reader), "rtsp");
  reader.remote_addr = "198.51.100.0/24";
  EXPECT_EQ(reader_label(reader), "rtsp 198.51.100.0/24");
}

}  // namespace
}  // namespace mtxmon
