#include "core/store/old_documents.h"

#include <utility>

#include <fmt/format.h>

#include "core/base/time_text.h"

namespace mtxmon {
namespace {

// Our times are UTC with the same number of digits: their order is that of their texts. A quotation
// mark inside of a string of JSON has a backslash, so that no stream's name looks like a member.
constexpr std::string_view kRemove =
    "local keep = {} for i = 3, #ARGV do keep[ARGV[i]] = true end "
    "local removed = {} "
    "for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do "
    "  if not keep[field] then "
    "    local time = string.match(redis.call('HGET', KEYS[1], field), ARGV[1]) "
    "    if time and time < ARGV[2] then "
    "      redis.call('HDEL', KEYS[1], field) table.insert(removed, field) "
    "    end "
    "  end "
    "end "
    "return removed";

}  // namespace

Result<std::vector<std::string>> remove_old_documents(RedisConnection& connection,
                                                      const OldDocuments& old) {
  const auto pattern = fmt::format(R"lua("{}":"(%d%d%d%d%-%d%d%-%d%dT[%d:.]+Z)")lua", old.member);
  const auto before = format_rfc3339(old.before);
  std::vector<std::string_view> args = {"EVAL", kRemove, "1", old.key, pattern, before};
  args.insert(args.end(), old.keep.begin(), old.keep.end());
  auto reply = connection.command(args);
  if (!reply) return std::move(reply).error();
  std::vector<std::string> removed;
  for (auto& item : reply->items) removed.push_back(std::move(item.text));
  return removed;
}

}  // namespace mtxmon
