#include "exporter/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

std::string list(const std::string& items) {
  return R"({"itemCount":1,"pageCount":1,"items":[)" + items + "]}";
}

PathItem one_path(const std::string& item) {
  Decoder decoder;
  std::string body = list(item);
  auto page = decoder.paths(body);
  if (!page) throw std::runtime_error(page.error().message);
  return page->items.at(0);
}

ConnectionItem one_srt(const std::string& item) {
  Decoder decoder;
  std::string body = list(item);
  auto page = decoder.connections(kSrt, body);
  if (!page) throw std::runtime_error(page.error().message);
  return page->items.at(0);
}

TEST(DecodePaths, NewNamesWinOverOldOnesWhateverTheOrder) {
  const PathItem path = one_path(
      R"({"bytesReceived":1,"inboundBytes":2,"outboundBytes":4,"bytesSent":3,"ready":false,"available":true,"name":"a"})");
  EXPECT_EQ(path.inbound_bytes, 2U);
  EXPECT_EQ(path.outbound_bytes, 4U);
  EXPECT_TRUE(path.available);
}

TEST(DecodePaths, OldNamesStandIn) {
  const PathItem path = one_path(
      R"({"name":"a","ready":true,"readyTime":"2026-11-22T12:00:00+02:00","tracks":["H264","Opus"],"bytesReceived":7})");
  EXPECT_TRUE(path.available);
  EXPECT_EQ(path.available_time,
            WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22).time_since_epoch() +
                     std::chrono::hours(10)));
  EXPECT_EQ(path.inbound_bytes, 7U);
  EXPECT_FALSE(path.outbound_bytes.has_value()) << "absent before v1.3 is unknown, not 0";
  EXPECT_FALSE(path.online.has_value());
  ASSERT_EQ(path.tracks.size(), 2U);
  EXPECT_EQ(path.tracks[1].codec, "Opus");
}

TEST(DecodePaths, ProfileAndLevelMayBeNumbersAndZeroSizesAreUnknown) {
  const PathItem path = one_path(
      R"({"name":"a","tracks2":[{"codec":"AV1","codecProps":{"width":0,"height":0,"profile":0,"level":8,"tier":0}},{"codec":"VP8","codecProps":null}]})");
  EXPECT_EQ(path.tracks[0], (Track{"AV1", {}, {}, {}, {}, "0", "8"}));
  EXPECT_EQ(path.tracks[1], (Track{"VP8", {}, {}, {}, {}, "", ""}));
}

TEST(DecodePaths, UnknownFieldsTypesAndTheZeroTimeDoNoHarm) {
  const PathItem path = one_path(
      R"({"name":"a","future":{"deep":[1,{"x":null}]},"available":"yes","inboundBytes":"12","onlineTime":"0001-01-01T00:00:00Z",)"
      R"("source":{"type":"holoSession","id":"1","extra":true},"readers":[{"type":"webRTCSession","id":"w"}],"outboundBytes":-4})");
  EXPECT_FALSE(path.available);
  EXPECT_FALSE(path.inbound_bytes.has_value());
  EXPECT_FALSE(path.outbound_bytes.has_value());
  EXPECT_FALSE(path.online_time.has_value());
  EXPECT_EQ(path.source->type.protocol, "holosession");
  EXPECT_EQ(path.readers[0].type.protocol, "webrtc");
}

TEST(DecodePaths, CountersUseAll64Bits) {
  EXPECT_EQ(one_path(R"({"name":"a","inboundBytes":18446744073709551615})").inbound_bytes,
            UINT64_MAX);
}

TEST(DecodePaths, HostileNamesArriveAsTheyAre) {
  EXPECT_EQ(one_path(R"({"name":"\u003cimg src=x onerror=alert(1)\u003e"})").name,
            "<img src=x onerror=alert(1)>");
}

TEST(DecodePaths, LongTextsAreCutBetweenCharacters) {
  const std::string long_name(300, 'x');
  const PathItem path =
      one_path(R"({"name":"a","confName":")" + long_name.substr(0, 255) + "ä" + R"("})");
  EXPECT_EQ(path.conf_name, std::string(255, 'x'));
}

// simdjson reads a little past the end of a text; a buffer that is exactly full must be no error.
TEST(DecodePaths, ABodyWithoutSpareRoomIsReadAllTheSame) {
  for (std::size_t padding = 0; padding < 130; ++padding) {
    Decoder decoder;
    std::string body = list(R"({"name":")" + std::string(padding + 1, 'x') + R"("})");
    body.shrink_to_fit();
    EXPECT_TRUE(decoder.paths(body).ok()) << padding;
  }
}

TEST(DecodeSrt, ScalesToBaseUnitsAndLeavesCountersExact) {
  const ConnectionItem item = one_srt(
      R"({"id":"1","state":"publish","path":"cam","query":"token=S3CRET","user":"S3CRET","msRTT":18.5,"mbpsReceiveRate":2,"packetsReceived":9007199254740993})");
  EXPECT_EQ(item.values[srt_field("msRTT")].real(), 0.0185);
  EXPECT_EQ(item.values[srt_field("mbpsReceiveRate")].real(), 2 * 1048576.0);
  EXPECT_EQ(item.values[srt_field("packetsReceived")].integer(), 9007199254740993U);
  EXPECT_FALSE(item.values[srt_field("packetsReceivedLoss")].present());
}

TEST(DecodeSrt, ABufferThatWentBelowZeroIsAbsent) {
  EXPECT_FALSE(one_srt(R"({"id":"1","msReceiveBuf":18446744073709551000})")
                   .values[srt_field("msReceiveBuf")]
                   .present());
}

TEST(DecodeSrt, ItemsMayHaveTheirFieldsInDifferentOrders) {
  Decoder decoder;
  std::string body =
      R"({"itemCount":2,"items":[{"id":"1","msRTT":1,"packetsReceived":2},{"packetsReceived":4,"msRTT":3,"id":"2"}]})";
  const auto page = decoder.connections(kSrt, body);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->items[1].values[srt_field("packetsReceived")].integer(), 4U);
  EXPECT_EQ(page->items[1].values[srt_field("msRTT")].real(), 0.003);
}

TEST(DecodeInfo, ReadsVersionAndStart) {
  Decoder decoder;
  std::string body = R"({"version":"v1.20.1","started":"2026-11-22T16:47:17.646128943Z"})";
  const auto info = decoder.info(body);
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->version, "v1.20.1");
  EXPECT_TRUE(info->started.has_value());
}

class DecodeGarbage : public testing::TestWithParam<const char*> {};
TEST_P(DecodeGarbage, IsAnErrorThatShowsTheBeginning) {
  Decoder decoder;
  for (int kind = 0; kind < 3; ++kind) {
    std::string body = GetParam();
    const std::string message = kind == 0   ? decoder.paths(body).error().message
                                : kind == 1 ? decoder.connections(kSrt, body).error().message
                                            : decoder.info(body).error().message;
    EXPECT_THAT(message, testing::HasSubstr("the answer is")) << GetParam();
  }
}
INSTANTIATE_TEST_SUITE_P(All, DecodeGarbage,
                         testing::Values("", " ", "null", "[]", "{}",
                                         "{\"items\":", "{\"items\":[{\"name\":", "<html>",
                                         "\xff\xfe", "{\"items\":{}}",
                                         "{\"items\":[{\"name\":\"a\"}", "{\"items\":[{}]}"));

}  // namespace
}  // namespace mtxmon
