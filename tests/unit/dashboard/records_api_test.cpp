#include "dashboard/records_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/time_text.h"
#include "dashboard/record_cursor.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_store.h"
#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RecordsApiTest : public testing::Test {
 protected:
  RecordsApiTest() {
    state_.nodes["berlin"] = node_document(encode_snapshot(snapshot_of("berlin", {})));
    state_.nodes["wien"] = node_document(encode_snapshot(snapshot_of("wien", {})));
  }

  void event(RecordKind kind, const std::string& node, int age, const std::string& id,
             const std::string& more = "") {
    const WallTime time = kNow - std::chrono::seconds(age);
    store_.add_record(kind, node, time,
                      R"({"id":")" + id + R"(","time":")" + format_rfc3339(time) +
                          R"(","stream":"cam")" + more + "}");
  }
  void session(int age, const std::string& id, const std::string& more) {
    const WallTime time = kNow - std::chrono::seconds(age);
    store_.add_record(
        RecordKind::Sessions, "berlin", time,
        R"({"id":")" + id + R"(","ended":")" + format_rfc3339(time) + "\"" + more + "}");
  }

  static Request request(const std::string& query) {
    Request out;
    out.query = query;
    return out;
  }
  static std::string ids(const Response& response, const std::string& list = "/events/") {
    const Json json(*response.body);
    std::string out;
    for (int i = 0; json.has(list + std::to_string(i)); ++i)
      out += json.text(list + std::to_string(i) + "/id") + " ";
    return out;
  }
  std::string events(const std::string& query) const { return ids(api_.events(request(query))); }
  std::string sessions(const std::string& query) const {
    return ids(api_.sessions(request(query)), "/sessions/");
  }
  // The ids of all pages, a page per item.
  std::vector<std::string> pages(const std::string& query) const {
    std::vector<std::string> out;
    std::string cursor;
    do {
      const Response response =
          api_.events(request(query + (cursor.empty() ? "" : "&cursor=" + cursor)));
      EXPECT_EQ(response.status, 200) << *response.body;
      out.push_back(ids(response));
      const Json json(*response.body);
      cursor = json.has("/next") ? json.text("/next") : "";
    } while (!cursor.empty() && out.size() < 100);
    return out;
  }
  static std::string error_of(const Response& response) {
    EXPECT_EQ(response.status, 400);
    return Json(*response.body).text("/error");
  }

  FakeClock clock_;
  MemoryStore store_;
  State state_;
  RecordsApi api_{store_, [this] { return std::make_shared<const State>(state_); }, clock_};
};

TEST_F(RecordsApiTest, EventsOfAllNodesNewestFirst) {
  event(RecordKind::Events, "berlin", 30, "b30");
  event(RecordKind::Events, "berlin", 10, "b10");
  event(RecordKind::Events, "wien", 20, "w20");
  event(RecordKind::Events, "wien", 90'000, "yesterday");
  event(RecordKind::ReaderEvents, "berlin", 5, "r5");
  event(RecordKind::ReaderEvents, "wien", 25, "r25");
  EXPECT_EQ(events(""), "b10 w20 b30 ");
  EXPECT_EQ(events("limit=1"), "b10 ");
  EXPECT_EQ(events("node=wien"), "w20 ");
  EXPECT_EQ(events("node=graz"), "");
  EXPECT_EQ(events("readers=0"), "b10 w20 b30 ");
  EXPECT_EQ(events("readers=1"), "r5 r25 ");
  EXPECT_EQ(events("readers=all"), "r5 b10 w20 r25 b30 ");
  EXPECT_EQ(events("from=0"), "b10 w20 b30 yesterday ");
  EXPECT_EQ(events("to=1795348775"), "b30 ");
}

TEST_F(RecordsApiTest, FiltersOfEvents) {
  event(RecordKind::Events, "berlin", 4, "a", R"(,"type":"stream_down","severity":"critical")");
  event(
      RecordKind::Events, "berlin", 3, "b",
      R"(,"type":"reason_began","severity":"warning","code":"rtt_high","text":"Langsam: 300 ms")");
  event(RecordKind::Events, "berlin", 2, "c",
        R"(,"type":"reader_left","severity":"info","connection":"x,y")");
  store_.add_record(RecordKind::Events, "berlin", kNow,
                    R"({"id":"d","time":"2026-11-22T12:00:00Z","stream":"a,b"})");
  EXPECT_EQ(events("stream=cam"), "c b a ");
  EXPECT_EQ(events("stream=a,b"), "d ") << "a name may hold commas";
  EXPECT_EQ(events("stream="), "d c b a ") << "nothing is no wish";
  EXPECT_EQ(events("type=stream_down"), "a ");
  EXPECT_EQ(events("type=stream_down,reader_left,nope"), "c a ");
  EXPECT_EQ(events("type=stream_down&severity=info"), "");
  EXPECT_EQ(events("severity=warning,critical"), "b a ");
  EXPECT_EQ(events("code=rtt_high"), "b ");
  EXPECT_EQ(events("connection=x,y"), "c ");
  EXPECT_EQ(events("q=LANGSAM"), "b ");
  EXPECT_EQ(events("q=stream"), "a ") << "in values, not in the names of members";
  EXPECT_EQ(events("q=nowhere"), "");
}

TEST_F(RecordsApiTest, FiltersOfSessions) {
  session(3, "s1", R"(,"stream":"a/b","protocol":"srt","role":"publisher","cause":"path_removed")");
  session(2, "s2", R"(,"stream":"a/b","protocol":"rtsp","role":"reader","user_agent":"VLC/3")");
  store_.add_record(RecordKind::Sessions, "berlin", kNow, "not JSON");
  store_.add_record(RecordKind::Sessions, "berlin", kNow, "[1]");
  store_.add_record(RecordKind::Sessions, "berlin", kNow, R"({"id":"of somebody else"})");
  EXPECT_EQ(sessions(""), "s2 s1 ") << "what is not ours is not passed on";
  EXPECT_EQ(sessions("node=berlin&stream=a%2Fb"), "s2 s1 ");
  EXPECT_EQ(sessions("connection=s1"), "s1 ");
  EXPECT_EQ(sessions("protocol=rtsp,webrtc"), "s2 ");
  EXPECT_EQ(sessions("role=publisher"), "s1 ");
  EXPECT_EQ(sessions("cause=path_removed"), "s1 ");
  EXPECT_EQ(sessions("q=vlc"), "s2 ");
}

TEST_F(RecordsApiTest, PagesGoOnWhereTheLastOneEnded) {
  for (int i = 9; i >= 0; --i) {
    event(RecordKind::Events, i % 2 ? "berlin" : "wien", i, std::to_string(i));
  }
  EXPECT_THAT(pages("limit=4"), ElementsAre("0 1 2 3 ", "4 5 6 7 ", "8 9 "));
  EXPECT_THAT(pages("limit=5"), ElementsAre("0 1 2 3 4 ", "5 6 7 8 9 "));
  EXPECT_THAT(pages("limit=10"), ElementsAre("0 1 2 3 4 5 6 7 8 9 "));
  EXPECT_THAT(pages("limit=3&node=wien"), ElementsAre("0 2 4 ", "6 8 "));
}

TEST_F(RecordsApiTest, PagesAreWholeWhenMuchHappensAtOnce) {
  for (const std::string node : {"berlin", "wien"}) {
    for (int i = 0; i < 3; ++i) {
      event(RecordKind::Events, node, 7, node[0] + std::to_string(i));
      event(RecordKind::ReaderEvents, node, 7, node[0] + ("r" + std::to_string(i)));
    }
  }
  const std::string all = "b2 br2 w2 wr2 b1 br1 w1 wr1 b0 br0 w0 wr0 ";
  EXPECT_EQ(events("readers=all"), all);
  for (const int limit : {1, 2, 3, 5, 7, 11}) {
    std::string joined;
    for (const auto& page : pages("readers=all&limit=" + std::to_string(limit))) joined += page;
    EXPECT_EQ(joined, all) << limit;
  }
}

TEST_F(RecordsApiTest, PagesStayWhenSomethingNewComes) {
  for (int i = 5; i >= 1; --i) event(RecordKind::Events, "berlin", i, std::to_string(i));
  const Json first(*api_.events(request("limit=2")).body);
  event(RecordKind::Events, "berlin", 0, "new");
  event(RecordKind::Events, "wien", 0, "new");
  clock_.advance(std::chrono::hours(23));
  EXPECT_EQ(events("limit=9&cursor=" + first.text("/next")), "3 4 5 ");
}

TEST_F(RecordsApiTest, PagesOfARareKindAreFoundAmongMany) {
  for (int i = 3000; i >= 1; --i) {
    const bool rare = i % 1000 == 0;
    event(RecordKind::Events, "berlin", i, std::to_string(i),
          rare ? R"(,"type":"api_down")" : R"(,"type":"stream_up")");
  }
  EXPECT_THAT(pages("type=api_down&limit=2"), ElementsAre("1000 2000 ", "3000 "));
  EXPECT_THAT(pages("type=api_down&limit=3"), ElementsAre("1000 2000 3000 "));
}

TEST_F(RecordsApiTest, TheNextPageIsALink) {
  event(RecordKind::Events, "berlin", 2, "a");
  event(RecordKind::Events, "berlin", 1, "b");
  const auto link = [&](const std::string& query) {
    for (const auto& [name, value] : api_.events(request(query)).headers) {
      if (name == "Link") return value;
    }
    return std::string();
  };
  EXPECT_THAT(
      link("limit=1&stream=cam&format=csv"),
      HasSubstr("<?limit=1&stream=cam&format=csv&cursor=1795262400000.1795348799000-0.eberlin>"));
  EXPECT_EQ(link("limit=2"), "");
}

TEST_F(RecordsApiTest, AsCsv) {
  event(
      RecordKind::Events, "berlin", 1, "a",
      R"(,"type":"api_up","severity":"info","text":"=1+1, \"x\"","duration_seconds":2.5,"count":3)");
  EXPECT_EQ(*api_.events(request("format=csv")).body,
            "time,node,severity,type,stream,connection,code,duration_seconds,count,first_time,"
            "text,id\r\n"
            "2026-11-22T11:59:59.000Z,,info,api_up,cam,,,2.5,3,,\"'=1+1, \"\"x\"\"\",a\r\n");
  session(1, "s1",
          R"(,"node":"berlin","protocol":"srt","role":"reader","outbound_bytes":12345678901)");
  EXPECT_THAT(
      *api_.sessions(request("format=csv")).body,
      HasSubstr("\r\n,2026-11-22T11:59:59.000Z,berlin,,srt,reader,,,12345678901,,,,,,,,,s1"));
}

TEST_F(RecordsApiTest, SayWhatIsWrongWithARequest) {
  const auto error = [&](const std::string& query) {
    return error_of(api_.events(request(query)));
  };
  for (const std::string limit : {"0", "x", "10001", ""})
    EXPECT_THAT(error("limit=" + limit), HasSubstr("limit: \"" + limit + "\" is not a number"));
  EXPECT_THAT(error("from=soon"), HasSubstr("from: "));
  EXPECT_THAT(error("severity=bad"),
              HasSubstr("severity: \"bad\" is unknown; there are info, warning, critical"));
  EXPECT_THAT(error("readers=2"), HasSubstr("readers: \"2\" is neither 0 nor 1 nor all"));
  EXPECT_THAT(error_of(api_.sessions(request("role=owner"))), HasSubstr("role: \"owner\""));
  for (const std::string cursor : {"", "x", "1.2", "1.2-3", "1.2-3.", "1.2-3.z", "1.-3.eberlin"})
    EXPECT_THAT(error("cursor=" + cursor), HasSubstr("cursor: ")) << cursor;
  store_.fail_with("connection refused");
  EXPECT_EQ(api_.events(request("node=berlin")).status, 503);
}

TEST_F(RecordsApiTest, KnowNoNodesBeforeRedisWasSeen) {
  state_ = {};
  EXPECT_EQ(api_.events(request("")).status, 503);
  EXPECT_EQ(api_.events(request("node=berlin")).status, 200) << "the store knows more by now";
  state_.redis = {true, ""};
  EXPECT_EQ(*api_.sessions(request("")).body, R"({"sessions":[]})");
}

TEST(RecordCursor, ComesBackFromItsText) {
  for (const std::string node : {"berlin", "a.b-c", ""}) {
    const RecordCursor cursor{kNow, {1795348800000, 7}, RecordKind::Sessions, node};
    const auto parsed = parse_cursor(cursor_text(cursor));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->from, cursor.from);
    EXPECT_EQ(parsed->last, cursor.last);
    EXPECT_EQ(parsed->kind, cursor.kind);
    EXPECT_EQ(parsed->node, node);
  }
}

}  // namespace
}  // namespace mtxmon
