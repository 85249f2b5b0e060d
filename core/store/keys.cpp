#include "core/store/keys.h"

#include <fmt/format.h>

#include "core/base/percent.h"

namespace mtxmon {

std::string Keys::lease(std::string_view node) const {
  return prefix_ + "lease:{" + percent_encoded(node) + "}";
}

// A host may be called like a node.
std::string Keys::history(SourceKind kind, std::string_view source) const {
  const std::string_view host = kind == SourceKind::Host ? "host:" : "";
  return fmt::format("{}history:{{{}{}}}:", prefix_, host, percent_encoded(source));
}

std::string Keys::history_things(SourceKind kind, std::string_view source) const {
  return history(kind, source) + "things";
}

std::string Keys::history_open(SourceKind kind, std::string_view source) const {
  return history(kind, source) + "open";
}

std::string Keys::history_chunks(SourceKind kind, std::string_view source, std::int64_t thing,
                                 Tier tier) const {
  return fmt::format("{}{}:{}", history(kind, source), thing, form_of(tier).name);
}

std::string Keys::events(std::string_view node) const {
  return prefix_ + "events:{" + percent_encoded(node) + "}";
}

std::string Keys::reader_events(std::string_view node) const { return events(node) + ":readers"; }

std::string Keys::sessions(std::string_view node) const {
  return prefix_ + "sessions:{" + percent_encoded(node) + "}";
}

}  // namespace mtxmon
