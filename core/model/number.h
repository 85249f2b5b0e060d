// Number: a figure that may be absent, kept as integer when it is one.
//
// Byte counters exceed 2^53, so they must never pass through a double on their way to Redis or
// JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

namespace mtxmon {

class Number {
 public:
  Number() = default;
  Number(std::uint64_t integer) : value_(integer) {}  // NOLINT(google-explicit-constructor)
  Number(double real) : value_(real) {}               // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool present() const { return value_.index() != 0; }
  [[nodiscard]] bool is_integer() const { return value_.index() == 1; }

  // 0 when absent or not an integer: ask first.
  [[nodiscard]] std::uint64_t integer() const {
    const auto* integer = std::get_if<std::uint64_t>(&value_);
    return integer == nullptr ? 0 : *integer;
  }
  [[nodiscard]] std::optional<double> real() const {
    if (const auto* integer = std::get_if<std::uint64_t>(&value_))
      return static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&value_)) return *real;
    return std::nullopt;
  }

  friend bool operator==(const Number&, const Number&) = default;

 private:
  std::variant<std::monostate, std::uint64_t, double> value_;
};

}  // namespace mtxmon
