#include "tests/simulator/shape.h"

#include <array>

#include "tests/simulator/concat.h"

namespace mtxmon::sim {
namespace {

struct Release {
  int minor;
  std::string_view name;
  std::string_view release;
};
constexpr std::array<Release, 8> kReleases = {{{0, "v1.0", "v1.0.3"},
                                               {2, "v1.2", "v1.2.1"},
                                               {9, "v1.9", "v1.9.3"},
                                               {12, "v1.12", "v1.12.3"},
                                               {17, "v1.17", "v1.17.1"},
                                               {19, "v1.19", "v1.19.3"},
                                               {20, "v1.20", "v1.20.1"},
                                               {21, "v1.21", "v1.21.0"}}};

// The first release that has a route; those that are not here are as old as the API.
struct Beginning {
  std::string_view route;
  int minor;
};
constexpr std::array<Beginning, 7> kBeginnings = {{{"info", 16},
                                                   {"hlssessions/", 18},
                                                   {"moqsessions/", 19},
                                                   {"recordings/", 6},
                                                   {"config/", 2},
                                                   {"paths/forward/", 20},
                                                   {"paths/static-sources/", 21}}};

// v1.21's names that do not follow the rule "srtconns" → "srt/conns".
struct Renamed {
  std::string_view now;
  std::string_view before;
};
constexpr std::array<Renamed, 2> kRenamed = {{{"config/path-defaults/", "config/pathdefaults/"},
                                              {"paths/forward-dests/", "paths/forward/"}}};

// "srt/conns/list" → "srtconns/list"; empty if there is no such list.
std::string joined_list_name(std::string_view route) {
  const std::size_t slash = route.find('/');
  if (slash == std::string_view::npos) return {};
  const std::string_view rest = route.substr(slash + 1);
  const std::string list = concat({route.substr(0, slash), rest.substr(0, rest.find('/'))});
  if (!list_owner(list)) return {};
  return concat({route.substr(0, slash), rest});
}

bool is_old_name(std::string_view route) {
  for (const Renamed& renamed : kRenamed) {
    if (route.starts_with(renamed.before)) return true;
  }
  return list_owner(route.substr(0, route.find('/'))).has_value();
}

}  // namespace

std::optional<Shape> Shape::from_name(std::string_view name) {
  for (const Release& known : kReleases) {
    if (known.name == name || known.release == name) return Shape(known.minor);
  }
  return std::nullopt;
}

std::string Shape::names() {
  std::string text;
  for (const Release& known : kReleases) text += concat({text.empty() ? "" : ", ", known.name});
  return text;
}

std::string_view Shape::release() const {
  for (const Release& known : kReleases) {
    if (known.minor == minor_) return known.release;
  }
  return {};
}

bool Shape::has(std::string_view canonical_route) const {
  for (const Beginning& beginning : kBeginnings) {
    if (canonical_route.starts_with(beginning.route)) return since(beginning.minor);
  }
  return true;
}

std::optional<std::string> Shape::canonical(std::string_view route) const {
  std::string name(route);
  if (since(21)) {
    const std::string joined = joined_list_name(route);
    if (!joined.empty()) {
      name = joined;
    } else if (is_old_name(route) && !deprecated_routes_) {
      return std::nullopt;
    }
    for (const Renamed& renamed : kRenamed) {
      if (route.starts_with(renamed.now))
        name = concat({renamed.before, route.substr(renamed.now.size())});
    }
  }
  if (!has(name)) return std::nullopt;
  return name;
}

std::string_view Shape::type_of(Protocol protocol) const {
  if (protocol == Protocol::WebRtc && since(4) && !since(11)) return "webrtcSession";
  if (protocol == Protocol::Hls && !since(18)) return "hlsMuxer";
  return object_type(protocol);
}

std::string_view Shape::type_of(std::string_view static_source) const {
  return static_source == "mpegtsSource" && !since(14) ? "udpSource" : static_source;
}

}  // namespace mtxmon::sim
