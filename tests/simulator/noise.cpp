#include "tests/simulator/noise.h"

#include <cmath>
#include <numbers>
#include <string_view>

namespace mtxmon::sim {
namespace {

// The finaliser of SplitMix64.
std::uint64_t scramble(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31U);
}

}  // namespace

std::uint64_t mix(std::uint64_t seed, std::uint64_t salt, std::uint64_t salt2) {
  return scramble(scramble(scramble(seed) ^ salt) ^ salt2);
}

double unit(std::uint64_t hash) { return static_cast<double>(hash >> 11U) * 0x1.0p-53; }

std::string uuid_v4(std::uint64_t hash) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::uint64_t high = mix(hash, 1);
  std::uint64_t low = mix(hash, 2);
  high = (high & ~0xF000ULL) | 0x4000ULL;              // version 4
  low = (low & ~(0xC0ULL << 56U)) | (0x80ULL << 56U);  // the variant of RFC 4122
  std::string text;
  text.reserve(36);
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) text += '-';
    const std::uint64_t half = digit < 16 ? high : low;
    text += kDigits[(half >> (60 - 4 * (digit % 16))) & 0xFU];
  }
  return text;
}

Wander::Wander(std::uint64_t seed) : waves_{} {
  constexpr std::array<double, 3> kAmplitudes = {0.10, 0.13, 0.12};
  constexpr std::array<double, 3> kShortestPeriods = {3.0, 17.0, 90.0};
  for (std::size_t i = 0; i < waves_.size(); ++i) {
    const double period = kShortestPeriods[i] * (1.0 + 1.6 * unit(mix(seed, i, 1)));
    waves_[i] = {.amplitude = kAmplitudes[i],
                 .angular_frequency = 2.0 * std::numbers::pi / period,
                 .phase = 2.0 * std::numbers::pi * unit(mix(seed, i, 2))};
  }
}

double Wander::level(double seconds) const {
  double value = 1.0;
  for (const Wave& wave : waves_) {
    value += wave.amplitude * std::sin(wave.angular_frequency * seconds + wave.phase);
  }
  return value;
}

double Wander::integral(double seconds) const {
  double value = seconds;
  for (const Wave& wave : waves_) {
    value += wave.amplitude / wave.angular_frequency *
             (std::cos(wave.phase) - std::cos(wave.angular_frequency * seconds + wave.phase));
  }
  return value;
}

}  // namespace mtxmon::sim
