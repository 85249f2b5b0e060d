// Incidents: a Stack whose tests ask what the diagnosis makes of a scene.
//
// They read what the exporter writes for everybody: the snapshot and the event streams in Redis.
// Time is never measured by the test: what must be quick is counted in polls of the history.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/integration/programs/stack.h"

namespace mtxmon {

// Some evidence takes half a minute (RTCP reports, forward destinations).
inline constexpr std::chrono::seconds kLongPatience{90};

class Incidents : public Stack {
 protected:
  // Simulator and exporter; returns when the newest snapshot has bytes of every publisher.
  void begin(SimulatorOptions options, std::vector<std::string> exporter_flags = {});

  // The newest snapshot.
  [[nodiscard]] JsonView latest() const;
  [[nodiscard]] JsonView stream_now(const std::string& name) const;
  [[nodiscard]] std::string state_now(const std::string& name) const;
  // Waits for so many more polls.
  [[nodiscard]] bool polled(int polls) const;

  // A reason of a stream that holds, or a view of nothing.
  [[nodiscard]] JsonView reason(const std::string& stream, std::string_view code) const;
  // Whether a reason of severity warning or worse holds of this stream or connection.
  [[nodiscard]] static bool is_warned(const JsonView& object);
  // Of the newest snapshot; an empty code is any.
  [[nodiscard]] std::vector<JsonView> problems(std::string_view code = "") const;
  [[nodiscard]] std::vector<JsonView> connections(const std::string& stream,
                                                  std::string_view role = "reader") const;

  // Of the node's event stream, the oldest first; empty texts are any.
  [[nodiscard]] std::vector<JsonView> events(std::string_view type = "",
                                             std::string_view stream = "") const;
  [[nodiscard]] std::vector<JsonView> reader_events(std::string_view type) const;
  [[nodiscard]] std::size_t ended_sessions() const;
  // The record of problems, the oldest first; empty texts are any.
  [[nodiscard]] std::vector<JsonView> problem_records(std::string_view type,
                                                      std::string_view code = "") const;

  // mediamtx_stream_state of this node; nothing when there is no such series.
  [[nodiscard]] std::optional<double> state_metric(const std::string& stream,
                                                   const std::string& state);

 private:
  [[nodiscard]] std::vector<JsonView> entries(const std::string& key) const;
};

}  // namespace mtxmon
