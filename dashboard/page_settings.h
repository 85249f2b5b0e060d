// PageSettings: what the operator configures for the page itself. Plain data.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace mtxmon {

struct PageSettings {
  std::string grafana_url;  // with {node}, {path}, {from} and {to}; empty: no link
};

// The setting grafana.url; empty is good.
[[nodiscard]] Status check_grafana_url(std::string_view url);

// The answer of GET /api/v1/page.
[[nodiscard]] std::string page_json(const PageSettings& settings);

}  // namespace mtxmon
