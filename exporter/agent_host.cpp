#include "exporter/agent_host.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <simdjson.h>

#include "core/base/time_text.h"

namespace mtxmon {
namespace {

using Element = simdjson::dom::element;

std::string_view url_host(std::string_view url) {
  const auto scheme = url.find("://");
  std::string_view rest = url.substr(scheme == std::string_view::npos ? 0 : scheme + 3);
  if (rest.starts_with('[')) return rest.substr(1, rest.find(']') - 1);
  return rest.substr(0, rest.find_first_of(":/"));
}

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "::1";
}

std::string text_at(const Element& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

std::optional<double> number_at(const simdjson::simdjson_result<Element>& member) {
  double number = 0;
  return member.get(number) == simdjson::SUCCESS ? std::optional(number) : std::nullopt;
}

std::optional<NetworkLoad> network_of(const Element& document) {
  std::optional<NetworkLoad> fullest;
  simdjson::dom::array devices;
  if (document["network"].get(devices) != simdjson::SUCCESS) return fullest;
  for (const Element device : devices) {
    const double link = number_at(device["link_bits_per_second"]).value_or(0);
    std::string_view name;
    if (link <= 0 || device["device"].get(name) != simdjson::SUCCESS) continue;
    const NetworkLoad load{std::string(name),
                           std::max(number_at(device["receive_bits_per_second"]).value_or(0),
                                    number_at(device["transmit_bits_per_second"]).value_or(0)),
                           link};
    if (!fullest || load.usage_ratio() > fullest->usage_ratio()) fullest = load;
  }
  return fullest;
}

}  // namespace

std::string agent_host(const NodeSettings& node, std::string_view own_host) {
  if (!node.host.empty()) return node.host;
  const std::string_view host = url_host(node.url);
  const bool own = node.url.starts_with("unix://") || is_this_machine(host);
  return std::string(own ? own_host : host);
}

Result<HostLoad> decode_host(const std::string& json) {
  simdjson::dom::parser parser;
  Element document;
  if (const auto code = parser.parse(json).get(document)) {
    return Error{
        fmt::format("the sample of a host cannot be read: {}", simdjson::error_message(code))};
  }
  HostLoad load;
  load.host = text_at(document, "host");
  const auto collected_at = parse_rfc3339(text_at(document, "collected_at"));
  if (load.host.empty() || !collected_at)
    return Error{"the sample of a host has no \"host\" or no \"collected_at\""};
  load.collected_at = *collected_at;
  load.cpu_usage_ratio = number_at(document["cpu_usage_ratio"]);
  load.cpu_steal_ratio = number_at(document["cpu_ratio"]["steal"]);
  load.network = network_of(document);
  return load;
}

}  // namespace mtxmon
