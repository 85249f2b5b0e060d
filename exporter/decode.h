// JSON of MediaMTX' API → plain items. Pure, never throws; bytes from outside are not trusted.
//
// Unknown fields and values are skipped, absent ones stay absent, old field names stand in for new
// ones. Secrets that the API sends along (query, user, configuration of v1.0) are never copied
// unless the rules say so. A Decoder keeps buffers: one per thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "core/base/result.h"
#include "exporter/poll_result.h"

namespace mtxmon {

template <typename Item>
struct ListPage {
  std::uint64_t item_count = 0;  // of the whole list, before paging
  std::uint64_t page_count = 0;
  std::vector<Item> items;
};

// What may pass although it can hold secrets.
struct DecodeRules {
  bool keep_user = false;
  bool keep_query = false;
};

// Members that the items of the lists have besides figures and texts. A name that is in none of
// kMembers, a table or its left_out is new to us.
inline constexpr std::string_view kItemMembers[] = {
    "id",   "created", "lastRequest", "remoteAddr", "state", "path",
    "user", "query",   "userAgent",   "session",    "isCDN", "peerConnectionEstablished"};

// A path's configuration, wherever it stands.
[[nodiscard]] simdjson::error_code read_path_config(simdjson::ondemand::value value,
                                                    PathConfig& config);

// Of a URL the part that holds no secret: "rtmp://live.example:1935". Empty when it has no host.
[[nodiscard]] std::string public_part(std::string_view url);
// Of the URL of a source its host; empty when that is the server's own machine or no host.
[[nodiscard]] std::string source_host(std::string_view url);
// Every URL in a text cut to its public part.
[[nodiscard]] std::string without_secrets(std::string_view text);

class Decoder {
 public:
  explicit Decoder(DecodeRules rules = {}) : rules_(rules) {}

  // Each takes the body by reference because the parser needs spare room behind it; the text itself
  // stays.
  Result<ServerInfo> info(std::string& body);
  Result<ListPage<PathItem>> paths(std::string& body);
  Result<ListPage<ConnectionItem>> connections(const Resource& resource, std::string& body);
  // decode_config.cpp. Sources, destinations and commands stay behind: they hold passwords.
  Result<ListPage<PathConfig>> path_configs(std::string& body);
  Result<ListPage<RecordingItem>> recordings(std::string& body);
  Result<ListPage<ForwardItem>> forwards(const std::string& path, std::string& body);
  Result<SourceItem> source(const std::string& path, std::string& body);
  // Of the global settings nothing else is kept: passwords are among them.
  Result<double> read_timeout_seconds(std::string& body);

 private:
  // What a key of an item is: a row of the table, one of the texts, or one of the members that
  // every list has.
  struct Target {
    enum class Kind : std::uint8_t { Row, OldRow, Text, Member, Other } kind = Kind::Other;
    std::size_t index = 0;
  };
  [[nodiscard]] static Target target_of(const Resource& resource, std::string_view key);
  const Target& learned(const Resource& resource, std::size_t position, std::string_view key);

  const DecodeRules rules_;
  simdjson::ondemand::parser parser_;
  // Items of one answer have their members in the same order: what stands at each position is
  // looked up once, with the first item.
  std::vector<std::string> learned_keys_;
  std::vector<Target> learned_targets_;
  Target unlearned_;
};

}  // namespace mtxmon
