// OverloadWatch: a server that is too busy for its readers. Many of them miss packets at once while
// the machine below it is full: one cause, and not the viewers' fault. Pure state.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/diagnosis/audience.h"
#include "exporter/diagnosis/host_load.h"
#include "exporter/diagnosis/reason_memory.h"

namespace mtxmon {

struct Overload {
  Reason reason;
  std::vector<std::string> streams;  // whose readers suffer, in order

  [[nodiscard]] bool touches(const std::string& stream) const;
};

class OverloadWatch {
 public:
  // At least so many readers, of so many streams or a third of all.
  static constexpr std::size_t kReaders = 5;
  static constexpr std::size_t kStreams = 3;
  // So much of the CPU's time given to other virtual machines is too much.
  static constexpr double kSteal = 0.1;
  // For so long a sample of the host counts, and at least for twice the time from one to the next.
  // Its age is that of its arrival: clocks differ.
  static constexpr std::chrono::seconds kFresh{10};

  // `host`: the newest sample, new or not; null: no agent speaks of this server's machine.
  // `host_busy`: the share of CPU or network from which on it is full.
  void update(const std::map<std::string_view, Audience>& audiences, const HostLoad* host,
              double host_busy, SteadyTime at, WallTime wall);
  // Null: there is none.
  [[nodiscard]] const Overload* overload() const { return overload_ ? &*overload_ : nullptr; }

 private:
  // What is full, and what to do about it.
  struct Shortage {
    std::string text;
    std::string remedy;
    std::vector<std::pair<std::string, double>> numbers;
  };
  [[nodiscard]] static std::optional<Shortage> shortage_of(const HostLoad& host, double host_busy);
  void note_host(const HostLoad& host, double host_busy, SteadyTime at);

  std::optional<WallTime> collected_at_;  // of the newest sample
  std::optional<Shortage> shortage_;
  SteadyTime shortage_at_;
  std::optional<SteadyTime> sampled_at_;
  SteadyTime::duration sampled_every_{0};  // the last time
  ReasonMemory memory_;
  std::optional<Overload> overload_;
};

}  // namespace mtxmon
