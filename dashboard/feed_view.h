// FeedView: the part of the live feed that one client wants. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/model/json_members.h"
#include "core/web/http_types.h"

namespace mtxmon {

struct FeedView {
  enum class Streams { All, None, Listed };
  using Names = std::map<std::string, std::set<std::string>, std::less<>>;  // by node

  Streams streams = Streams::All;
  Names listed;
  // Members of a stream besides "node" and "name"; empty: all.
  std::set<std::string, std::less<>> fields;
  // Streams that come with all their members, whatever `streams` and `fields` say.
  Names whole;
  bool numbers_in_columns = false;

  [[nodiscard]] bool wants(std::string_view node, const std::string& name) const;
  [[nodiscard]] bool wants_whole(std::string_view node, const std::string& name) const;
  [[nodiscard]] bool wants_field(std::string_view key) const {
    return fields.empty() || fields.contains(key);
  }
};

// The members "streams", "fields", "whole" and "numbers" of a subscription.
[[nodiscard]] Result<FeedView> parse_feed_view(const JsonMembers& members);
// The parameters of the same names of the handshake, lists separated by commas.
[[nodiscard]] Result<FeedView> parse_feed_view(const Request& request);

// Equal texts for equal views; "" is the whole feed. The text is what from_text() reads.
[[nodiscard]] std::string to_text(const FeedView& view);
[[nodiscard]] FeedView from_text(const std::string& text);

}  // namespace mtxmon
