// Every simulated item has exactly the members, of the types, that real servers of v1.20.1 sent.
#include <fstream>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/simulator/api.h"
#include "tests/simulator/scene.h"

namespace mtxmon::sim {
namespace {

using Shape =
    std::map<std::string, std::set<std::string>>;  // member → the JSON types it was seen with

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

void add_shape(Shape& shape, const simdjson::dom::object& item, const std::string& prefix = "") {
  for (const auto& [key, value] : item) {
    const std::string name = prefix + std::string(key);
    shape[name].insert(type_of(value));
    simdjson::dom::object inner;
    if (name == "source" && value.get(inner) == simdjson::SUCCESS)
      add_shape(shape, inner, "source.");
    simdjson::dom::array elements;
    if (name != "readers" || value.get(elements) != simdjson::SUCCESS) continue;
    for (const simdjson::dom::element element : elements) {
      if (element.get(inner) == simdjson::SUCCESS) add_shape(shape, inner, "readers.");
    }
  }
}

// The shapes in an answer: of its items if it is a list, else of itself.
void add_answer(Shape& shape, const std::string& body) {
  simdjson::dom::parser parser;
  simdjson::dom::object answer;
  simdjson::dom::array items;
  ASSERT_EQ(parser.parse(body).get(answer), simdjson::SUCCESS) << body;
  if (answer["items"].get(items) != simdjson::SUCCESS) return add_shape(shape, answer);
  for (const simdjson::dom::element item : items) add_shape(shape, item);
}

Shape recorded(const std::string& route) {
  Shape shape;
  for (const char* file : {"steady-origin", "steady-edge", "browser-origin"}) {
    std::ifstream input(std::string(MTXMON_FIXTURES) + "/mediamtx/v1.20.1/" + file + ".jsonl");
    simdjson::dom::parser parser;
    for (std::string line; std::getline(input, line);) {
      simdjson::dom::object answers;
      EXPECT_EQ(parser.parse(line)["answers"].get(answers), simdjson::SUCCESS);
      for (const auto& [name, answer] : answers) {
        std::int64_t status = 0;
        std::string_view body;
        const bool good = answer["status"].get(status) == simdjson::SUCCESS && status == 200 &&
                          answer["body"].get(body) == simdjson::SUCCESS;
        if (good && name == route) add_answer(shape, std::string(body));
      }
    }
  }
  return shape;
}

Shape simulated(const std::string& target) {
  Scene scene({.streams = 64, .readers = 6, .srt_share = 0.3, .seed = 3},
              WallTime(Milliseconds(1'795'000'000'000)));
  scene.advance(12.25);
  Api api(scene);
  HttpRequest request;
  request.method = "GET";
  request.path = "/v3/" + target.substr(0, target.find('?'));
  request.query = target.find('?') == std::string::npos ? "" : target.substr(target.find('?') + 1);
  const HttpResponse response = api.answer(request, 12.25);
  EXPECT_EQ(response.status, 200);
  Shape shape;
  add_answer(shape, *response.body);
  return shape;
}

class ShapeTest : public testing::TestWithParam<const char*> {};

TEST_P(ShapeTest, IsThatOfTheRealServer) {
  const Shape real = recorded(GetParam());
  const Shape ours = simulated(GetParam());
  ASSERT_FALSE(real.empty());
  ASSERT_FALSE(ours.empty());
  for (const auto& [member, types] : real)
    EXPECT_TRUE(ours.contains(member)) << "missing: " << member;
  for (const auto& [member, types] : ours) {
    const auto found = real.find(member);
    if (found == real.end()) {
      ADD_FAILURE() << "invented: " << member;
      continue;
    }
    EXPECT_THAT(types, testing::IsSubsetOf(found->second)) << member;
  }
}

INSTANTIATE_TEST_SUITE_P(Routes, ShapeTest,
                         testing::Values("info", "paths/list", "srtconns/list", "rtspconns/list",
                                         "rtspsessions/list", "rtspsconns/list",
                                         "rtspssessions/list", "rtmpconns/list", "rtmpsconns/list",
                                         "webrtcsessions/list", "hlsmuxers/list",
                                         "hlssessions/list", "moqsessions/list",
                                         "paths/forward/list?path=event/main", "config/global/get",
                                         "config/pathdefaults/get", "config/paths/list"));

}  // namespace
}  // namespace mtxmon::sim
