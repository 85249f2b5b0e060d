#include "core/store/keys.h"

namespace mtxmon {
namespace {

constexpr std::string_view kPlain =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~/-";

std::string percent_encoded(std::string_view name) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(name.size());
  for (const char c : name) {
    if (kPlain.find(c) != std::string_view::npos) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(kHex[byte >> 4U]);
    out.push_back(kHex[byte & 0xFU]);
  }
  return out;
}

}  // namespace

std::string Keys::lease(std::string_view node) const {
  return prefix_ + "lease:{" + percent_encoded(node) + "}";
}

std::string Keys::stream_history(std::string_view node, std::string_view path) const {
  return prefix_ + "history:{" + percent_encoded(node) + "}:stream:" + percent_encoded(path);
}

std::string Keys::events(std::string_view node) const {
  return prefix_ + "events:{" + percent_encoded(node) + "}";
}

std::string Keys::reader_events(std::string_view node) const { return events(node) + ":readers"; }

std::string Keys::sessions(std::string_view node) const {
  return prefix_ + "sessions:{" + percent_encoded(node) + "}";
}

std::string Keys::host_history(std::string_view host) const {
  return prefix_ + "history:{host:" + percent_encoded(host) + "}:host";
}

}  // namespace mtxmon
