#include "core/history/packed.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace mtxmon {
namespace {

constexpr unsigned kWordBits = 64;

// The first eight bytes, the lowest first; those that are not there are 0.
std::uint64_t first_word(std::string_view from) {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    if (from.size() >= sizeof(word)) {  // most of a month is read here
      std::memcpy(&word, from.data(), sizeof(word));
      return word;
    }
  }
  for (std::size_t i = 0; i < std::min(from.size(), sizeof(word)); ++i)
    word |= std::uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
  return word;
}

}  // namespace

std::size_t varint_bytes(std::uint64_t value) {
  return (static_cast<std::size_t>(std::bit_width(value | 1)) + 6) / 7;
}

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

void append_packed(std::string& out, std::span<const std::uint64_t> values, unsigned width) {
  const std::size_t start = out.size();
  out.resize(start + packed_bytes(values.size(), width));
  std::size_t bit = 0;
  for (std::uint64_t value : values) {
    for (unsigned left = width; left > 0;) {
      const auto shift = static_cast<unsigned>(bit % 8);
      const unsigned taken = std::min(left, 8 - shift);
      char& byte = out[start + bit / 8];
      byte = static_cast<char>(static_cast<unsigned char>(byte) | ((value & 0xFF) << shift));
      value >>= taken;
      bit += taken;
      left -= taken;
    }
  }
}

std::uint64_t packed_at(std::string_view packed, std::size_t index, unsigned width) {
  if (width == 0) return 0;
  const std::size_t bit = index * width;
  const auto shift = static_cast<unsigned>(bit % 8);
  const std::string_view from = packed.substr(bit / 8);
  std::uint64_t value = first_word(from) >> shift;
  if (shift + width > kWordBits)
    value |= std::uint64_t{static_cast<unsigned char>(from[8])} << (kWordBits - shift);
  return value & (~std::uint64_t{0} >> (kWordBits - width));
}

std::uint8_t ByteReader::byte() {
  const std::string_view one = bytes(1);
  return one.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(one.front());
}

std::uint64_t ByteReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < kWordBits; shift += 7) {
    const std::uint64_t next = byte();
    const std::uint64_t bits = next & 0x7F;
    if (failed_ || bits << shift >> shift != bits) break;
    value |= bits << shift;
    if (next < 0x80) return value;
  }
  failed_ = true;
  return 0;
}

std::string_view ByteReader::bytes(std::size_t count) {
  if (failed_ || count > rest_.size()) {
    failed_ = true;
    return {};
  }
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

}  // namespace mtxmon
