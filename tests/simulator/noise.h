// Noise that is a pure function of a seed and a time: the same question always has the same answer.
//
// Everything in the simulated scene that wanders (bit rates, round-trip times, link capacity) and
// every identifier comes from here, so two simulators with one seed and one clock answer byte for
// byte alike. Plain values, callable from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace mtxmon::sim {

// A well mixed 64-bit number made of the seed and up to two salts.
[[nodiscard]] std::uint64_t mix(std::uint64_t seed, std::uint64_t salt, std::uint64_t salt2 = 0);

// 0 ≤ value < 1, uniform over hashes.
[[nodiscard]] double unit(std::uint64_t hash);

// A random-looking UUID of version 4, lower case, 36 characters.
[[nodiscard]] std::string uuid_v4(std::uint64_t hash);

// A level that wanders around 1.0 (0.65 to 1.35) with three periods between 3 s and 4 min, and its
// integral in closed form: what a counter shows after `seconds`. The integral always grows.
class Wander {
 public:
  explicit Wander(std::uint64_t seed);
  [[nodiscard]] double level(double seconds) const;
  [[nodiscard]] double integral(double seconds) const;

 private:
  struct Wave {
    double amplitude;
    double angular_frequency;
    double phase;
  };
  std::array<Wave, 3> waves_;
};

}  // namespace mtxmon::sim
