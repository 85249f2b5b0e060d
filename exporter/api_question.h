// What can be asked of MediaMTX' API, as a request line, and what a refusal means. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/settings.h"
#include "core/http/http_client.h"

namespace mtxmon {

struct Question {
  enum class What : std::uint8_t {
    Paths,
    Info,
    List,
    PathConfigs,
    Recordings,
    Forwards,
    Source,
    Settings
  };
  What what = What::Paths;
  std::size_t list = 0;     // of a List: its position in kLists
  std::string path = {};    // of Forwards and Source
  bool new_route = false;   // of a List: called as since v1.21
  bool second_try = false;  // the other name of the route was answered with 404
  std::uint64_t page_size = 10'000;
};

// Path and query: "/v3/srtconns/list?itemsPerPage=10000&page=0".
[[nodiscard]] std::string api_target(const Question& question, std::string_view prefix);

// Of a 404: the route exists, what was asked for does not. MediaMTX says so in JSON; a route that
// it does not have is plain text.
[[nodiscard]] bool only_item_is_missing(const HttpAnswer& answer);

// For people: what a status other than 200 means, and which setting mends it.
[[nodiscard]] std::string explain_status(const HttpAnswer& answer, const NodeSettings& node);

}  // namespace mtxmon
