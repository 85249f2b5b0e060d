// Stack: a MediaMTX (simulated), a Redis and our three programs, all real processes but the first.
//
// What a test starts here is ended after it: every program that still runs must obey SIGTERM with
// exit code 0. A failed test shows the programs' logs.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/integration/programs/json_view.h"
#include "tests/integration/programs/running_program.h"
#include "tests/simulator/simulator.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_fixture.h"
#include "tests/support/web_socket_client.h"

namespace mtxmon {

// Long enough for sanitizers on a busy machine; only a failing test waits for so long.
inline constexpr std::chrono::seconds kPatience{30};

class Stack : public testing::Test {
 protected:
  static constexpr auto kMain = "event/main";  // the simulator's first stream, SRT
  static constexpr auto kMainUrl = "/api/v1/streams/local/event/main";

  Stack() = default;
  void TearDown() override;

  // Each returns the program, which stays the fixture's. Polls are quick so that tests are.
  Simulator& start_simulator(SimulatorOptions options = {.streams = 3});
  RunningProgram& start_exporter(std::vector<std::string> flags = {});
  RunningProgram& start_dashboard(std::vector<std::string> flags = {});
  RunningProgram& start_agent(std::vector<std::string> flags = {});
  // Another exporter of the same node.
  RunningProgram start_second_exporter() const;
  // Simulator, exporter and dashboard; returns when the dashboard shows the main stream live.
  void start_pipe(SimulatorOptions options = {.streams = 3});

  [[nodiscard]] RedisServer& redis() { return *redis_; }
  [[nodiscard]] Simulator& simulator() { return *simulator_; }
  [[nodiscard]] RunningProgram& exporter() { return *exporter_; }
  [[nodiscard]] RunningProgram& dashboard() { return *dashboard_; }
  [[nodiscard]] RunningProgram& agent() { return *agent_; }
  [[nodiscard]] std::string redis_url() const { return "unix://" + redis_->address().socket_path; }

  // What the dashboard says now.
  [[nodiscard]] JsonView node(const std::string& name = "local") const;
  [[nodiscard]] JsonView stream(const std::string& name, const std::string& node = "local") const;
  [[nodiscard]] std::string state_of(const std::string& stream) const;
  [[nodiscard]] double seq(const std::string& node_name = "local") const;
  // Waits until the dashboard shows a snapshot that is newer by `polls`.
  [[nodiscard]] bool polls_go_on(int polls = 2) const;
  // Times of the samples of one series that the history has of the main stream, without gaps.
  [[nodiscard]] std::vector<double> history_times(const std::string& path = kMain) const;

  // POST /sim/control.
  void control(std::string_view order);

  // Before everything that uses it, so that it ends last. A test with wishes replaces it first.
  std::optional<RedisServer> redis_{std::in_place};

 private:
  [[nodiscard]] std::vector<std::string> exporter_flags(std::vector<std::string> more) const;

  std::optional<Simulator> simulator_;
  std::optional<RunningProgram> exporter_;
  std::optional<RunningProgram> dashboard_;
  std::optional<RunningProgram> agent_;
};

// The next message of a live client as JSON; nothing when none comes.
[[nodiscard]] JsonView next_message(WebSocketClient& client);

}  // namespace mtxmon
