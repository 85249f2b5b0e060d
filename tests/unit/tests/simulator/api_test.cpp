#include "tests/simulator/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

namespace mtxmon::sim {
namespace {

using testing::HasSubstr;
using testing::Not;

class ApiTest : public testing::Test {
 protected:
  HttpResponse get(const std::string& target) {
    HttpRequest request;
    request.method = "GET";
    request.path = target.substr(0, target.find('?'));
    request.query =
        target.find('?') == std::string::npos ? "" : target.substr(target.find('?') + 1);
    return api_.answer(request, scene_.now());
  }
  std::string body(const std::string& target) { return *get(target).body; }

  Scene scene_{{.streams = 245, .readers = 1, .seed = 5, .names = {"<b>\"Bühne\"\n\xFF</b>"}},
               WallTime(Milliseconds(1'795'000'000'000))};
  Api api_{scene_};
};

TEST_F(ApiTest, ListsArePagedBy100UnlessAsked) {
  EXPECT_THAT(body("/v3/paths/list"), HasSubstr(R"({"itemCount":251,"pageCount":3,"items":[{)"));
  EXPECT_THAT(body("/v3/paths/list?page=2"), HasSubstr("\"studio/guest-0007\""));
  EXPECT_THAT(body("/v3/paths/list?itemsPerPage=10000"), HasSubstr(R"("pageCount":1,)"));
  EXPECT_EQ(body("/v3/paths/list?page=9"), R"({"itemCount":251,"pageCount":3,"items":[]})");
  EXPECT_EQ(get("/v3/paths/list?page=x").status, 400);
  EXPECT_THAT(body("/v3/recordings/list"),
              HasSubstr(R"({"itemCount":1,"pageCount":1,"items":[{"name":"event/main",)"));
}

TEST_F(ApiTest, ThePagesTogetherAreTheWholeList) {
  simdjson::dom::parser parser;
  std::string names;
  std::string last;
  for (int page = 0; page < 3; ++page) {
    const std::string text = body("/v3/paths/list?page=" + std::to_string(page));
    for (const simdjson::dom::element item : parser.parse(text)["items"].get_array()) {
      const std::string name(item["name"].get_string().value());
      EXPECT_LT(last, name);
      last = name;
      names += name + " ";
    }
  }
  EXPECT_THAT(names, HasSubstr("cam/0100 "));
  EXPECT_EQ(std::count(names.begin(), names.end(), ' '), 251);
}

TEST_F(ApiTest, SessionsAreOrderedByCreation) {
  simdjson::dom::parser parser;
  std::string last;
  for (const simdjson::dom::element item :
       parser.parse(body("/v3/srtconns/list?itemsPerPage=9999"))["items"].get_array()) {
    const std::string created(item["created"].get_string().value());
    EXPECT_LE(last, created);
    last = created;
  }
}

TEST_F(ApiTest, SourcesAndReadersAreInTheListsOfTheirProtocol) {
  const Stream& stream = *scene_.find("event/main");
  EXPECT_THAT(body("/v3/paths/get/event/main"),
              HasSubstr(R"("source":{"type":"srtConn","id":")" + stream.publisher->id));
  EXPECT_THAT(body("/v3/srtconns/get/" + stream.publisher->id),
              HasSubstr(R"("state":"publish","path":"event/main")"));
}

TEST_F(ApiTest, UnknownThingsAreToldApart) {
  EXPECT_EQ(get("/v3/nonsense").content_type, "text/plain");
  EXPECT_EQ(body("/v3/nonsense"), "404 page not found");
  EXPECT_EQ(body("/v3/paths/get/none"), R"({"status":"error","error":"path not found"})");
  EXPECT_EQ(body("/v3/srtconns/get/nouuid"),
            R"({"status":"error","error":"invalid UUID length: 6"})");
  EXPECT_EQ(get("/v3/srtconns/get/00000000-0000-4000-8000-000000000000").status, 404);
  EXPECT_EQ(get("/v3/paths/forward/list").status, 400);
  EXPECT_EQ(get("/v3/paths/forward/list?path=none").status, 404);
  EXPECT_EQ(get("/v2/paths/list").status, 404);
}

TEST_F(ApiTest, ATrailingSlashIsRedirected) {
  const HttpResponse response = get("/v3/paths/list/");
  EXPECT_EQ(response.status, 301);
  EXPECT_EQ(*response.body, "<a href=\"/v3/paths/list\">Moved Permanently</a>.\n\n");
  EXPECT_EQ(get("/v3/nonsense/").status, 404);
}

TEST_F(ApiTest, AProtocolThatIsOffHasNoRoutes) {
  SceneCommand off;
  off.action = Action::ProtocolOff;
  off.protocol = Protocol::Rtsp;
  ASSERT_TRUE(scene_.apply(off, 1.0).ok());
  EXPECT_EQ(body("/v3/rtspsessions/list"), "404 page not found");
  EXPECT_EQ(body("/v3/rtspconns/list"), "404 page not found");
  EXPECT_EQ(get("/v3/rtspssessions/list").status, 200);
  EXPECT_THAT(body("/v3/config/global/get"), HasSubstr(R"("rtspEncryption":"strict")"));
}

TEST_F(ApiTest, HostileNamesArriveEscapedAndCanBeAskedFor) {
  EXPECT_THAT(body("/v3/paths/list?itemsPerPage=999"),
              HasSubstr(R"("\u003cb\u003e\"Bühne\"\n\ufffd\u003c/b\u003e")"));
  EXPECT_EQ(get("/v3/paths/get/%3Cb%3E%22B%C3%BChne%22%0A%FF%3C/b%3E").status, 200);
}

TEST_F(ApiTest, TheSpecialPathsLookAsOnARealServer) {
  EXPECT_THAT(body("/v3/paths/get/always/on"),
              HasSubstr(R"("online":false,"onlineTime":null,"source":null,"tracks":["H264"])"));
  EXPECT_THAT(
      body("/v3/paths/get/pull/dead"),
      HasSubstr(
          R"("available":false,"availableTime":null,"online":true,"onlineTime":"0001-01-01T00:00:00Z","source":{"type":"rtspSource","id":""})"));
  EXPECT_THAT(body("/v3/paths/get/old/redirect"),
              HasSubstr(R"("source":{"type":"redirect","id":""})"));
  EXPECT_THAT(body("/v3/paths/get/cam/ondemand"),
              HasSubstr(R"("online":false,"onlineTime":null,"source":null)"));
  EXPECT_THAT(body("/v3/config/paths/list"),
              HasSubstr(R"("name":"always/on","source":"publisher")"));
}

TEST_F(ApiTest, CountersNear2To64WrapAround) {
  SceneCommand offset(Action::CounterOffset, "event/main");
  offset.counter_offset = 18446744073709551000ULL;
  ASSERT_TRUE(scene_.apply(offset, 0.0).ok());
  EXPECT_THAT(body("/v3/paths/get/event/main"),
              HasSubstr(R"("inboundBytes":18446744073709551000)"));
  scene_.advance(1.0);
  EXPECT_THAT(body("/v3/paths/get/event/main"),
              Not(HasSubstr(R"("inboundBytes":18446744073709551)")));
}

TEST_F(ApiTest, PacketCountersWrapAsBytesDo) {
  SceneCommand offset(Action::CounterOffset, "event/main");
  offset.counter_offset = 18446744073709551615ULL - 99;
  ASSERT_TRUE(scene_.apply(offset, 0.0).ok());
  const std::string target = "/v3/srtconns/get/" + scene_.find("event/main")->publisher->id;
  EXPECT_THAT(body(target), HasSubstr(R"("packetsReceived":18446744073709551516)"));
  EXPECT_THAT(body(target), HasSubstr(R"("packetsReceivedUnique":18446744073709551516)"));
  EXPECT_THAT(body(target), HasSubstr(R"("packetsSent":0,)"));
  scene_.advance(5.0);
  EXPECT_THAT(body(target), Not(HasSubstr(R"("packetsReceived":184467)")));
}

TEST_F(ApiTest, SrtCountersKeepTheIdentitiesOfRealSockets) {
  ASSERT_TRUE(scene_.apply({Action::LinkBad, "event/main"}, 10.0).ok());
  simdjson::dom::parser parser;
  std::uint64_t last_loss = 0;
  for (int t = 11; t < 60; ++t) {
    scene_.advance(t);
    const std::string text = body("/v3/srtconns/list?itemsPerPage=9999");
    for (const simdjson::dom::element item : parser.parse(text)["items"].get_array()) {
      const auto count = [&](const char* key) { return item[key].get_uint64().value(); };
      EXPECT_EQ(count("packetsReceived"),
                count("packetsReceivedUnique") + count("packetsReceivedDrop"));
      EXPECT_EQ(count("packetsSent"), count("packetsSentUnique") + count("packetsRetrans"));
      EXPECT_EQ(count("bytesReceived"), count("bytesReceivedUnique") + count("bytesReceivedDrop"));
      const std::uint64_t loss = count("packetsReceivedLoss") + count("packetsReceivedDrop");
      EXPECT_GE(loss, count("packetsReceivedRetrans"));
      EXPECT_LE(loss - count("packetsReceivedRetrans"), 1 + loss / 10);
      if (std::string_view(item["path"]) != "event/main" ||
          std::string_view(item["state"]) != "publish")
        continue;
      EXPECT_GT(count("packetsReceivedLoss"), last_loss);
      last_loss = count("packetsReceivedLoss");
    }
  }
}

TEST_F(ApiTest, OneMomentHasTheSameBytes) {
  const HttpResponse first = get("/v3/paths/list");
  const HttpResponse second = get("/v3/paths/list");
  EXPECT_EQ(first.body, second.body);  // the same object, not just the same text
  ASSERT_TRUE(scene_.apply({Action::ReaderAdd, "event/main"}, scene_.now()).ok());
  EXPECT_NE(*get("/v3/paths/list?itemsPerPage=999").body, *first.body);
}

}  // namespace
}  // namespace mtxmon::sim
