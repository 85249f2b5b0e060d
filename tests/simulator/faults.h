// Faults: what the server does wrong on request, per route. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "tests/simulator/http_message.h"

namespace mtxmon::sim {

enum class FaultKind { Hang, Status, Cut, Garbage, Drip, Reset, Empty, Html };

struct Fault {
  FaultKind kind = FaultKind::Hang;
  std::string route =
      "*";           // the first route segment ("srtconns", "paths", "info", "config"), or all
  int status = 500;  // for Status
  std::optional<std::uint64_t> count;  // so many requests; absent: until cleared
};

[[nodiscard]] std::optional<FaultKind> fault_kind_from_name(std::string_view name);

// "*" and the first segments of MediaMTX's routes.
[[nodiscard]] bool is_fault_route(std::string_view route);

class Faults {
 public:
  // A newer fault of the same route replaces the older one.
  void set(Fault fault);
  void clear(std::string_view route);  // "*": all

  // The answer as it goes out: `honest`, unless a fault covers this route ("" for other paths:
  // never covered).
  [[nodiscard]] HttpResponse apply(std::string_view route, HttpResponse honest);

 private:
  std::vector<Fault> faults_;
  std::uint64_t garbage_made_ = 0;
};

}  // namespace mtxmon::sim
