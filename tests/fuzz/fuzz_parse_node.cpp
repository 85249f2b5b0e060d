// Whatever stands in Redis where a snapshot should: it is refused, or what the page is told of it
// is JSON to the last byte.
#include <memory>
#include <string>
#include <utility>

#include "core/model/json_members.h"
#include "dashboard/live_messages.h"
#include "dashboard/parse_node.h"
#include "tests/fuzz/fuzz.h"

namespace mtxmon {
namespace {

constexpr std::string_view kPolled = R"({"polled_at":"2026-11-22T12:00:00Z",)";

void check(const std::string& text) {
  auto node = parse_node(text);
  if (!node) return;
  for (const auto& [name, stream] : node->streams) {
    for (const std::string& connection : stream->connections)
      require(split_object(connection).ok(), "a connection is JSON");
  }
  State state;
  state.nodes["node"] = std::make_shared<const NodeDocument>(std::move(*node));
  require(split_object(snapshot_message({}, state)).ok(), "a message to the page is JSON");
}

void fuzz(std::string_view text) {
  const std::string raw(text);
  const std::string begin(kPolled);
  check(raw);
  check(begin + R"("x":)" + raw + R"(,"streams":[],"connections":[]})");
  check(begin + R"("streams":)" + raw + R"(,"connections":[]})");
  check(begin + R"("streams":[{"node":"n","name":"s","x":)" + raw + R"(}],"connections":[]})");
  check(begin + R"("streams":[{"node":"n","name":"s"}],"connections":[{"stream":"s","x":)" + raw +
        "}]}");
}

}  // namespace
}  // namespace mtxmon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mtxmon::fuzz(mtxmon::text_of(data, size));
  return 0;
}
