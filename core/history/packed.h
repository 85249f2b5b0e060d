// The smallest parts of the history form: LEB128 varints and integers of a few bits, little-endian.
// Pure, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace mtxmon {

inline constexpr unsigned kMaxWidth = 63;  // bits of a packed value

// Signed → unsigned with small magnitudes first: 0, -1, 1, -2 …
[[nodiscard]] constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0);
}
[[nodiscard]] constexpr std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1) ^ (value & 1 ? ~std::uint64_t{0} : 0));
}

[[nodiscard]] std::size_t varint_bytes(std::uint64_t value);
void append_varint(std::string& out, std::uint64_t value);

[[nodiscard]] constexpr std::size_t packed_bytes(std::size_t count, unsigned width) {
  return (count * width + 7) / 8;
}
// Value i at bit i × width; each fits in `width` bits.
void append_packed(std::string& out, std::span<const std::uint64_t> values, unsigned width);
// Of bytes that append_packed made, or as many others.
[[nodiscard]] std::uint64_t packed_at(std::string_view packed, std::size_t index, unsigned width);

// Reads from the front; after a read beyond the end, or of a varint that is longer than 64 bits,
// it has failed and gives zeros.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  std::uint8_t byte();
  std::uint64_t varint();
  std::int64_t signed_varint() { return unzigzag(varint()); }
  std::string_view bytes(std::size_t count);

 private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace mtxmon
