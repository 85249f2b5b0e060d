// NoisyStream: samples of a stream that nobody recorded, with the noise of a real one, for
// measuring what the history costs. Never shown to anybody.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

namespace mtxmon {

struct NoisySample {
  std::string_view series;
  double value;
};

// An SRT publisher of 6 Mbit/s with five readers, as polls every two seconds see it.
class NoisyStream {
 public:
  explicit NoisyStream(std::int64_t start_ms, unsigned seed = 1) : random_(seed), key_(start_ms) {}

  std::vector<NoisySample> next() {
    const double inbound = around(6e6, 0.05), outbound = around(30e6, 0.05);
    inbound_bytes_ += std::round(inbound / 4);
    outbound_bytes_ += std::round(outbound / 4);
    const double lost = std::floor(around(3, 0.8));
    retransmitted_ += std::max(0.0, lost - (random_() % 2 == 0 ? 1 : 0));
    const double readers = 5 + static_cast<double>(random_() % 40 == 0);
    return {{"state", random_() % 60 == 0 ? 1.0 : 0.0},
            {"inbound_bits_per_second", inbound},
            {"outbound_bits_per_second", outbound},
            {"inbound_bytes_total", inbound_bytes_},
            {"outbound_bytes_total", outbound_bytes_},
            {"readers", readers},
            {"readers_silent", 0},
            {"viewers", readers},
            {"receive_bits_per_second", around(6e6, 0.08)},
            {"link_capacity_bits_per_second", around(90e6, 0.4)},
            {"inbound_frames_in_error_total", 0},
            {"rtt_seconds", around(0.021, 0.1)},
            {"latency_seconds", 0.2},
            {"link_loss_ratio", around(0.002, 0.3)},
            {"unrecovered_loss_ratio", 0},
            {"packets_send_dropped_total", 17},
            {"receive_buffer_max_seconds", around(0.190, 0.05)},
            {"packets_received_retransmitted_total", retransmitted_},
            {"rtp_packets_discarded_total", 0},
            {"frames_discarded_total", 0}};
  }
  std::int64_t next_key() { return key_ += 1'998 + static_cast<std::int64_t>(random_() % 5); }

 private:
  double around(double mean, double spread) {
    return std::abs(std::normal_distribution<double>(mean, mean * spread)(random_));
  }

  std::mt19937 random_;
  std::int64_t key_;
  double inbound_bytes_ = 1e11, outbound_bytes_ = 5e11, retransmitted_ = 9e4;
};

}  // namespace mtxmon
