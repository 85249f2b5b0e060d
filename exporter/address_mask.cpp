#include "exporter/address_mask.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace mtxmon {
namespace {

constexpr int kV4Bits = 24;
constexpr int kV6Bits = 48;

// Without port, brackets and zone.
std::string host_of(std::string_view address) {
  if (address.starts_with('[')) {
    address.remove_prefix(1);
    address = address.substr(0, address.find(']'));
  } else if (std::ranges::count(address, ':') == 1) {
    address = address.substr(0, address.find(':'));
  }
  return std::string(address.substr(0, address.find('%')));
}

std::string prefix_of(const std::string& host) {
  std::array<unsigned char, 16> bytes{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool v4 = inet_pton(AF_INET, host.c_str(), bytes.data()) == 1;
  if (!v4 && inet_pton(AF_INET6, host.c_str(), bytes.data()) != 1) return "";
  const int bits = v4 ? kV4Bits : kV6Bits;
  std::fill(bytes.begin() + bits / 8, bytes.end(), static_cast<unsigned char>(0));
  if (inet_ntop(v4 ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size()) == nullptr)
    return "";
  return fmt::format("{}/{}", text.data(), bits);
}

}  // namespace

std::optional<AddressMask> parse_address_mask(std::string_view word) {
  if (word == "full") return AddressMask::Full;
  if (word == "prefix") return AddressMask::Prefix;
  if (word == "none") return AddressMask::None;
  return std::nullopt;
}

std::string mask_address(std::string_view address, AddressMask mask) {
  switch (mask) {
    case AddressMask::Full:
      return std::string(address);
    case AddressMask::Prefix:
      return prefix_of(host_of(address));
    case AddressMask::None:
      break;
  }
  return "";
}

std::string mask_candidate(std::string_view candidate, AddressMask mask) {
  if (mask == AddressMask::Full) return std::string(candidate);
  const auto first = candidate.find('/');
  const auto second = first == std::string_view::npos ? first : candidate.find('/', first + 1);
  const auto last = candidate.rfind('/');
  if (second == std::string_view::npos || last == second) return "";
  const auto masked = mask_address(candidate.substr(second + 1, last - second - 1), mask);
  const auto kind = std::string(candidate.substr(0, second));
  return masked.empty() ? kind : kind + "/" + masked;
}

bool is_loopback(std::string_view address) {
  const std::string host = host_of(address);
  return host.starts_with("127.") || host == "::1" || host.starts_with("::ffff:127.");
}

}  // namespace mtxmon
