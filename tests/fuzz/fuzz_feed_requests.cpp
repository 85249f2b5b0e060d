// Whatever a client of the live feed says: it is an error or a view whose text is read back as the
// same view, and the answer is JSON without anything that could be markup.
#include "core/model/json_members.h"
#include "dashboard/feed_requests.h"
#include "dashboard/feed_view.h"
#include "tests/fuzz/fuzz.h"

namespace mtxmon {
namespace {

void check(const LiveStart& start) {
  require(to_text(from_text(start.view)) == start.view, "a view is read back");
}

void fuzz(std::string_view text) {
  const LiveReply reply = read_message(text, "k3j9");
  if (!reply.text.empty()) {
    require(split_object(reply.text).ok(), "an answer is JSON");
    require(reply.text.find('<') == std::string::npos, "an answer is no markup");
  }
  if (reply.start) check(*reply.start);
  Request request;
  request.query = text;
  if (const auto start = read_handshake(request, "k3j9"); start.ok()) check(*start);
}

}  // namespace
}  // namespace mtxmon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mtxmon::fuzz(mtxmon::text_of(data, size));
  return 0;
}
