#include "core/web/live_hub.h"

#include <system_error>
#include <utility>

#include <spdlog/spdlog.h>

#include "core/web/client_frame.h"

namespace mtxmon {

bool LiveHub::has_place() const {
  auto state = state_.lock();
  return !state->stopping && state->sessions.size() < places_;
}

LiveSession* LiveHub::open(std::unique_ptr<LiveSink> sink, LiveStart start) {
  auto state = state_.lock();
  if (state->stopping || state->sessions.size() >= places_) return nullptr;
  try {
    auto session = std::make_shared<LiveSession>(std::move(sink), counters_, std::move(start));
    if (state->newest) session->offer(state->newest);
    return state->sessions.emplace_back(std::move(session)).get();
  } catch (const std::system_error& error) {
    spdlog::error("live feed: no thread for another client: {}", error.what());
    return nullptr;
  }
}

void LiveHub::reply(LiveSession* session, LiveReply reply) {
  auto state = state_.lock();  // with it, or a newer frame could be replaced by an older one
  session->reply(std::move(reply), state->newest);
}

void LiveHub::close(LiveSession* session) {
  session->finish(close_code::kNormal);
  session->join();
  std::erase_if(state_.lock()->sessions,
                [&](const auto& candidate) { return candidate.get() == session; });
}

void LiveHub::publish(std::shared_ptr<const LiveFrame> frame) {
  auto state = state_.lock();
  for (const auto& session : state->sessions) session->offer(frame);
  std::swap(state->newest, frame);
}

void LiveHub::stop(std::chrono::milliseconds patience) {
  std::vector<std::shared_ptr<LiveSession>> sessions;
  {
    auto state = state_.lock();
    state->stopping = true;
    sessions = state->sessions;
  }
  for (const auto& session : sessions) session->finish(close_code::kGoingAway);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (const auto& session : sessions) {
    if (!session->wait_until_ended(deadline)) return;  // the others had the same time
  }
}

std::size_t LiveHub::clients() const { return state_.lock()->sessions.size(); }

}  // namespace mtxmon
