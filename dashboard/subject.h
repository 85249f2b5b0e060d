// Subject: what a request asks about: a stream, a connection, a node or a host.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/store/keys.h"
#include "core/web/http_types.h"

namespace mtxmon {

enum class SubjectKind : std::uint8_t { Stream, Connection, Node, Host };

struct Subject {
  SubjectKind kind = SubjectKind::Node;
  std::string source;    // name of the node or host
  std::string name;      // path of a stream, id of a connection
  std::string protocol;  // of a connection; empty: whichever knows the id

  [[nodiscard]] SourceKind source_kind() const {
    return kind == SubjectKind::Host ? SourceKind::Host : SourceKind::Node;
  }
  // Its names in core/history/thing.h: one, or as many as a connection may have.
  [[nodiscard]] std::vector<std::string> things() const;
};

// From node= with path= or connection= (and protocol=), node= alone, or host=. An error says what
// to say.
[[nodiscard]] Result<Subject> parse_subject(const Request& request);

}  // namespace mtxmon
