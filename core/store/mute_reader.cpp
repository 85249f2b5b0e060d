#include "core/store/mute_reader.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/store/old_documents.h"

namespace mtxmon {
namespace {

constexpr std::chrono::seconds kRemoveEvery{10};

}  // namespace

Status MuteReader::read(RedisConnection& connection, const Keys& keys, const Take& take) {
  auto reply = connection.command({"HVALS", keys.mutes()});
  if (!reply) return connection.broken() ? Status(std::move(reply).error()) : Status();
  std::vector<std::string> mutes;
  for (auto& item : reply->items) mutes.push_back(std::move(item.text));
  std::ranges::sort(mutes);
  const auto now = std::chrono::steady_clock::now();
  if (!mutes.empty() && now >= next_removal_) {
    next_removal_ = now + kRemoveEvery;
    const auto removed = remove_old_documents(
        connection,
        {.key = keys.mutes(), .member = "until", .before = SystemClock().wall_now(), .keep = {}});
    if (!removed && connection.broken()) return removed.error();
  }
  if (known_ == mutes) return {};
  known_ = mutes;
  take(std::move(mutes));
  return {};
}

}  // namespace mtxmon
