// The whole /metrics body and the whole JSON of the agent's fixture trees, byte for byte.
//
// A difference is shown as the new text beside the expected file: copy it there when it is meant.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "agent/host_json.h"
#include "agent/host_metrics.h"
#include "tests/unit/agent/host_fixture.h"

namespace mtxmon {
namespace {

void expect_golden(const std::string& name, const std::string& actual) {
  const auto expected = std::filesystem::path(MTXMON_FIXTURES).parent_path() / "golden" / name;
  std::ostringstream text;
  text << std::ifstream(expected, std::ios::binary).rdbuf();
  if (text.str() == actual) return;
  const auto written = std::filesystem::temp_directory_path() / name;
  std::ofstream(written, std::ios::binary) << actual;
  ADD_FAILURE() << "differs; see: diff " << expected.string() << " " << written.string();
}

std::string metrics_text(const HostSample* sample, ExpositionWriter::Format format) {
  ExpositionWriter out(format);
  write_host_metrics(out, "venue-a", sample);
  return std::move(out).finish();
}

// One sample of a tree that stands still.
HostSample sample_of(std::string_view fixture, std::vector<std::string> mounts = {"/"}) {
  const ManualClock clock;
  Sampler sampler = fixture_sampler(proc_fixture(fixture), clock, std::move(mounts));
  return sampler.sample();
}

// The second of two samples, 2 s apart.
HostSample second_sample() {
  const TemporaryRoot root;
  ManualClock clock;
  Sampler sampler = fixture_sampler(root.path(), clock);
  root.lay("vm/tick1");
  (void)sampler.sample();
  root.lay("vm/tick2");
  clock.advance(Milliseconds(2000));
  return sampler.sample();
}

void expect_golden_sample(const std::string& name, const HostSample& sample) {
  expect_golden("agent_" + name + ".prom", metrics_text(&sample, ExpositionWriter::Format::Text));
  expect_golden("agent_" + name + ".json", host_json(sample) + "\n");
}

TEST(AgentGolden, VirtualMachine) { expect_golden_sample("vm", second_sample()); }

TEST(AgentGolden, Container) {
  expect_golden_sample("container", sample_of("container", {"/", "/recordings"}));
}

TEST(AgentGolden, OldKernel) { expect_golden_sample("old_kernel", sample_of("old_kernel")); }

TEST(AgentGolden, OddNames) {
  expect_golden_sample("odd_names", sample_of("odd_names", {"/", "/mnt/rec disk", "/mnt/nas"}));
}

TEST(AgentGolden, Broken) {
  HostSample sample = sample_of("broken");
  const std::string root = proc_fixture("broken").string();
  for (PartFailure& one : sample.failures) {
    one.text.replace(one.text.find(root), root.size(), "/host");
  }
  expect_golden_sample("broken", sample);
}

TEST(AgentGolden, OpenMetrics) {
  const HostSample sample = sample_of("odd_names");
  expect_golden("agent_odd_names.openmetrics",
                metrics_text(&sample, ExpositionWriter::Format::OpenMetrics));
}

TEST(AgentGolden, WithoutAFreshSample) {
  expect_golden("agent_down.prom", metrics_text(nullptr, ExpositionWriter::Format::Text));
}

}  // namespace
}  // namespace mtxmon
