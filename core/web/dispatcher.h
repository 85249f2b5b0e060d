// Dispatcher: decides what a request gets: a refusal, the answer of a handler, or the live feed.
//
// Pure apart from the handlers and the log; constant after construction and shared by all workers.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/web/access.h"
#include "core/web/http_types.h"
#include "core/web/router.h"

namespace mtxmon {

class Dispatcher {
 public:
  // Reads the body of the request that is being dispatched; nothing: it did not come whole.
  using ReadBody = std::function<std::optional<std::string>(std::size_t bytes)>;
  static constexpr std::size_t kMaxBody = std::size_t{16} * 1024;

  // `live_path` is empty when there is no live feed. Paths below `route_prefix` ("/monitor", or
  // empty) are the same as without it.
  Dispatcher(AccessRules rules, Router pages, Router actions, std::string live_path,
             std::string route_prefix = "");

  // The answer; nothing for a proper WebSocket handshake on the live path, which is to go on. Fills
  // in request.path, is_local and, of an action, body. An exception of a handler becomes a 500 that
  // tells the client nothing.
  [[nodiscard]] std::optional<Response> dispatch(Request& request, bool live_place_free,
                                                 const ReadBody& read_body = {});

  // Wrong Host, wrong Origin, bad handshake, no place, an action from elsewhere.
  [[nodiscard]] std::uint64_t refused_total() const {
    return refused_total_.load(std::memory_order_relaxed);
  }

 private:
  [[nodiscard]] std::optional<Response> refuse_host(const Request& request) const;
  [[nodiscard]] std::optional<Response> refuse_upgrade(const Request& request,
                                                       bool live_place_free) const;
  [[nodiscard]] std::optional<Response> refuse_path(Request& request) const;
  [[nodiscard]] std::optional<Response> refuse_action(const Request& request) const;
  [[nodiscard]] Response act(Request& request, const ReadBody& read_body);
  [[nodiscard]] static Response handle(const Handler* handler, const Request& request);

  // The answer to a request for the prefix without its slash.
  [[nodiscard]] std::optional<Response> strip_prefix(Request& request) const;

  const AccessRules rules_;
  const Router pages_;
  const Router actions_;
  const std::string live_path_;
  const std::string route_prefix_;
  std::atomic<std::uint64_t> refused_total_{0};
};

// Whether one of the comma-separated words of that header is `lower_word`, in any case.
[[nodiscard]] bool header_lists(const Request& request, std::string_view name,
                                std::string_view lower_word);

}  // namespace mtxmon
