// How much of a peer's address is shown: it may be personal data. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mtxmon {

// Prefix: the network, "203.0.113.0/24" or "2001:db8:4::/48", without port.
enum class AddressMask : std::uint8_t { Full, Prefix, None };

[[nodiscard]] std::optional<AddressMask> parse_address_mask(std::string_view word);  // "prefix"

// `address` as MediaMTX writes it: "203.0.113.5:40122", "[2001:db8::1%eth0]:40122". Under Prefix,
// what is not an IP address is hidden like under None.
[[nodiscard]] std::string mask_address(std::string_view address, AddressMask mask);

// An ICE candidate, "host/udp/192.0.2.7/8189": kind and protocol stay, the address is masked.
[[nodiscard]] std::string mask_candidate(std::string_view candidate, AddressMask mask);

struct PrivacyRules {
  AddressMask publisher_addr = AddressMask::Full;
  AddressMask viewer_addr = AddressMask::Prefix;
};

// Is it the server's own machine?
[[nodiscard]] bool is_loopback(std::string_view address);

}  // namespace mtxmon
