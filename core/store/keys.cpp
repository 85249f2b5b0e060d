#include "core/store/keys.h"

#include "core/base/percent.h"

namespace mtxmon {

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
