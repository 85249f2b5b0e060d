#include "exporter/address_mask.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

namespace mtxmon {
namespace {

// Without port, brackets and zone.
std::string_view host_of(std::string_view address) {
  if (address.starts_with('[')) {
    address.remove_prefix(1);
    address = address.substr(0, address.find(']'));
  } else if (std::ranges::count(address, ':') == 1) {
    address = address.substr(0, address.find(':'));
  }
  return address.substr(0, address.find('%'));
}

// 24 bits of an IPv4 address, 48 of an IPv6 address; empty for what is neither.
std::string prefix_of(std::string_view host) {
  constexpr std::size_t kV6Kept = 6;
  std::array<unsigned char, 16> bytes{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (host.size() >= text.size()) return "";
  std::ranges::copy(host, text.begin());  // ends in 0
  if (inet_pton(AF_INET, text.data(), bytes.data()) == 1)
    return std::string(host.substr(0, host.rfind('.'))) + ".0/24";
  if (inet_pton(AF_INET6, text.data(), bytes.data()) != 1) return "";
  std::fill(bytes.begin() + kV6Kept, bytes.end(), static_cast<unsigned char>(0));
  if (inet_ntop(AF_INET6, bytes.data(), text.data(), text.size()) == nullptr) return "";
  return std::string(text.data()) + "/48";
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
  const std::string_view host = host_of(address);
  return host.starts_with("127.") || host == "::1" || host.starts_with("::ffff:127.");
}

}  // namespace mtxmon
