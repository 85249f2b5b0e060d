// The envelope of MediaMTX' lists, for the decoders of their items. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <simdjson.h>

#include "core/base/result.h"
#include "exporter/decode.h"

namespace mtxmon {

// Path names identify a stream; MediaMTX sets no limit, a request line does.
inline constexpr std::size_t kMaxName = 4096;

// simdjson reads a little past the end.
[[nodiscard]] std::string& padded(std::string& body);

// What is wrong with `body`, for people: its first bytes tell a proxy's error page from broken
// JSON.
[[nodiscard]] Error decode_fault(simdjson::error_code code, const std::string& body);

// {itemCount, pageCount, items: […]}
template <typename Item, typename Read>
simdjson::error_code read_list(simdjson::ondemand::document& document, ListPage<Item>& page,
                               Read read) {
  simdjson::ondemand::object envelope;
  if (const auto failed = document.get_object().get(envelope)) return failed;
  bool has_items = false;
  for (auto member : envelope) {
    simdjson::ondemand::field field;
    if (const auto failed = std::move(member).get(field)) return failed;
    std::string_view key;
    if (const auto failed = field.unescaped_key().get(key)) return failed;
    if (key == "itemCount") {
      if (const auto failed = field.value().get_uint64().get(page.item_count)) return failed;
    } else if (key == "pageCount") {
      if (const auto failed = field.value().get_uint64().get(page.page_count)) return failed;
    } else if (key == "items") {
      simdjson::ondemand::array items;
      if (const auto failed = field.value().get_array().get(items)) return failed;
      has_items = true;
      for (auto item : items) {
        simdjson::ondemand::value value;
        if (const auto failed = std::move(item).get(value)) return failed;
        if (const simdjson::error_code code = read(value, page.items.emplace_back())) return code;
      }
    }
  }
  return has_items ? simdjson::SUCCESS : simdjson::NO_SUCH_FIELD;
}

// The whole of a list's answer; `read` fills one item and returns simdjson's code.
template <typename Item, typename Read>
Result<ListPage<Item>> decode_list(simdjson::ondemand::parser& parser, std::string& body,
                                   Read read) {
  ListPage<Item> page;
  simdjson::ondemand::document document;
  simdjson::error_code code = parser.iterate(padded(body)).get(document);
  if (!code) code = read_list(document, page, read);
  if (code) return decode_fault(code, body);
  return page;
}

}  // namespace mtxmon
