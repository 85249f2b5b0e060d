#include <algorithm>

#include "core/base/time_text.h"
#include "core/base/utf8.h"
#include "exporter/address_mask.h"
#include "exporter/decode.h"
#include "exporter/decode_list.h"
#include "exporter/json_read.h"

namespace mtxmon {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

constexpr std::size_t kMaxUrl = 4096;

error_code read_flag(ondemand::value value, bool& out) {
  std::optional<bool> flag;
  if (const auto failed = read_bool(value, flag)) return failed;
  out = out || flag.value_or(false);
  return simdjson::SUCCESS;
}

error_code read_destination(ondemand::value value, ForwardItem& item) {
  return for_each_member(value, [&](std::string_view key, ondemand::value member) -> error_code {
    if (key != "dest") return simdjson::SUCCESS;
    std::string url;
    if (const auto failed = read_text(member, url, kMaxUrl)) return failed;
    item.target = public_part(url);
    return simdjson::SUCCESS;
  });
}

// Cleaned before it is cut: half of a URL does not look like one.
error_code read_error(ondemand::value value, std::string& out) {
  std::string text;
  if (const auto failed = read_text(value, text, std::string::npos)) return failed;
  text = without_secrets(text);
  out.assign(utf8_prefix(text, kMaxText));
  return simdjson::SUCCESS;
}

error_code read_forward(ondemand::value value, ForwardItem& item) {
  return for_each_member(value, [&](std::string_view key, ondemand::value member) -> error_code {
    if (key == "id") return read_text(member, item.id);
    if (key == "pos") return read_count(member, item.position);
    if (key == "created") return read_time(member, item.created);
    if (key == "conf") return read_destination(member, item);
    if (key == "protocol") return read_text(member, item.protocol, 32);
    if (key == "state") return read_text(member, item.state, 32);
    if (key == "lastError") return read_error(member, item.error);
    if (key == "outboundBytes") return read_count(member, item.outbound_bytes);
    return simdjson::SUCCESS;
  });
}

error_code read_source(ondemand::value value, SourceItem& item) {
  return for_each_member(value, [&](std::string_view key, ondemand::value member) -> error_code {
    if (key == "state") return read_text(member, item.state, 32);
    if (key == "lastError") return read_error(member, item.error);
    return simdjson::SUCCESS;
  });
}

error_code read_recording(ondemand::value value, std::optional<RecordingItem>& out) {
  RecordingItem item;
  std::optional<WallTime> newest;
  const auto code =
      for_each_member(value, [&](std::string_view key, ondemand::value member) -> error_code {
        if (key == "name") return read_text(member, item.path, kMaxName);
        if (key != "segments") return simdjson::SUCCESS;
        return for_each_item(member, [&](ondemand::value segment) {
          return for_each_member(segment, [&](std::string_view name, ondemand::value content) {
            std::optional<WallTime> start;
            if (name != "start") return simdjson::SUCCESS;
            const auto failed = read_time(content, start);
            if (start) newest = std::max(newest.value_or(*start), *start);
            return failed;
          });
        });
      });
  if (newest) {
    item.newest_segment = *newest;
    out = std::move(item);
  }
  return code;
}

// As Go writes it: "10s", "1m0s".
std::optional<double> go_seconds(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789.";
  if (text.empty()) return std::nullopt;
  Milliseconds sum{0};
  while (!text.empty()) {
    const auto unit = text.find_first_not_of(kDigits);
    const auto end = std::min(text.size(), text.find_first_of(kDigits, unit));
    const auto part = parse_duration(text.substr(0, end));
    if (!part) return std::nullopt;
    sum += *part;
    text.remove_prefix(end);
  }
  return to_seconds(sum);
}

}  // namespace

std::string public_part(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return "";
  std::string_view rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
  return rest.empty() ? "" : std::string(url.substr(0, scheme + 3)) + std::string(rest);
}

std::string source_host(std::string_view url) {
  const std::string part = public_part(url);
  std::string_view host = std::string_view(part).substr(std::min(part.find("://"), part.size()));
  host.remove_prefix(std::min<std::size_t>(3, host.size()));
  const bool bracketed = host.starts_with('[');
  if (bracketed) host.remove_prefix(1);
  host = host.substr(0, host.find(bracketed ? ']' : ':'));
  const bool here = host == "localhost" || host == "0.0.0.0" || host == "::" || is_loopback(host);
  // Parts of a path's name may stand in it: "$G1".
  if (here || url.starts_with("unix") || host.find('$') != std::string_view::npos) return "";
  return std::string(utf8_prefix(host, kMaxText));
}

std::string without_secrets(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find_first_of(" \t\n\"'<>");
    const auto word = text.substr(0, end);
    out += word.find("://") == std::string_view::npos ? std::string(word) : public_part(word);
    // The bracket that closes around a URL went with its path.
    if (word.starts_with('(') && word.ends_with(')') && !out.ends_with(')')) out += ')';
    if (end == std::string_view::npos) break;
    out += text[end];
    text.remove_prefix(end + 1);
  }
  return out;
}

error_code read_path_config(ondemand::value value, PathConfig& config) {
  return for_each_member(value, [&](std::string_view key, ondemand::value member) -> error_code {
    if (key == "name") return read_text(member, config.name, kMaxName);
    if (key == "alwaysAvailable") return read_flag(member, config.always_available);
    if (key == "sourceOnDemand") return read_flag(member, config.on_demand);
    if (key == "record") return read_flag(member, config.record);
    if (key == "runOnDemand" || key == "source") {
      std::string text;
      if (const auto failed = read_text(member, text, kMaxUrl)) return failed;
      if (key == "runOnDemand") {
        config.on_demand = config.on_demand || !text.empty();
      } else {
        config.redirect = text == "redirect";
        config.static_source = !text.empty() && text != "publisher" && !config.redirect;
        if (config.static_source) config.source_host = source_host(text);
      }
    }
    if (key == "forward") {
      return for_each_item(member, [&](ondemand::value) {
        config.forwards = true;
        return simdjson::SUCCESS;
      });
    }
    return simdjson::SUCCESS;
  });
}

Result<ListPage<PathConfig>> Decoder::path_configs(std::string& body) {
  return decode_list<PathConfig>(parser_, body, read_path_config);
}

Result<ListPage<RecordingItem>> Decoder::recordings(std::string& body) {
  // A path without a segment is recorded by configuration only: it says nothing.
  auto page = decode_list<std::optional<RecordingItem>>(parser_, body, read_recording);
  if (!page) return std::move(page).error();
  ListPage<RecordingItem> out{page->item_count, page->page_count, {}};
  for (auto& item : page->items) {
    if (item) {
      out.items.push_back(std::move(*item));
    } else {
      --out.item_count;
    }
  }
  return out;
}

Result<ListPage<ForwardItem>> Decoder::forwards(const std::string& path, std::string& body) {
  auto page = decode_list<ForwardItem>(parser_, body, read_forward);
  if (page) {
    for (ForwardItem& item : page->items) item.path = path;
  }
  return page;
}

Result<SourceItem> Decoder::source(const std::string& path, std::string& body) {
  SourceItem item;
  item.path = path;
  const auto code = [&]() -> error_code {
    ondemand::document document;
    if (const auto failed = parser_.iterate(padded(body)).get(document)) return failed;
    ondemand::value root;
    if (const auto failed = document.get_value().get(root)) return failed;
    return read_source(root, item);
  }();
  if (code) return decode_fault(code, body);
  if (item.state.empty()) return decode_fault(simdjson::NO_SUCH_FIELD, body);
  return item;
}

Result<double> Decoder::read_timeout_seconds(std::string& body) {
  std::string text;
  const auto code = [&]() -> error_code {
    ondemand::document document;
    if (const auto failed = parser_.iterate(padded(body)).get(document)) return failed;
    ondemand::value root;
    if (const auto failed = document.get_value().get(root)) return failed;
    return for_each_member(root, [&](std::string_view key, ondemand::value member) -> error_code {
      return key == "readTimeout" ? read_text(member, text, 32) : simdjson::SUCCESS;
    });
  }();
  if (code) return decode_fault(code, body);
  const auto seconds = go_seconds(text);
  if (!seconds) return Error{"the settings of the server have no readTimeout"};
  return *seconds;
}

}  // namespace mtxmon
