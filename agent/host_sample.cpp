#include "agent/host_sample.h"

#include <algorithm>

namespace mtxmon {

std::string_view part_word(HostPart part) {
  switch (part) {
    case HostPart::Cpu:
      return "cpu";
    case HostPart::Memory:
      return "memory";
    case HostPart::Load:
      return "load";
    case HostPart::Uptime:
      return "uptime";
    case HostPart::Network:
      return "network";
    case HostPart::Udp:
      return "udp";
    case HostPart::Disk:
      break;
  }
  return "disk";
}

bool HostSample::failed(HostPart part) const {
  return std::ranges::any_of(failures, [&](const PartFailure& one) { return one.part == part; });
}

std::string HostSample::error() const {
  std::string text;
  for (const PartFailure& one : failures) {
    if (!text.empty()) text += "; ";
    text.append(part_word(one.part)).append(": ").append(one.text);
  }
  return text;
}

}  // namespace mtxmon
