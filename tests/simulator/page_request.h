// The paging parameters of a list request, with MediaMTX's rules and error texts. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace mtxmon::sim {

struct PageRequest {
  std::uint64_t items_per_page = 100;
  std::uint64_t page = 0;

  [[nodiscard]] std::uint64_t first() const {
    return page * items_per_page;
  }  // both are below 2^31
  [[nodiscard]] std::uint64_t page_count(std::uint64_t items) const {
    return (items + items_per_page - 1) / items_per_page;
  }
};

// `page` and `itemsPerPage` of a query string; the error is what MediaMTX says.
[[nodiscard]] Result<PageRequest> parse_page_request(std::string_view query);

// The list answer around items that are already JSON, `[first, first + items_per_page)` of
// `item_count`.
[[nodiscard]] std::string list_envelope(std::uint64_t item_count, const PageRequest& page,
                                        std::string_view items);

}  // namespace mtxmon::sim
