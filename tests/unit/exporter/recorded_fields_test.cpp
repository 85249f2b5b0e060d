// Every field that real servers of seven releases sent is either a row of a table, a member that
// the decoder reads, or left out on purpose: nothing that MediaMTX tells is lost unnoticed.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "core/schema/schema.h"
#include "tests/support/recorded_scene.h"

namespace mtxmon {
namespace {

using Element = simdjson::dom::element;

// Of the lists that are ordinary code. "ready", "readyTime", "tracks", "bytes…": the names up to
// v1.16. "confName", "conf": what of the configuration is read says read_path_config.
const std::map<std::string, std::set<std::string>> kOrdinary = {
    {"paths/list",
     {"name", "confName", "conf", "source", "sourceReady", "ready", "readyTime", "available",
      "availableTime", "online", "onlineTime", "tracks", "tracks2", "readers", "inboundBytes",
      "outboundBytes", "inboundFramesInError", "bytesReceived", "bytesSent"}},
    {"info", {"version", "started"}},
    {"recordings/list", {"name", "segments"}},
    {"paths/forward/list",
     {"id", "pos", "created", "conf", "protocol", "state", "lastError", "outboundBytes"}},
};

std::vector<std::string> recordings() {
  std::vector<std::string> files;
  const std::filesystem::path root = std::string(MTXMON_FIXTURES) + "/mediamtx";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".jsonl")
      files.push_back(std::filesystem::relative(entry.path(), root).string());
  }
  std::ranges::sort(files);
  return files;
}

// The old name stands in for the new one, so where both are sent the old one says nothing more.
bool is_known(const Resource& resource, std::string_view key) {
  const auto is_row = [&](const Field& field) {
    return field.native == key || field.old_native == key;
  };
  return std::ranges::any_of(resource.fields, is_row) ||
         std::ranges::find(resource.texts, key, &TextField::native) != resource.texts.end() ||
         std::ranges::find(kItemMembers, key) != std::end(kItemMembers) ||
         std::ranges::find(resource.left_out, key) != resource.left_out.end();
}

// Calls visit(route without query, item) for each item of each answer.
template <typename Visit>
void for_each_item_of(const RecordedPoll& poll, Visit visit) {
  for (const auto& [route, answer] : poll.answers) {
    if (answer.status != 200 || route.starts_with("config/")) continue;
    simdjson::dom::parser parser;
    const simdjson::padded_string body(answer.body);
    const Element document = parser.parse(body);
    const std::string name = route.substr(0, route.find('?'));
    simdjson::dom::array items;
    if (document["items"].get(items) == simdjson::SUCCESS) {
      for (const Element item : items) visit(name, item);
    } else {
      visit(name, document);
    }
  }
}

TEST(RecordedFields, EachIsKnown) {
  std::set<std::string> unknown;
  std::set<std::string> routes;
  for (const std::string& file : recordings()) {
    for (const RecordedPoll& poll : load_recording(file)) {
      for_each_item_of(poll, [&](const std::string& route, const Element& item) {
        routes.insert(route);
        const auto list = std::ranges::find(kLists, route, &ListRoute::route);
        for (const auto field : item.get_object()) {
          const std::string key(field.key);
          const bool known = list != kLists.end() ? is_known(*list->resource, key)
                                                  : kOrdinary.at(route).contains(key);
          if (!known) unknown.insert(route + ": " + key);
        }
      });
    }
  }
  EXPECT_THAT(unknown, testing::IsEmpty());
  for (const ListRoute& list : kLists)
    EXPECT_TRUE(routes.contains(std::string(list.route))) << "never recorded: " << list.route;
}

// What stays out is what the tables say: constants, and what another field says.
TEST(RecordedFields, ThoseLeftOutAreConstants) {
  std::map<std::string, std::set<std::string>> values;
  for (const std::string& file : recordings()) {
    for (const RecordedPoll& poll : load_recording(file)) {
      for_each_item_of(poll, [&](const std::string& route, const Element& item) {
        const auto list = std::ranges::find(kLists, route, &ListRoute::route);
        if (list == kLists.end()) return;
        for (const std::string_view key : list->resource->left_out) {
          Element value;
          if (key == "conns" || item[key].get(value) != simdjson::SUCCESS) continue;
          // While a connection shakes hands every figure is 0.
          std::string_view state;
          const bool idle = item["state"].get(state) == simdjson::SUCCESS && state == "idle";
          if (!idle) values[std::string(key)].insert(simdjson::minify(value));
        }
      });
    }
  }
  EXPECT_EQ(values.size(), std::size(kSrtLeftOut));
  for (const auto& [key, seen] : values) EXPECT_EQ(seen.size(), 1U) << key;
}

// From the recorded bytes to our figures: every number that was sent is there, in our unit.
TEST(RecordedFields, EveryFigureArrives) {
  std::size_t figures = 0;
  for (const std::string& file : recordings()) {
    for (const RecordedPoll& poll : load_recording(file)) {
      for (const ListRoute& list : kLists) {
        const auto answer = poll.answers.find(std::string(list.route));
        if (answer == poll.answers.end() || answer->second.status != 200) continue;
        Decoder decoder;
        std::string body = answer->second.body;
        const auto page = decoder.connections(*list.resource, body);
        ASSERT_TRUE(page.ok()) << file << " " << list.route;
        simdjson::dom::parser parser;
        const simdjson::padded_string text(answer->second.body);
        std::size_t index = 0;
        for (const Element item : parser.parse(text)["items"]) {
          const ConnectionItem& decoded = page->items.at(index++);
          for (std::size_t row = 0; row < list.resource->fields.size(); ++row) {
            const Field& field = list.resource->fields[row];
            double sent = 0;
            auto code = item[field.native].get_double().get(sent);
            if (code == simdjson::NO_SUCH_FIELD)
              code = item[field.old_native].get_double().get(sent);
            if (code != simdjson::SUCCESS) {
              EXPECT_FALSE(decoded.values[row].present()) << file << " " << field.key;
              continue;
            }
            ++figures;
            const double scale = field.kind == Kind::Counter ? 1 : field.scale;
            ASSERT_TRUE(decoded.values[row].present()) << file << " " << field.native;
            EXPECT_DOUBLE_EQ(*decoded.values[row].real(), sent * scale) << file << field.native;
          }
        }
      }
    }
  }
  EXPECT_GT(figures, 5000U);
}

}  // namespace
}  // namespace mtxmon
