#include "dashboard/subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

Result<Subject> parse(const std::string& query) {
  Request request;
  request.query = query;
  return parse_subject(request);
}

TEST(Subject, IsOneOfFourKinds) {
  EXPECT_THAT(parse("node=a&path=cam%2F1")->things(), ElementsAre("stream:cam/1"));
  EXPECT_THAT(parse("node=a")->things(), ElementsAre("node"));
  EXPECT_THAT(parse("host=a")->things(), ElementsAre("host"));
  EXPECT_THAT(parse("node=a&connection=x&protocol=srt")->things(), ElementsAre("connection:srt:x"));
  EXPECT_EQ(parse("host=a")->source_kind(), SourceKind::Host);
  EXPECT_EQ(parse("node=a")->source_kind(), SourceKind::Node);
  EXPECT_EQ(parse("node=a&path=cam")->source, "a");
}

TEST(Subject, AConnectionWithoutProtocolMayBeOfAny) {
  const auto things = parse("node=a&connection=x")->things();
  EXPECT_THAT(things, Contains("connection:srt:x"));
  EXPECT_THAT(things, Contains("connection:webrtc:x"));
  EXPECT_THAT(things, Contains("connection:rtmps:x"));
  EXPECT_EQ(std::ranges::count(things, "connection:hls:x"), 1);
}

TEST(Subject, SaysWhatToSay) {
  const std::pair<std::string, std::string> table[] = {
      {"", "node: say node= "},
      {"path=cam", "node: say node= "},
      {"node=&host=", "node: say node= "},
      {"node=a&host=b", "node: say node= "},
      {"host=b&path=cam", "host: a host has neither"},
      {"host=b&connection=x", "host: a host has neither"},
      {"node=a&path=cam&connection=x", "connection: say path= or connection="},
      {"node=a&path=cam&protocol=srt", "protocol: goes with connection="},
      {"node=a&connection=x&protocol=smtp", "protocol: \"smtp\" is unknown; there are srt, rtsp"}};
  for (const auto& [query, message] : table) {
    const auto subject = parse(query);
    ASSERT_FALSE(subject.ok()) << query;
    EXPECT_THAT(subject.error().message, HasSubstr(message)) << query;
  }
}

}  // namespace
}  // namespace mtxmon
