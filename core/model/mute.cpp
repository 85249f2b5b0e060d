#include "core/model/mute.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/glob.h"
#include "core/base/percent.h"
#include "core/base/time_text.h"
#include "core/model/json_members.h"
#include "core/model/json_writer.h"

namespace mtxmon {

std::string Mute::id() const {
  std::string id = fmt::format("{}/{}/{}", node, reason_kind(code).word, percent_encoded(stream));
  if (!detail.empty()) id += "#" + percent_encoded(detail);
  return id;
}

bool Mute::covers(std::string_view problem_node, const Problem& problem) const {
  if (node != problem_node || problem.severity > severity) return false;
  if (!key.empty() && key == problem.key) return true;
  if (code != problem.code || (!detail.empty() && detail != problem.detail)) return false;
  if (stream.empty()) return true;
  return !problem.streams.empty() &&
         std::ranges::all_of(problem.streams, [&](const std::string& name) {
           return name == stream || glob_matches(stream, name);
         });
}

std::string encode_mute(const Mute& mute) {
  std::string out;
  JsonWriter json(out);
  const auto text = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) json.member(name, value);
  };
  json.begin_object().member("id", mute.id()).member("node", mute.node);
  json.member("code", reason_kind(mute.code).word);
  text("detail", mute.detail);
  text("stream", mute.stream);
  text("key", mute.key);
  json.member("severity", severity_word(mute.severity));
  json.member("until", mute.until).member("created", mute.created);
  text("by", mute.by);
  text("comment", mute.comment);
  json.end_object();
  return out;
}

Result<Mute> parse_mute(std::string_view json) {
  const auto members = split_object(json);
  if (!members) return members.error();
  const auto text = [&](std::string_view name) { return text_member(*members, name); };
  const auto code = parse_reason(text("code"));
  const auto until = parse_rfc3339(text("until"));
  if (!code || !until || text("node").empty())
    return Error{"a mute needs a node, a known code and the time until"};
  Mute mute{.node = text("node"), .code = *code};
  mute.detail = text("detail");
  mute.stream = text("stream");
  mute.key = text("key");
  mute.severity =
      text("severity") == severity_word(Severity::Warning) ? Severity::Warning : Severity::Critical;
  mute.until = *until;
  mute.created = parse_rfc3339(text("created")).value_or(WallTime());
  mute.by = text("by");
  mute.comment = text("comment");
  return mute;
}

void mark_muted(std::string_view node, const std::vector<Mute>& mutes, WallTime now,
                Problem& problem) {
  for (const Mute& mute : mutes) {
    if (mute.until <= now || !mute.covers(node, problem)) continue;
    if (problem.muted_until && *problem.muted_until >= mute.until) continue;
    problem.muted_until = mute.until;
    problem.mute_id = mute.id();
    problem.mute_comment = mute.comment;
  }
}

}  // namespace mtxmon
