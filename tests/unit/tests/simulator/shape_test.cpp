// Every simulated item has exactly the members, in the order and of the types, that real servers of
// the release sent.
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/simulator/api.h"
#include "tests/simulator/concat.h"
#include "tests/simulator/scene.h"

namespace mtxmon::sim {
namespace {

struct Members {
  std::map<std::string, std::set<std::string>> types;  // those that a member was seen with
  std::vector<std::string> order;                      // of the first item
};

std::string type_of(const simdjson::dom::element& value) {
  switch (value.type()) {
    case simdjson::dom::element_type::STRING:
      return "string";
    case simdjson::dom::element_type::BOOL:
      return "bool";
    case simdjson::dom::element_type::NULL_VALUE:
      return "null";
    case simdjson::dom::element_type::ARRAY:
      return "array";
    case simdjson::dom::element_type::OBJECT:
      return "object";
    default:
      return "number";
  }
}

void add_members(Members& members, const simdjson::dom::object& item,
                 const std::string& prefix = "") {
  for (const auto& [key, value] : item) {
    const std::string name = prefix + std::string(key);
    members.types[name].insert(type_of(value));
    simdjson::dom::object inner;
    if (name == "source" && value.get(inner) == simdjson::SUCCESS)
      add_members(members, inner, "source.");
    simdjson::dom::array elements;
    if (name != "readers" || value.get(elements) != simdjson::SUCCESS) continue;
    for (const simdjson::dom::element element : elements) {
      if (element.get(inner) == simdjson::SUCCESS) add_members(members, inner, "readers.");
    }
  }
}

void add_item(Members& members, const simdjson::dom::element& item) {
  simdjson::dom::object object;
  ASSERT_EQ(item.get(object), simdjson::SUCCESS);
  if (members.order.empty()) {
    for (const auto& [key, value] : object) members.order.emplace_back(key);
  }
  add_members(members, object);
}

// The members in an answer: of its items if it is a list, else of itself.
void add_answer(Members& members, const std::string& body) {
  simdjson::dom::parser parser;
  simdjson::dom::element answer;
  simdjson::dom::array items;
  ASSERT_EQ(parser.parse(body).get(answer), simdjson::SUCCESS) << body;
  if (answer["items"].get(items) != simdjson::SUCCESS) return add_item(members, answer);
  for (const simdjson::dom::element item : items) add_item(members, item);
}

struct Recorded {
  int status = 0;
  Members members;
};

// Of the first answers to each route; `status` is the last one other than 0.
std::map<std::string, Recorded> recorded(const std::string& release) {
  std::map<std::string, Recorded> routes;
  for (const char* file : {"steady-origin", "steady-edge", "browser-origin"}) {
    std::ifstream input(concat({MTXMON_FIXTURES, "/mediamtx/", release, "/", file, ".jsonl"}));
    simdjson::dom::parser parser;
    for (std::string line; std::getline(input, line);) {
      simdjson::dom::object answers;
      EXPECT_EQ(parser.parse(line)["answers"].get(answers), simdjson::SUCCESS);
      for (const auto& [name, answer] : answers) {
        std::int64_t status = 0;
        std::string_view body;
        if (answer["status"].get(status) != simdjson::SUCCESS || status == 0) continue;
        Recorded& route = routes[std::string(name)];
        // A protocol that is off on one of the two servers is on at the other.
        if (route.status != 200) route.status = static_cast<int>(status);
        if (status == 200 && answer["body"].get(body) == simdjson::SUCCESS)
          add_answer(route.members, std::string(body));
      }
    }
  }
  return routes;
}

class ShapeTest : public testing::TestWithParam<const char*> {
 protected:
  HttpResponse get(const std::string& target) {
    HttpRequest request;
    request.method = "GET";
    request.path =
        concat({scene_.shape().prefix(), std::string_view(target).substr(0, target.find('?'))});
    if (const std::size_t query = target.find('?'); query != std::string::npos)
      request.query = target.substr(query + 1);
    return api_.answer(request, scene_.now());
  }

  Members simulated(const std::string& target) {
    const HttpResponse response = get(target);
    Members members;
    EXPECT_EQ(response.status, 200);
    if (response.status == 200) add_answer(members, *response.body);
    return members;
  }

  static void compare(const Members& real, const Members& ours, bool exact) {
    for (const auto& [member, types] : real.types)
      EXPECT_TRUE(ours.types.contains(member)) << "missing: " << member;
    for (const auto& [member, types] : ours.types) {
      const auto found = real.types.find(member);
      if (found == real.types.end()) {
        ADD_FAILURE() << "invented: " << member;
      } else if (exact) {
        EXPECT_EQ(types, found->second) << member;
      } else {
        EXPECT_THAT(types, testing::IsSubsetOf(found->second)) << member;
      }
    }
    EXPECT_EQ(ours.order, real.order);
  }

  Scene scene_{{.streams = 64,
                .readers = 6,
                .srt_share = 0.3,
                .mix = true,
                .seed = 3,
                .version_shape = GetParam()},
               WallTime(Milliseconds(1'795'000'000'000))};
  Api api_{scene_};
};

TEST_P(ShapeTest, IsThatOfTheRealServer) {
  scene_.advance(12.25);
  const auto routes = recorded(std::string(scene_.shape().release()));
  ASSERT_GT(routes.size(), 15U);
  for (const auto& [route, real] : routes) {
    SCOPED_TRACE(route);
    if (route.starts_with("paths/forward/") && real.status == 200 &&
        route != "paths/forward/list?path=event/main")
      continue;  // another scene's streams
    if (real.status != 200) {
      EXPECT_EQ(get(route).status, real.status);
      EXPECT_EQ(*get(route).body, "404 page not found");
      continue;
    }
    const Members ours = simulated(route);
    // No item of this kind was recorded: the list is there, its members are known from elsewhere.
    if (!real.members.types.empty()) compare(real.members, ours, route == "paths/list");
  }
}

TEST_P(ShapeTest, SpellsSourcesAndReadersAsTheRealServer) {
  static const std::map<std::string, std::vector<std::string>> kKnown = {
      {"v1.0", {"udpSource", "webRTCSession", "hlsMuxer"}},
      {"v1.2", {"udpSource", "webRTCSession", "hlsMuxer"}},
      {"v1.9", {"udpSource", "webrtcSession", "hlsMuxer"}},
      {"v1.12", {"udpSource", "webRTCSession", "hlsMuxer"}},
      {"v1.17", {"mpegtsSource", "webRTCSession", "hlsMuxer"}},
      {"v1.19", {"mpegtsSource", "webRTCSession", "hlsSession", "moqSession"}},
      {"v1.20", {"mpegtsSource", "webRTCSession", "hlsSession", "moqSession"}}};
  const std::string paths = *get("paths/list?itemsPerPage=999").body;
  for (const std::string& type : kKnown.at(GetParam()))
    EXPECT_THAT(paths, testing::HasSubstr(concat({"\"type\":\"", type, "\""})));
  for (const char* type : {"udpSource", "mpegtsSource", "webrtcSession", "webRTCSession",
                           "hlsMuxer", "hlsSession", "moqSession"}) {
    if (testing::Value(kKnown.at(GetParam()), testing::Contains(type))) continue;
    EXPECT_THAT(paths, testing::Not(testing::HasSubstr(concat({"\"type\":\"", type, "\""}))));
  }
}

INSTANTIATE_TEST_SUITE_P(Releases, ShapeTest,
                         testing::Values("v1.0", "v1.2", "v1.9", "v1.12", "v1.17", "v1.19",
                                         "v1.20"));

// name → available, kind of source, number of readers where the release tells it.
std::map<std::string, std::string> scene_in(const std::string& version) {
  Scene scene({.streams = 64, .readers = 3, .seed = 3, .version_shape = version},
              WallTime(Milliseconds(1'795'000'000'000)));
  scene.advance(12.25);
  Api api(scene);
  HttpRequest request;
  request.method = "GET";
  request.path = concat({scene.shape().prefix(), "paths/list"});
  request.query = "itemsPerPage=999";
  std::map<std::string, std::string> streams;
  simdjson::dom::parser parser;
  const HttpResponse response = api.answer(request, scene.now());
  for (const simdjson::dom::object item : parser.parse(*response.body)["items"].get_array()) {
    const std::string name(item["name"].get_string().value());
    if (name == "all_others" || name == "always/on") continue;  // see README.md
    simdjson::dom::object source;
    std::string text = item["ready"].get_bool().value() ? "available" : "not available";
    if (item["source"].get(source) == simdjson::SUCCESS)
      text += concat({", ", source["id"].get_string().value().empty() ? "static" : "session", " ",
                      source["id"].get_string().value()});
    std::set<std::string> readers;
    for (const simdjson::dom::object reader : item["readers"].get_array()) {
      const std::string_view type = reader["type"];
      const bool hls = type.starts_with("hls");
      readers.insert(hls ? "HLS" : std::string(reader["id"].get_string().value()));
    }
    for (const std::string& reader : readers) text += concat({", ", reader});
    streams[name] = text;
  }
  return streams;
}

TEST(Shapes, AllTellTheSameScene) {
  const auto streams = scene_in("v1.20");
  EXPECT_EQ(streams.size(), 64U + 4U);
  for (const char* version : {"v1.0", "v1.2", "v1.9", "v1.12", "v1.17", "v1.19", "v1.21"})
    EXPECT_EQ(scene_in(version), streams) << version;
}

class NewestShapeTest : public testing::Test {
 protected:
  HttpResponse get(Api& api, const std::string& target) {
    HttpRequest request;
    request.method = "GET";
    request.path = concat({"/v3/", std::string_view(target).substr(0, target.find('?'))});
    if (const std::size_t query = target.find('?'); query != std::string::npos)
      request.query = target.substr(query + 1);
    return api.answer(request, 5.0);
  }
  static Scene scene(const std::string& version, bool deprecated_routes = false) {
    Scene made({.streams = 40,
                .readers = 4,
                .mix = true,
                .seed = 3,
                .version_shape = version,
                .deprecated_routes = deprecated_routes},
               WallTime(Milliseconds(1'795'000'000'000)));
    made.advance(5.0);
    return made;
  }
};

TEST_F(NewestShapeTest, ListsMovedAndAreOtherwiseThoseOfV120) {
  const std::map<std::string, std::string> names = {
      {"rtsp/conns", "rtspconns"},    {"rtsp/sessions", "rtspsessions"},
      {"rtsps/conns", "rtspsconns"},  {"rtsps/sessions", "rtspssessions"},
      {"rtmp/conns", "rtmpconns"},    {"rtmps/conns", "rtmpsconns"},
      {"srt/conns", "srtconns"},      {"webrtc/sessions", "webrtcsessions"},
      {"hls/muxers", "hlsmuxers"},    {"hls/sessions", "hlssessions"},
      {"moq/sessions", "moqsessions"}};
  const Scene newest = scene("v1.21");
  const Scene both = scene("v1.21", true);
  const Scene previous = scene("v1.20");
  Api new_api(newest);
  Api both_api(both);
  Api old_api(previous);
  for (const auto& [now, before] : names) {
    const std::string old_body = *get(old_api, before + "/list").body;
    EXPECT_THAT(old_body, testing::HasSubstr("\"created\"")) << before;
    EXPECT_EQ(*get(new_api, now + "/list").body, old_body);
    EXPECT_EQ(*get(new_api, before + "/list").body, "404 page not found");
    EXPECT_EQ(*get(old_api, now + "/list").body, "404 page not found");
    EXPECT_EQ(*get(both_api, before + "/list").body, old_body);
    EXPECT_EQ(*get(both_api, now + "/list").body, old_body);
  }
  EXPECT_EQ(*get(new_api, "paths/list").body, *get(old_api, "paths/list").body);
  EXPECT_EQ(get(new_api, "config/path-defaults/get").status, 200);
  EXPECT_EQ(get(new_api, "config/pathdefaults/get").status, 404);
  EXPECT_THAT(*get(new_api, "info").body, testing::HasSubstr("\"v1.21.0\""));
}

TEST_F(NewestShapeTest, StaticSourcesAndForwardDestinationsHaveStatistics) {
  const Scene newest = scene("v1.21");
  Api api(newest);
  const auto source = [&](const std::string& path) {
    return *get(api, "paths/static-sources/get/" + path).body;
  };
  EXPECT_THAT(source("pull/rtsp"),
              testing::HasSubstr(R"("state":"running","lastError":"","type":"rtspSource",)"
                                 R"("typeSpecific":{"remoteAddr":")"));
  EXPECT_THAT(source("pull/srt"), testing::HasSubstr(R"("packetsReceived":)"));
  EXPECT_THAT(source("pull/srt"), testing::Not(testing::HasSubstr("outboundFramesDiscarded")));
  EXPECT_THAT(source("in/udp-mpegts"), testing::HasSubstr(R"("typeSpecific":null)"));
  EXPECT_THAT(source("pull/dead"), testing::HasSubstr(R"("state":"error","lastError":"dial)"));
  EXPECT_THAT(source("event/main"), testing::HasSubstr("path has no static source"));
  EXPECT_EQ(get(api, "paths/static-sources/get/none").status, 404);
  const std::string forward = *get(api, "paths/forward-dests/list?path=event/main").body;
  EXPECT_THAT(forward, testing::HasSubstr(R"("type":"srt","state":"forwarding")"));
  EXPECT_THAT(forward, testing::HasSubstr(R"("msRTT":)"));
  EXPECT_THAT(forward, testing::HasSubstr(R"("typeSpecific":null,"protocol":"rtmp")"));
}

}  // namespace
}  // namespace mtxmon::sim
