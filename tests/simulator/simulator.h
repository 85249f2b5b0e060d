// Simulator: a look-alike of MediaMTX's Control API, for tests, benchmarks and the demo.
//
//     Simulator simulator(SimulatorOptions{.streams = 3});
//     if (Status started = simulator.start(); !started.ok()) …
//     poll("http://127.0.0.1:" + std::to_string(simulator.port()));
//
// Every member may be called from any thread after start(); the control functions take effect
// before they return. The same orders come as POST /sim/control, and GET /sim/state tells the truth
// (README.md).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "tests/simulator/control.h"
#include "tests/simulator/options.h"

namespace mtxmon {

class Simulator {
 public:
  explicit Simulator(SimulatorOptions options);
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  // An option that makes no sense, a recording that cannot be read, an address that is taken: an
  // error. Once.
  Status start();
  // Ends every connection and thread; also done by the destructor.
  void stop();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;  // "http://127.0.0.1:40123"

  // Any order, also as the JSON of the control endpoint.
  Status control(const sim::ControlOrder& order);
  Status control(std::string_view json);

  Status stop_publisher(const std::string& stream) {
    return control_scene({sim::Action::PublisherStop, stream});
  }
  Status start_publisher(const std::string& stream) {
    return control_scene({sim::Action::PublisherStart, stream});
  }
  Status stall_publisher(const std::string& stream) {
    return control_scene({sim::Action::PublisherStall, stream});
  }
  Status resume_publisher(const std::string& stream) {
    return control_scene({sim::Action::PublisherResume, stream});
  }
  Status reconnect_publisher(const std::string& stream) {
    return control_scene({sim::Action::PublisherReconnect, stream});
  }
  Status add_reader(const std::string& stream) {
    return control_scene({sim::Action::ReaderAdd, stream});
  }
  Status remove_reader(const std::string& stream) {
    return control_scene({sim::Action::ReaderRemove, stream});
  }
  Status flap_publisher(const std::string& stream) {
    return control_scene({sim::Action::PublisherFlap, stream});
  }
  Status fight_for(const std::string& stream) {
    return control_scene({sim::Action::PublisherFight, stream});
  }
  Status steady_publisher(const std::string& stream) {
    return control_scene({sim::Action::PublisherSteady, stream});
  }
  Status lose_audio(const std::string& stream) {
    return control_scene({sim::Action::TracksAudioLost, stream});
  }
  // All cameras of the site freeze at once; they connect again.
  Status kill_site() { return control_scene({sim::Action::SiteDie, ""}); }
  Status bring_site_back() { return control_scene({sim::Action::SiteBack, ""}); }
  Status fail_forward(const std::string& stream) {
    return control_scene({sim::Action::ForwardFail, stream});
  }
  Status mend_forward(const std::string& stream) {
    return control_scene({sim::Action::ForwardOk, stream});
  }
  // So many of its readers lose a tenth of what they should get.
  Status slow_readers(const std::string& stream, std::uint64_t count = 1) {
    sim::SceneCommand command(sim::Action::ReaderSlow, stream);
    command.count = count;
    return control_scene(command);
  }
  // The encoder connects again, with this SRT latency from now on.
  Status reconnect_publisher(const std::string& stream, double latency_seconds) {
    sim::SceneCommand command(sim::Action::PublisherReconnect, stream);
    command.latency_seconds = latency_seconds;
    return control_scene(command);
  }
  // So much of its bit rate; 1 is all of it.
  Status set_loudness(const std::string& stream, double ratio) {
    sim::SceneCommand command(sim::Action::PublisherQuiet, stream);
    command.ratio = ratio;
    return control_scene(command);
  }
  Status set_unauthorized(bool on) { return control(sim::SetUnauthorized{on}); }
  Status set_latency(double seconds) { return control(sim::SetLatency{seconds}); }
  Status restart() { return control_scene({}); }
  Status set_fault(sim::Fault fault) { return control(std::move(fault)); }
  Status clear_faults() { return control(sim::ClearFaults{}); }
  // Nobody can connect for so long, or until it is called with 0.
  Status refuse_connections(double seconds) { return control(sim::RefuseConnections{seconds}); }

  // The truth: the JSON of GET /sim/state.
  [[nodiscard]] std::string state() const;
  // How often a route ("paths/list") was asked for, faulty answers included.
  [[nodiscard]] std::uint64_t requests(std::string_view route) const;

 private:
  Status control_scene(const sim::SceneCommand& command) {
    return control(sim::ControlOrder(command));
  }

  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mtxmon
