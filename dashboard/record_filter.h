// RecordFilter: which events and ended connections a request wants. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <simdjson.h>

#include "core/base/result.h"
#include "core/store/record_query.h"
#include "core/web/http_types.h"

namespace mtxmon {

class RecordFilter {
 public:
  // stream=, type=, severity=, connection=, code= of events; stream=, connection=, protocol=,
  // role=, cause= of ended connections: each a word, or several separated by commas of which one
  // must fit (stream= and connection= are one name). q= is found in any text, in upper or lower
  // case. An error names the parameter and what it may be.
  [[nodiscard]] static Result<RecordFilter> parse(const Request& request, RecordKind kind);

  // False as well for what is not a record of ours.
  [[nodiscard]] bool takes(const simdjson::dom::element& record) const;

 private:
  struct Wish {
    std::string member;
    std::vector<std::string> words;
  };

  std::vector<Wish> wishes_;
  std::string text_;  // in lower case; empty: any
};

}  // namespace mtxmon
