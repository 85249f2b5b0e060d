#include "tests/integration/programs/stack.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <utility>

namespace mtxmon {
namespace {

void end_program(const char* name, std::optional<RunningProgram>& program, bool failed) {
  if (!program) return;
  if (program->process().running()) {
    EXPECT_EQ(program->stop(), 0) << name << " after SIGTERM";
  }
  if (failed) std::cerr << "--- log of " << name << "\n" << program->log();
}

}  // namespace

void Stack::TearDown() {
  const bool failed = HasFailure();
  end_program("agent", agent_, failed);
  end_program("dashboard", dashboard_, failed);
  end_program("exporter", exporter_, failed);
}

Simulator& Stack::start_simulator(SimulatorOptions options) {
  simulator_.emplace(std::move(options));
  const Status started = simulator_->start();
  EXPECT_TRUE(started.ok()) << started.error().message;
  return *simulator_;
}

std::vector<std::string> Stack::exporter_flags(std::vector<std::string> more) const {
  std::vector<std::string> flags = {"--redis.url", redis_url()};
  if (std::ranges::find(more, "--poll.interval") == more.end())
    flags.insert(flags.end(), {"--poll.interval", "200ms"});
  if (std::ranges::find(more, "--mediamtx.url") == more.end() && simulator_)
    flags.insert(flags.end(), {"--mediamtx.url", simulator_->url()});
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

RunningProgram& Stack::start_exporter(std::vector<std::string> flags) {
  return exporter_.emplace("mediamtx-exporter", exporter_flags(std::move(flags)));
}

RunningProgram Stack::start_second_exporter() const {
  return RunningProgram("mediamtx-exporter", exporter_flags({}));
}

RunningProgram& Stack::start_dashboard(std::vector<std::string> flags) {
  flags.insert(flags.end(), {"--redis.url", redis_url()});
  return dashboard_.emplace("mediamtx-dashboard", std::move(flags));
}

RunningProgram& Stack::start_agent(std::vector<std::string> flags) {
  flags.insert(flags.end(), {"--redis.url", redis_url(), "--poll.interval", "200ms"});
  flags.insert(flags.end(), {"--host.name", "venue-a"});
  return agent_.emplace("mediamtx-agent", std::move(flags));
}

void Stack::start_pipe(SimulatorOptions options) {
  start_simulator(std::move(options));
  start_exporter();
  start_dashboard();
  ASSERT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "live"; }));
}

JsonView Stack::node(const std::string& name) const {
  return dashboard_->get_json("/api/v1/nodes")["nodes"].find("node", name);
}

JsonView Stack::stream(const std::string& name, const std::string& node) const {
  for (const JsonView& one : dashboard_->get_json("/api/v1/streams")["streams"].items()) {
    if (one["name"].text() == name && one["node"].text() == node) return one;
  }
  return {};
}

std::string Stack::state_of(const std::string& stream) const {
  return this->stream(stream)["state"].text();
}

double Stack::seq(const std::string& node_name) const { return node(node_name)["seq"].number(); }

bool Stack::polls_go_on(int polls) const {
  double first = NAN;
  return eventually(kPatience, [&] {
    const double now = seq();
    if (std::isnan(first)) first = now;
    return now >= first + polls;
  });
}

std::vector<double> Stack::history_times(const std::string& path) const {
  const JsonView history = dashboard_->get_json("/api/v1/history?node=local&path=" + path +
                                                "&series=inbound_bits_per_second");
  const auto times = history["times"].items();
  const auto values = history["series"]["inbound_bits_per_second"]["avg"].items();
  std::vector<double> out;
  for (std::size_t i = 0; i < std::min(times.size(), values.size()); ++i) {
    if (!values[i].is_null()) out.push_back(times[i].number());
  }
  return out;
}

void Stack::control(std::string_view order) {
  const Status done = simulator_->control(order);
  EXPECT_TRUE(done.ok()) << order << ": " << done.error().message;
}

JsonView next_message(WebSocketClient& client) {
  const auto text = client.read_text();
  return text ? JsonView::parse(*text) : JsonView();
}

}  // namespace mtxmon
