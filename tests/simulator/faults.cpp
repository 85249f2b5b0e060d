#include "tests/simulator/faults.h"

#include <algorithm>
#include <array>

#include "tests/simulator/noise.h"
#include "tests/simulator/protocol.h"

namespace mtxmon::sim {
namespace {

constexpr std::size_t kGarbageBytes = 512;

struct Name {
  std::string_view text;
  FaultKind kind;
};
constexpr std::array<Name, 8> kNames = {{{"hang", FaultKind::Hang},
                                         {"status", FaultKind::Status},
                                         {"cut", FaultKind::Cut},
                                         {"garbage", FaultKind::Garbage},
                                         {"drip", FaultKind::Drip},
                                         {"reset", FaultKind::Reset},
                                         {"empty", FaultKind::Empty},
                                         {"html", FaultKind::Html}}};

HttpResponse spoiled(const Fault& fault, HttpResponse honest, std::uint64_t garbage_seed) {
  switch (fault.kind) {
    case FaultKind::Hang:
      honest.delivery = Delivery::Hang;
      return honest;
    case FaultKind::Cut:
      honest.delivery = Delivery::Cut;
      return honest;
    case FaultKind::Drip:
      honest.delivery = Delivery::Drip;
      return honest;
    case FaultKind::Reset:
      honest.delivery = Delivery::Reset;
      return honest;
    case FaultKind::Status:
      return error_response(fault.status, "simulated fault");
    case FaultKind::Garbage: {
      std::string bytes;
      for (std::size_t i = 0; i < kGarbageBytes; ++i)
        bytes += static_cast<char>(mix(garbage_seed, i) & 0xFFU);
      return json_response(200, std::move(bytes));
    }
    case FaultKind::Empty:
      return json_response(200, "");
    case FaultKind::Html:
      return text_response(
          502, "text/html",
          "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
          "Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n");
  }
  return honest;
}

}  // namespace

std::optional<FaultKind> fault_kind_from_name(std::string_view name) {
  for (const Name& known : kNames) {
    if (known.text == name) return known.kind;
  }
  return std::nullopt;
}

bool is_fault_route(std::string_view route) {
  constexpr std::array<std::string_view, 5> kOthers = {"*", "info", "paths", "config",
                                                       "recordings"};
  return list_owner(route).has_value() ||
         std::find(kOthers.begin(), kOthers.end(), route) != kOthers.end();
}

void Faults::set(Fault fault) {
  std::erase_if(faults_, [&](const Fault& old) { return old.route == fault.route; });
  faults_.push_back(std::move(fault));
}

void Faults::clear(std::string_view route) {
  std::erase_if(faults_, [&](const Fault& old) { return route == "*" || old.route == route; });
}

HttpResponse Faults::apply(std::string_view route, HttpResponse honest) {
  const auto covers = [&](const Fault& fault) {
    return fault.route == route || fault.route == "*";
  };
  const auto found = std::find_if(faults_.begin(), faults_.end(), covers);
  if (found == faults_.end() || route.empty()) return honest;
  HttpResponse response = spoiled(*found, std::move(honest), ++garbage_made_);
  if (found->count && --*found->count == 0) faults_.erase(found);
  return response;
}

}  // namespace mtxmon::sim
