#include "tests/simulator/page_request.h"

#include <charconv>

#include "tests/simulator/http_message.h"
#include "tests/simulator/json_text.h"

namespace mtxmon::sim {
namespace {

constexpr std::uint64_t kLargest = 0x7FFFFFFF;

// As Go's strconv.ParseUint(text, 10, 31).
Result<std::uint64_t> parse_uint(const std::string& text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  const bool digits_only = result.ptr == end && !text.empty() && text.front() != '-';
  const bool too_large = result.ec == std::errc::result_out_of_range || value > kLargest;
  if (digits_only && !too_large) return value;
  std::string quoted;
  append_json_string(quoted, text);
  return Error{"strconv.ParseUint: parsing " + quoted +
               (digits_only ? ": value out of range" : ": invalid syntax")};
}

}  // namespace

Result<PageRequest> parse_page_request(std::string_view query) {
  PageRequest request;
  if (const auto text = query_value(query, "itemsPerPage"); text && !text->empty()) {
    Result<std::uint64_t> value = parse_uint(*text);
    if (!value.ok()) return std::move(value).error();
    if (*value == 0) return Error{"invalid items per page"};
    request.items_per_page = *value;
  }
  if (const auto text = query_value(query, "page"); text && !text->empty()) {
    Result<std::uint64_t> value = parse_uint(*text);
    if (!value.ok()) return std::move(value).error();
    request.page = *value;
  }
  return request;
}

std::string list_envelope(std::uint64_t item_count, const PageRequest& page,
                          std::string_view items) {
  std::string text;
  text.reserve(items.size() + 64);
  text += "{\"itemCount\":" + std::to_string(item_count);
  text += ",\"pageCount\":" + std::to_string(page.page_count(item_count));
  text += ",\"items\":[";
  text += items;
  return text += "]}";
}

}  // namespace mtxmon::sim
