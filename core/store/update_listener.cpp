#include "core/store/update_listener.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/stop_wait.h"

namespace mtxmon {
namespace {

constexpr Milliseconds kFirstBackOff{200};
constexpr Milliseconds kLastBackOff{2000};

}  // namespace

UpdateListener::UpdateListener(Options options)
    : options_(std::move(options)), channel_(Keys(options_.key_prefix).updates()) {}

Result<std::optional<std::string>> UpdateListener::next(std::chrono::milliseconds timeout,
                                                        const std::stop_token& stop) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  if (!connection_) {
    const auto until = std::min(retry_at_, deadline);
    const auto pause = std::chrono::ceil<Milliseconds>(until - std::chrono::steady_clock::now());
    if (pause.count() > 0 && !pause_for(stop, pause)) return Error{error_};
    if (retry_at_ > deadline) return Error{error_};
    if (Status connected = connect(); !connected) return lost(std::move(connected).error());
    return std::optional<std::string>();  // at once: generation() has risen
  }
  for (;;) {
    const auto now = std::chrono::steady_clock::now();
    const auto left = std::chrono::ceil<Milliseconds>(deadline - now);
    auto message = connection_->next_message(std::max(left, Milliseconds(0)));
    if (!message) return lost(std::move(message).error());
    if (!*message) break;
    last_heard_ = std::chrono::steady_clock::now();
    asked_ = false;
    auto& items = (*message)->items;
    if (items.size() == 3 && items[0].text == "message") {
      return std::optional(std::move(items[2].text));
    }
  }
  // Silence: is Redis still there? Its answer comes as a message that is no update.
  const auto quiet = std::chrono::steady_clock::now() - last_heard_;
  if (asked_ && quiet > options_.quiet_before_ping + options_.timeouts.command) {
    return lost(Error{fmt::format("Redis at {} has not answered for {:.1f} s",
                                  options_.address.display(), to_seconds(quiet))});
  }
  if (!asked_ && quiet > options_.quiet_before_ping) {
    if (Status sent = connection_->send({"PING"}); !sent) return lost(std::move(sent).error());
    asked_ = true;
  }
  return std::optional<std::string>();
}

Status UpdateListener::connect() {
  auto opened = RedisConnection::open(options_.address, options_.timeouts, options_.client_name,
                                      options_.stop);
  if (!opened) return std::move(opened).error();
  auto subscribed = opened->command({"SUBSCRIBE", channel_});
  if (!subscribed) return std::move(subscribed).error();
  connection_.emplace(std::move(*opened));
  ++generation_;
  last_heard_ = std::chrono::steady_clock::now();
  asked_ = false;
  back_off_ = Milliseconds(0);
  return {};
}

Error UpdateListener::lost(Error error) {
  connection_.reset();
  back_off_ = std::clamp(back_off_ * 2, kFirstBackOff, kLastBackOff);
  retry_at_ = std::chrono::steady_clock::now() + back_off_;
  error_ = error.message;
  return error;
}

}  // namespace mtxmon
