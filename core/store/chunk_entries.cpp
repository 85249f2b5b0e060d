#include "core/store/chunk_entries.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/history/table_codec.h"
#include "core/store/entry_id.h"

namespace mtxmon {

Status append_chunk(RedisConnection& connection, const ChunkWrite& chunk) {
  const auto first = chunk.rows.keys.front();
  const auto bytes = encode_table(chunk.rows, first);
  const auto oldest = entry_id(std::max<std::int64_t>(0, first - chunk.keep.count()));
  const auto id = entry_id(first);
  if (Status sent = connection.append({"XADD", chunk.key, "MINID", "~", oldest, id, "c", bytes});
      !sent)
    return sent;
  return connection.append({"PEXPIRE", chunk.key, std::to_string(chunk.expiry.count())});
}

Result<bool> finish_chunk(RedisConnection& connection, const NoteRefusal& note) {
  bool done = true;
  for (const std::string_view command : {"XADD of a chunk of history", "PEXPIRE of history"}) {
    auto reply = connection.next_reply();
    if (!reply) return std::move(reply).error();
    if (!reply->is_error() || is_not_newer(reply->text)) continue;
    if (Status noted = note(command, reply->text); !noted) return std::move(noted).error();
    if (worth_retrying(reply->text)) done = false;
  }
  return done;
}

HistoryTable rows_of_chunks(const RedisReply& reply, std::span<const std::uint16_t> wanted) {
  HistoryTable rows;
  for (const RedisReply& entry : reply.items) {
    if (entry.items.size() != 2 || entry.items[1].items.size() != 2) continue;
    const auto chunk =
        decode_table(entry.items[1].items[1].text, entry_time_ms(entry.items[0].text), wanted);
    if (chunk) merge_rows(rows, *chunk);
  }
  return rows;
}

}  // namespace mtxmon
