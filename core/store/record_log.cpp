#include "core/store/record_log.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/store/entry_id.h"

namespace mtxmon {
namespace {

constexpr std::chrono::seconds kTendEvery{45};
constexpr std::ptrdiff_t kPipelineLimit = 500;
constexpr std::string_view kNotNewer =
    "a record is refused, its time is not newer than what Redis holds; did the clock go back?";

}  // namespace

Result<bool> RecordLog::write(RedisConnection& connection, const std::vector<RecordWrite>& records,
                              bool replay, const NoteRefusal& note) {
  const RecordWrite* const end = records.data() + records.size();
  for (const RecordWrite* begin = records.data(); begin < end;) {
    const RecordWrite* const part_end = begin + std::min(kPipelineLimit, end - begin);
    std::vector<std::string_view> commands;
    for (const auto* write = begin; write != part_end; ++write) {
      if (Status sent = append(connection, *write, commands); !sent) return std::move(sent).error();
    }
    bool done = true;
    for (const auto key : commands) {
      auto reply = connection.next_reply();
      if (!reply) return std::move(reply).error();
      if (!reply->is_error()) continue;
      const bool known = is_not_newer(reply->text);
      if (known && replay) continue;
      auto command = key.empty() ? std::string("trimming") : fmt::format("XADD {}", key);
      if (known) command = kNotNewer;
      if (Status noted = note(command, reply->text); !noted) return std::move(noted).error();
      if (worth_retrying(reply->text)) done = false;
    }
    if (!done) return false;
    begin = part_end;
  }
  return true;
}

Status RecordLog::append(RedisConnection& connection, const RecordWrite& write,
                         std::vector<std::string_view>& commands) {
  const Record& record = write.record;
  const auto oldest = entry_id(write.seen_by - retention_);
  if (Status sent = connection.append(
          {"XADD", write.key, "MINID", "~", oldest, record.id, "json", record.json});
      !sent)
    return sent;
  commands.push_back(write.key);
  if (!record.replaces.empty()) {
    if (Status sent = connection.append({"XDEL", write.key, record.replaces}); !sent) return sent;
    commands.emplace_back();
  }
  if (!tending_is_due(write.key)) return {};
  const auto expiry = std::to_string(2 * retention_.count());
  const auto most = std::to_string(kMaxRecords);
  if (Status sent = connection.append({"XTRIM", write.key, "MAXLEN", "~", most}); !sent)
    return sent;
  commands.emplace_back();
  if (Status sent = connection.append({"PEXPIRE", write.key, expiry}); !sent) return sent;
  commands.emplace_back();
  return {};
}

bool RecordLog::tending_is_due(const std::string& key) {
  const auto now = std::chrono::steady_clock::now();
  auto& due = tend_at_[key];
  if (due > now) return false;
  due = now + kTendEvery;
  return true;
}

}  // namespace mtxmon
