// Result<T>: a value, or an Error that a person can act on.
//
// Expected failures (a server that does not answer, a file that is missing, JSON that is broken)
// are returned, never thrown. A Result must be looked at: it is [[nodiscard]], and reading the
// value of a failed one is a bug that ends the program with a clear message. Plain value types,
// safe to move between threads.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace mtxmon {

// What went wrong, in words for the operator: names the thing and, where there is one, the fix.
struct [[nodiscard]] Error {
  std::string message;

  // The same error seen from further away: "reading /x: permission denied".
  Error within(std::string_view context) && {
    message.insert(0, ": ").insert(0, context);
    return std::move(*this);
  }
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] T& value() & {
    require(0);
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] const T& value() const& {
    require(0);
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] T&& value() && {
    require(0);
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] const Error& error() const& {
    require(1);
    return *std::get_if<1>(&state_);
  }
  [[nodiscard]] Error&& error() && {
    require(1);
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  void require(std::size_t index) const {
    if (state_.index() == index) return;
    std::fprintf(stderr, "bug: a Result was read as %s but it is not: %s\n",
                 index == 0 ? "value" : "error",
                 index == 0 ? std::get_if<1>(&state_)->message.c_str() : "it holds a value");
    std::abort();
  }

  std::variant<T, Error> state_;
};

// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] const Error& error() const& {
    require_error();
    return *error_;
  }
  [[nodiscard]] Error&& error() && {
    require_error();
    return std::move(*error_);
  }

 private:
  void require_error() const {
    if (error_.has_value()) return;
    std::fprintf(stderr, "bug: the error of a successful Result was read\n");
    std::abort();
  }

  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace mtxmon
