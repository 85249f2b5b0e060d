#include "dashboard/subject.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/history/thing.h"
#include "core/schema/schema.h"

namespace mtxmon {
namespace {

// Each protocol once, in the order of kLists.
std::vector<std::string_view> protocols() {
  std::vector<std::string_view> out;
  for (const ListRoute& list : kLists) {
    if (std::ranges::find(out, list.protocol) == out.end()) out.push_back(list.protocol);
  }
  return out;
}

}  // namespace

std::vector<std::string> Subject::things() const {
  switch (kind) {
    case SubjectKind::Stream:
      return {stream_thing(name)};
    case SubjectKind::Node:
      return {std::string(kNodeThing)};
    case SubjectKind::Host:
      return {std::string(kHostThing)};
    case SubjectKind::Connection:
      break;
  }
  if (!protocol.empty()) return {connection_thing(protocol, name)};
  std::vector<std::string> out;
  for (const std::string_view one : protocols()) out.push_back(connection_thing(one, name));
  return out;
}

Result<Subject> parse_subject(const Request& request) {
  const auto text = [&](std::string_view name) { return request.parameter(name).value_or(""); };
  const std::string node = text("node"), path = text("path"), connection = text("connection");
  const std::string host = text("host"), protocol = text("protocol");
  if (node.empty() == host.empty())
    return Error{
        "node: say node= (with path= or connection=, or alone for the whole node) or host="};
  if (!host.empty()) {
    if (path.empty() && connection.empty()) return Subject{SubjectKind::Host, host, "", ""};
    return Error{"host: a host has neither streams nor connections; say node= instead of host="};
  }
  if (!path.empty() && !connection.empty())
    return Error{"connection: say path= or connection=, not both"};
  if (!protocol.empty()) {
    const auto known = protocols();
    if (connection.empty()) return Error{"protocol: goes with connection= only"};
    if (std::ranges::find(known, protocol) == known.end()) {
      return Error{fmt::format("protocol: \"{}\" is unknown; there are {}", printable(protocol, 20),
                               fmt::join(known, ", "))};
    }
  }
  if (!path.empty()) return Subject{SubjectKind::Stream, node, path, ""};
  if (!connection.empty()) return Subject{SubjectKind::Connection, node, connection, protocol};
  return Subject{SubjectKind::Node, node, "", ""};
}

}  // namespace mtxmon
