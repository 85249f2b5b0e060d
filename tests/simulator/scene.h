// Scene: the simulated server's streams and connections, as a function of time.
//
// Time is seconds since the simulator began and never goes back. What was scheduled (a time-out, an
// incident of the director) happens at its own exact time, however rarely somebody looks; so with
// one seed and one clock the scene is always the same. Not thread-safe: the owner (Simulator)
// locks.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "tests/simulator/director.h"
#include "tests/simulator/json_text.h"
#include "tests/simulator/options.h"
#include "tests/simulator/scene_command.h"
#include "tests/simulator/shape.h"
#include "tests/simulator/stream.h"

namespace mtxmon::sim {

class Scene {
 public:
  // `origin` is the wall time of scene time 0.
  Scene(const SimulatorOptions& options, WallTime origin);

  // Lets time pass; what was scheduled until `t` happens.
  void advance(double t);

  // Does it now. An unknown stream, or an order that makes no sense at the moment, is an error.
  Status apply(const SceneCommand& command, double t);

  // The server's clock is wrong by this much from now on; what was created before keeps its time.
  void set_clock_offset(double seconds);

  [[nodiscard]] double now() const { return now_; }
  // Changes whenever something happened other than the passing of time.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  [[nodiscard]] const std::vector<Stream>& streams() const {
    return streams_;
  }  // by name, bytewise
  // Connections that never come about, each as the publisher of a stream that is none.
  [[nodiscard]] const std::vector<Stream>& attempts() const { return attempts_; }
  [[nodiscard]] const Stream* find(std::string_view name) const;
  [[nodiscard]] const Shape& shape() const { return shape_; }
  [[nodiscard]] const std::string& started() const { return started_; }
  [[nodiscard]] bool enabled(Protocol protocol) const {
    return enabled_.at(static_cast<std::size_t>(protocol));
  }
  [[nodiscard]] double read_timeout_seconds() const { return read_timeout_seconds_; }

  // RFC 3339 with nanoseconds, by the server's clock.
  [[nodiscard]] std::string time_text(double t) const;
  [[nodiscard]] WallTime wall_time(double t) const;

  // The truth as members of an open object: streams with their expected rates, readers, what
  // happened last.
  void write_state(JsonText& json) const;

 private:
  void build(const SimulatorOptions& options);
  void add_stream(Stream stream);
  Status perform_attempt(const SceneCommand& command, double t);
  void run_incident(double t);
  Status perform(const SceneCommand& command, double t);
  Status perform_on(Stream& stream, const SceneCommand& command, double t);
  void publish(Stream& stream, double t);
  void reconnect(Stream& stream, double t);
  void end_publisher(Stream& stream, double t);
  Status flap(Stream& stream, double t);
  Status fight(Stream& stream, double t);
  Status change_tracks(Stream& stream, Action change, double t);
  void stall(Stream& stream, double t);
  void resume(Stream& stream, double t);
  void set_volume(Stream& stream, double t);
  void add_reader(Stream& stream, Protocol protocol, double t);
  Status add_one_reader(Stream& stream, const SceneCommand& command, double t);
  void remove_reader(Stream& stream, std::size_t index, double t);
  Status remove_one_reader(Stream& stream, const SceneCommand& command, double t);
  Status freeze_one_reader(Stream& stream, const SceneCommand& command, double t);
  Status slow_readers(Stream& stream, const SceneCommand& command, double t);
  Status fast_readers(Stream& stream, const SceneCommand& command, double t);
  Status reject_readers(Stream& stream, const SceneCommand& command, double t);
  void reject_reader(Stream& stream, double t);
  Status site_dies(double t);
  Status site_is_back(double t);
  Status fail_forward(Stream& stream, double t);
  Status mend_forward(Stream& stream, double t);
  Status set_latency(Stream& stream, double seconds);
  Status spoil_link(Stream& stream, const SceneCommand& command, double t);
  void set_loss(Stream& stream, double loss_ratio, double t);
  void drop_sessions(double t);
  void switch_protocol(Protocol protocol, bool on, double t);
  [[nodiscard]] Session make_session(const Stream& stream, Protocol protocol, bool publisher,
                                     double t);
  void schedule(double at, SceneCommand command) { plan_.emplace(at, std::move(command)); }
  void note(double t, std::string text);

  WallTime origin_;
  std::uint64_t seed_;
  double read_timeout_seconds_;
  bool lively_;
  bool has_site_;
  Shape shape_;
  std::vector<Stream> streams_;
  std::vector<Stream> attempts_;
  std::unordered_map<std::string, std::size_t> index_;
  std::array<bool, kProtocols.size()> enabled_{};
  std::string started_;
  double clock_offset_seconds_ = 0.0;
  double now_ = 0.0;
  std::uint64_t revision_ = 0;
  std::uint64_t sessions_made_ = 0;
  Director director_;
  std::multimap<double, SceneCommand> plan_;
  struct Happening {
    double t;
    std::string text;
  };
  std::deque<Happening> happenings_;  // the newest 50
};

}  // namespace mtxmon::sim
