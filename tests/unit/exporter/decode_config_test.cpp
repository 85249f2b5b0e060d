#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/decode.h"

namespace mtxmon {
namespace {

std::string list(const std::string& items, int count) {
  return R"({"itemCount":)" + std::to_string(count) + R"(,"pageCount":1,"items":[)" + items + "]}";
}

TEST(DecodeConfig, TellsWhatKindOfPathItIs) {
  std::string body = list(
      R"({"name":"all_others","source":"publisher","sourceOnDemand":false,"runOnDemand":"","forward":[],"record":false},
         {"name":"cam","source":"rtsp://u:S3CRET@cam/1","sourceOnDemand":true,"record":true},
         {"name":"pull","source":"srt://h:1","sourceOnDemand":false,"forward":[{"dest":"rtmp://h/S3CRET"}]},
         {"name":"old","source":"redirect","sourceRedirect":"rtsp://S3CRET"},
         {"name":"slate","source":"publisher","alwaysAvailable":true},
         {"name":"run","source":"publisher","runOnDemand":"ffmpeg S3CRET"},
         null)",
      7);
  Decoder decoder;
  const auto page = decoder.path_configs(body);
  ASSERT_TRUE(page.ok()) << page.error().message;
  ASSERT_EQ(page->items.size(), 7U);
  const auto& all = page->items;
  EXPECT_FALSE(all[0].static_source || all[0].on_demand || all[0].forwards || all[0].record);
  EXPECT_TRUE(all[1].static_source && all[1].on_demand && all[1].record);
  EXPECT_TRUE(all[2].static_source && !all[2].on_demand && all[2].forwards);
  EXPECT_TRUE(all[3].redirect && !all[3].static_source);
  EXPECT_TRUE(all[4].always_available && !all[4].static_source);
  EXPECT_TRUE(all[5].on_demand);
  EXPECT_EQ(all[6].name, "") << "v1.2.0 sent such items";
}

TEST(DecodeConfig, AForwardKeepsItsTargetButNoSecret) {
  std::string body = list(
      R"({"id":"f1","pos":2,"created":"2026-11-22T16:47:17Z","protocol":"rtmp","state":"error",
          "conf":{"dest":"rtmp://op:S3CRET@live.example:1935/app/S3CRET?key=S3CRET","whipBearerToken":"S3CRET"},
          "lastError":"dial rtmp://op:S3CRET@live.example/app/S3CRET: refused","outboundBytes":12})",
      1);
  Decoder decoder;
  const auto page = decoder.forwards("stage/a", body);
  ASSERT_TRUE(page.ok()) << page.error().message;
  const ForwardItem& item = page->items.at(0);
  EXPECT_EQ(item.path, "stage/a");
  EXPECT_EQ(item.position, 2U);
  EXPECT_EQ(item.target, "rtmp://live.example:1935");
  EXPECT_EQ(item.error, "dial rtmp://live.example refused");
  EXPECT_EQ(item.outbound_bytes, 12U);
}

TEST(DecodeConfig, AnErrorIsCleanedBeforeItIsCut) {
  const std::string long_text(240, 'x');
  std::string body =
      R"({"type":"rtspSource","created":"2026-11-22T16:47:17Z","state":"error","lastError":")" +
      long_text + R"( rtsp://viewer:S3CRET-and-more@192.0.2.30:554/stream1"})";
  Decoder decoder;
  const auto source = decoder.source("pull/a", body);
  ASSERT_TRUE(source.ok()) << source.error().message;
  EXPECT_EQ(source->path, "pull/a");
  EXPECT_EQ(source->state, "error");
  EXPECT_EQ(source->error, long_text + " rtsp://192.0.2.");
}

TEST(DecodeConfig, ASourceWithoutAStateIsNoAnswer) {
  Decoder decoder;
  for (std::string body : {R"({"type":"rtspSource"})", R"({"state":7})", "[]", ""})
    EXPECT_FALSE(decoder.source("pull", body).ok()) << body;
  std::string other = R"({"state":"resting","lastError":null,"typeSpecific":null})";
  EXPECT_EQ(decoder.source("pull", other)->state, "resting") << "a word of a release to come";
}

TEST(DecodeConfig, ARecordingIsItsNewestSegment) {
  std::string body = list(
      R"({"name":"a","segments":[{"start":"2026-11-22T16:47:20.4Z"},{"start":"2026-11-22T16:57:20Z"},{"start":"bad"}]},
         {"name":"b","segments":[]})",
      2);
  Decoder decoder;
  const auto page = decoder.recordings(body);
  ASSERT_TRUE(page.ok()) << page.error().message;
  ASSERT_EQ(page->items.size(), 1U);
  EXPECT_EQ(page->item_count, 1U) << "or the list would look cut";
  EXPECT_EQ(page->items[0].path, "a");
}

TEST(DecodeConfig, OfTheSettingsOnlyTheReadTimeoutIsTaken) {
  Decoder decoder;
  const auto seconds = [&](const std::string& value) {
    std::string body = R"({"logLevel":"info","authInternalUsers":[{"pass":"S3CRET"}],)"
                       R"("readTimeout":)" +
                       value + R"(,"writeTimeout":"7s"})";
    return decoder.read_timeout_seconds(body);
  };
  EXPECT_EQ(seconds(R"("10s")").value(), 10);
  EXPECT_EQ(seconds(R"("1m0s")").value(), 60);
  EXPECT_EQ(seconds(R"("1h1m1.5s")").value(), 3661.5);
  EXPECT_EQ(seconds(R"("500ms")").value(), 0.5);
  for (const char* other : {"\"\"", "\"soon\"", "\"10\"", "10", "null"})
    EXPECT_FALSE(seconds(other).ok()) << other;
}

TEST(PublicPart, HoldsNoCredentials) {
  EXPECT_EQ(public_part("srt://h:8890?streamid=publish:a:user:S3CRET"), "srt://h:8890");
  EXPECT_EQ(public_part("rtsp://u:p@ss@h/x"), "rtsp://h");
  EXPECT_EQ(public_part("publisher"), "");
  EXPECT_EQ(public_part("rtsp://"), "");
  EXPECT_EQ(without_secrets("no url here"), "no url here");
  EXPECT_EQ(without_secrets("refused (rtmp://h/app/S3CRET)"), "refused (rtmp://h)");
  EXPECT_EQ(without_secrets("refused (rtmp://h)"), "refused (rtmp://h)");
  EXPECT_EQ(without_secrets("(no url)"), "(no url)");
  EXPECT_EQ(without_secrets("Get \"http://u:S3CRET@h/p?S3CRET\": EOF"), "Get \"http://h\": EOF");
}

TEST(SourceHost, IsAHostElsewhereAndNothingMore) {
  EXPECT_EQ(source_host("rtsp://u:S3CRET@camera.example:554/x?k=S3CRET"), "camera.example");
  EXPECT_EQ(source_host("rtsp://192.0.2.7/x"), "192.0.2.7");
  EXPECT_EQ(source_host("rtsps://u:p@[2001:db8::7]:322/x"), "2001:db8::7");
  EXPECT_EQ(source_host("udp+mpegts://238.0.0.1:1234"), "238.0.0.1");
  for (const char* here : {"rtsp://localhost:8554/x", "rtsp://127.0.0.1/x", "rtsp://[::1]:8554/x",
                           "udp://0.0.0.0:1234", "udp://:1234", "udp://[::]:1234",
                           "unix+mpegts:///tmp/socket", "rpiCamera", "rtsp://$G1/x"})
    EXPECT_EQ(source_host(here), "") << here;
}

}  // namespace
}  // namespace mtxmon
