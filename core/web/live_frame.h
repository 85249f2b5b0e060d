// LiveFrame: one step of the live feed, told to each client by what it wants and what it has.
//
// Immutable after construction and shared by all clients. A view is what a client wants, in words
// of the program that the server does not understand; text() is encoded once for all clients of the
// same view that have the same message, by the first of their threads that needs it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace mtxmon {

class LiveFrame {
 public:
  // What a client of `view` is to get: the change since the message `since`, which is not older
  // than `oldest` and not newer than this one; without `since`, everything.
  using Encode =
      std::function<std::string(const std::string& view, std::optional<std::uint64_t> since)>;

  LiveFrame(std::uint64_t seq, std::uint64_t oldest, Encode encode)
      : seq_(seq), oldest_(oldest), encode_(std::move(encode)) {}

  [[nodiscard]] std::uint64_t seq() const { return seq_; }
  // `since`: the last message that the client has, whichever it is.
  [[nodiscard]] const std::string& text(const std::string& view,
                                        std::optional<std::uint64_t> since) const {
    if (since && (*since < oldest_ || *since > seq_)) since.reset();
    Text& text = find(view, since);
    std::call_once(text.once, [&] { text.value = encode_(view, since); });
    return text.value;
  }

 private:
  struct Text {
    std::once_flag once;
    std::string value;
  };

  Text& find(const std::string& view, std::optional<std::uint64_t> since) const {
    const std::lock_guard lock(mutex_);
    return texts_[{view, since}];  // a map keeps its elements where they are
  }

  const std::uint64_t seq_;
  const std::uint64_t oldest_;
  const Encode encode_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::string, std::optional<std::uint64_t>>, Text> texts_;
};

}  // namespace mtxmon
