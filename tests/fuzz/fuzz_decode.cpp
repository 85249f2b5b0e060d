// The decoder learns the order of members from the first items it sees; what it has learned must
// never change what it finds.
#include <algorithm>

#include "core/schema/srt.h"
#include "exporter/decode.h"
#include "tests/fuzz/fuzz.h"

namespace mtxmon {
namespace {

bool same(const ConnectionItem& a, const ConnectionItem& b) {
  return a.id == b.id && a.created == b.created && a.remote_addr == b.remote_addr &&
         a.state == b.state && a.path == b.path && a.values == b.values;
}

void fuzz(std::string_view text) {
  Decoder fresh;
  Decoder taught;
  std::string body =
      R"({"itemCount":1,"pageCount":1,"items":[{"id":"a","msRTT":1,"bytesSent":2,"path":"b"}]})";
  require(taught.connections(kSrt, body).ok(), "the lesson is well-formed");
  body = text;
  const auto expected = fresh.connections(kSrt, body);
  body = text;
  const auto found = taught.connections(kSrt, body);
  require(body == text, "the text stays");
  require(expected.ok() == found.ok(), "both decoders agree");
  if (expected.ok()) {
    require(expected->item_count == found->item_count && expected->page_count == found->page_count,
            "both decoders count alike");
    require(std::equal(expected->items.begin(), expected->items.end(), found->items.begin(),
                       found->items.end(), same),
            "both decoders find the same");
  }
  static_cast<void>(fresh.paths(body));
  static_cast<void>(fresh.info(body));
}

}  // namespace
}  // namespace mtxmon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mtxmon::fuzz(mtxmon::text_of(data, size));
  return 0;
}
