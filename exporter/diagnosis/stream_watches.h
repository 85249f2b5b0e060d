// What shows only over time: each class watches one thing of one stream. Pure state.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/model/stream.h"
#include "exporter/health_rules.h"

namespace mtxmon {

// Two encoders that take one path from each other.
class TakeoverWatch {
 public:
  static constexpr std::chrono::seconds kWindow{60};

  // `publisher`: the id of the session that feeds the stream, empty while there is none.
  void update(const std::string& publisher, const std::string& address, SteadyTime at);
  [[nodiscard]] std::optional<Reason> reason(const HealthRules& rules) const;

 private:
  std::string publisher_;
  std::string address_;
  std::vector<SteadyTime> takeovers_;
  std::string last_from_, last_to_;  // addresses of the last takeover
};

// What a reconnect brought back, against what was there before.
class TrackWatch {
 public:
  // How long a track is missed before its absence counts as the new normal.
  static constexpr std::chrono::hours kMissedFor{1};

  // `has_stream`: a publisher's stream is there, whether or not bytes come in.
  void update(const Stream& stream, bool has_stream, SteadyTime at);
  [[nodiscard]] std::optional<Reason> reason() const { return reason_; }

 private:
  void begin(std::string session, SteadyTime at);

  std::string session_;  // of the stream object that is there
  SteadyTime began_at_;
  std::vector<Track> before_;  // of the session before
  std::vector<Track> now_;
  std::optional<SteadyTime> lost_at_;
  std::optional<Reason> reason_;
};

// Below its own usual bit rate.
class BitrateWatch {
 public:
  static constexpr std::size_t kMinutes = 60;
  static constexpr std::size_t kMinutesNeeded = 5;  // no verdict before

  void update(const std::optional<double>& bits_per_second, SteadyTime at,
              const HealthRules& rules);
  [[nodiscard]] std::optional<Reason> reason() const { return reason_; }
  [[nodiscard]] std::optional<double> median() const { return median_; }

 private:
  void end_minute();

  std::vector<double> minutes_;  // means
  double sum_ = 0;
  unsigned samples_ = 0;
  std::optional<SteadyTime> minute_began_;
  std::optional<double> median_;
  std::optional<SteadyTime> low_since_;
  std::optional<Reason> reason_;
};

// Browsers that ask for the stream and never get it.
class RejectionWatch {
 public:
  static constexpr std::chrono::seconds kWindow{60};

  void rejected(SteadyTime at) { never_.push_back(at); }
  void left_at_once(SteadyTime at) { early_.push_back(at); }
  [[nodiscard]] std::optional<Reason> reason(const HealthRules& rules, SteadyTime at);

 private:
  std::vector<SteadyTime> never_, early_;
};

// Destinations that get nothing although the stream is there. MediaMTX says "forwarding" also while
// it still tries to connect, so only bytes count.
class ForwardWatch {
 public:
  // The destinations are looked at every 10 s.
  static constexpr std::chrono::seconds kStill{20};

  void update(const Stream& stream, SteadyTime at);
  [[nodiscard]] const std::vector<Reason>& reasons() const { return reasons_; }

 private:
  struct Destination {
    std::uint64_t bytes = 0;
    SteadyTime grew_at;
    std::string last_error;
  };
  std::map<std::string, Destination> destinations_;  // by id
  std::vector<Reason> reasons_;
};

}  // namespace mtxmon
