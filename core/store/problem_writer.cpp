#include "core/store/problem_writer.h"

#include "core/store/entry_id.h"
#include "core/store/record_log.h"

namespace mtxmon {
namespace {

constexpr std::string_view kNotNewer =
    "a record of a problem is refused, its time is not newer than the last one; did the clock go "
    "back?";
// KEYS: stream (its name is the channel's, too), hash of what was told. ARGV: node, milliseconds
// and number of the record's id, JSON, how many entries to keep, the oldest id to keep, expiry.
// MISCONF, OOM and the like come back as they are: pcall.
constexpr std::string_view kTell =
    "local told = redis.call('HGET', KEYS[2], ARGV[1]) "
    "if told then "
    "local ms, n = string.match(told, '^(%d+)-(%d+)$') "
    "ms, n = tonumber(ms) or 0, tonumber(n) or 0 "
    "local new_ms, new_n = tonumber(ARGV[2]), tonumber(ARGV[3]) "
    "if new_ms < ms or (new_ms == ms and new_n <= n) then "
    "return redis.error_reply('ERR equal or smaller than what was told last') end end "
    "local added = redis.pcall('XADD', KEYS[1], 'MAXLEN', '~', ARGV[5], '*', 'json', ARGV[4]) "
    "if type(added) == 'table' and added.err then return added end "
    "redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. '-' .. ARGV[3]) "
    "redis.call('PUBLISH', KEYS[1], ARGV[4]) "
    "redis.call('XTRIM', KEYS[1], 'MINID', '~', ARGV[6]) "
    "redis.call('PEXPIRE', KEYS[1], ARGV[7]) "
    "redis.call('PEXPIRE', KEYS[2], ARGV[7]) "
    "return added";

}  // namespace

Result<bool> ProblemWriter::write(RedisConnection& connection, std::string_view node,
                                  const std::vector<Record>& records, bool replay,
                                  const NoteRefusal& note) const {
  const auto stream = keys_.problems();
  const auto told = keys_.problems_told();
  const auto command = "XADD " + stream;
  const auto most = std::to_string(RecordLog::kMaxRecords);
  const auto oldest = entry_id(SystemClock().wall_now() - retention_);
  const auto expiry = std::to_string(2 * retention_.count());
  for (const Record& record : records) {
    const std::string_view id = record.id;
    const auto dash = id.find('-');
    Status sent = connection.append({"EVAL", kTell, "2", stream, told, node, id.substr(0, dash),
                                     id.substr(dash + 1), record.json, most, oldest, expiry});
    if (!sent) return std::move(sent).error();
    auto reply = connection.next_reply();
    if (!reply) return std::move(reply).error();
    if (!reply->is_error()) continue;
    const bool known = is_not_newer(reply->text);
    if (known && replay) continue;
    Status noted = note(known ? kNotNewer : std::string_view(command), reply->text);
    if (!noted) return std::move(noted).error();
    if (worth_retrying(reply->text)) return false;  // the next ones must not overtake it
  }
  return true;
}

}  // namespace mtxmon
