// JSON of MediaMTX' API → plain items. Pure, never throws; bytes from outside are not trusted.
//
// Unknown fields and values are skipped, absent ones stay absent, old field names stand in for new
// ones. Secrets that the API sends along (query, user, configuration of v1.0) are never copied. A
// Decoder keeps buffers: one per thread.
#pragma once

#include <cstdint>
#include <string>
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

class Decoder {
 public:
  // Each takes the body by reference because the parser needs spare room behind it; the text itself
  // stays.
  Result<ServerInfo> info(std::string& body);
  Result<ListPage<PathItem>> paths(std::string& body);
  Result<ListPage<ConnectionItem>> connections(const Resource& resource, std::string& body);

 private:
  simdjson::ondemand::parser parser_;
  std::vector<int> learned_rows_;  // row at each position of an item, learned from the first one
  std::vector<std::string> learned_keys_;  // its key
};

}  // namespace mtxmon
