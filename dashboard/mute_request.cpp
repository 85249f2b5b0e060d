#include "dashboard/mute_request.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/base/time_text.h"
#include "core/base/utf8.h"

namespace mtxmon {
namespace {

struct Text {
  std::string_view name;
  std::string Mute::*place;
  std::size_t most;  // bytes
};
constexpr Text kTexts[] = {{"node", &Mute::node, 64},      {"key", &Mute::key, 200},
                           {"stream", &Mute::stream, 512}, {"detail", &Mute::detail, 200},
                           {"by", &Mute::by, 64},          {"comment", &Mute::comment, 200}};
constexpr std::string_view kOthers[] = {"code", "severity", "until"};

bool is_known(std::string_view name) {
  return std::ranges::find(kTexts, name, &Text::name) != std::end(kTexts) ||
         std::ranges::find(kOthers, name) != std::end(kOthers);
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

Status read_texts(const JsonMembers& members, Mute& mute) {
  for (const auto& [name, raw] : members) {
    if (!is_known(name)) return Error{fmt::format("{}: not a member", printable(name, 40))};
    if (raw.front() != '"') return Error{fmt::format("{}: must be a text", printable(name, 40))};
  }
  for (const Text& text : kTexts) {
    std::string value = text_member(members, text.name);
    if (value.size() > text.most || !is_utf8(value))
      return Error{fmt::format("{}: at most {} bytes of UTF-8", text.name, text.most)};
    mute.*text.place = std::move(value);
  }
  return {};
}

Status read_code(const JsonMembers& members, Mute& mute) {
  const std::string code = text_member(members, "code");
  const auto known = parse_reason(code);
  if (!known) {
    return Error{
        fmt::format("code: \"{}\" is no reason (docs/DIAGNOSIS.md lists them); or name a "
                    "problem by its key",
                    printable(code, 40))};
  }
  mute.code = *known;
  const std::string severity = text_member(members, "severity");
  if (severity == severity_word(Severity::Warning)) {
    mute.severity = Severity::Warning;
  } else if (!severity.empty() && severity != severity_word(Severity::Critical)) {
    return Error{
        fmt::format("severity: \"{}\" is neither warning nor critical", printable(severity, 40))};
  }
  return {};
}

Status read_until(const JsonMembers& members, WallTime now, Mute& mute) {
  const std::string text = text_member(members, "until");
  const auto until = parse_rfc3339(text);
  if (!until) {
    return Error{
        fmt::format("until: \"{}\" is no time like 2026-11-22T18:00:00Z", printable(text, 40))};
  }
  if (*until <= now) return Error{fmt::format("until: is over; it is {} now", format_rfc3339(now))};
  if (*until > now + kLongestMute)
    return Error{fmt::format("until: at most {} from now", format_duration(kLongestMute))};
  mute.until = *until;
  return {};
}

}  // namespace

Result<MuteRequest> parse_mute_request(std::string_view body, WallTime now) {
  const auto members = split_object(body);
  if (!members) return Error{"the body must be a JSON object"};
  MuteRequest request;
  Mute& mute = request.mute;
  if (Status read = read_texts(*members, mute); !read) return read.error();
  if (mute.node.empty()) return Error{"node: name the server"};
  if (Status read = read_until(*members, now, mute); !read) return read.error();
  request.by_key = !mute.key.empty();
  if (request.by_key) {
    for (const std::string_view name : {"code", "severity", "stream", "detail"}) {
      if (!raw_member(*members, name).empty())
        return Error{fmt::format("{}: the key says it; leave it out", name)};
    }
  } else if (Status read = read_code(*members, mute); !read) {
    return read.error();
  }
  mute.created = now;
  return request;
}

bool describe_problem(const State& state, Mute& mute) {
  const auto node = state.nodes.find(mute.node);
  if (node == state.nodes.end()) return false;
  const auto problems = split_array(raw_member(node->second->meta, "problems"));
  if (!problems) return false;
  for (const std::string& json : *problems) {
    const auto problem = split_object(json);
    if (!problem || text_member(*problem, "key") != mute.key) continue;
    const auto code = parse_reason(text_member(*problem, "code"));
    if (!code) return false;
    mute.code = *code;
    mute.detail = text_member(*problem, "detail");
    if (text_member(*problem, "severity") == severity_word(Severity::Warning))
      mute.severity = Severity::Warning;
    // Of several streams their detail says what they share; which they are may change.
    const auto streams = split_array(raw_member(*problem, "streams"));
    if (streams && streams->size() == 1) {
      const auto alone = split_object(fmt::format("{{\"name\":{}}}", streams->front()));
      if (alone) mute.stream = text_member(*alone, "name");
    }
    return true;
  }
  return false;
}

}  // namespace mtxmon
