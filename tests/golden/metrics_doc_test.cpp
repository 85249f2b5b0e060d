// docs/METRICS.md lists every family that the three programs serve; this makes the list from what
// they really write.
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "agent/agent_pages.h"
#include "core/schema/schema.h"
#include "dashboard/dashboard_metrics.h"
#include "exporter/snapshot_metrics.h"
#include "tests/golden/golden_file.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"
#include "tests/support/http_get.h"
#include "tests/support/redis_fixture.h"
#include "tests/unit/agent/host_fixture.h"

namespace mtxmon {
namespace {

constexpr std::string_view kBegin = "<!-- families: made by metrics_doc_test, not by hand -->\n";
constexpr std::string_view kEnd = "<!-- end of families -->\n";

// A node with one stream of which everything is known.
std::shared_ptr<const Snapshot> full_snapshot() {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->node = "local";
  snapshot->up = true;
  snapshot->collected_at = snapshot->polled_at = WallTime(Milliseconds(1'795'370'400'000));
  snapshot->server_version = "v1.20.1";
  snapshot->server_started = snapshot->collected_at;
  snapshot->endpoints["paths"] = {EndpointState::Ok, 200, 0.001, ""};
  Stream& stream = snapshot->streams.emplace_back();
  stream.name = "cam";
  stream.state = StreamState::Live;
  stream.expected = true;
  stream.available_since = snapshot->collected_at;
  stream.readers_by_protocol["srt"] = 1;
  stream.readers_silent = 0;
  stream.viewers = 1;
  Reason& reason = stream.reasons.emplace_back();
  reason.code = ReasonCode::RtpLoss;
  reason.severity = Severity::Warning;
  snapshot->problems.emplace_back().code = ReasonCode::ListFailed;
  stream.inbound_bytes_total = stream.outbound_bytes_total = 1;
  stream.inbound_frames_in_error_total = 1;
  for (const Resource* resource : kResources) {
    FieldValues values;
    for (const Field& field : resource->fields)
      values.push_back(field.kind == Kind::Counter ? Number(std::uint64_t{1}) : Number(1.0));
    stream.totals.push_back({resource, values, values});
  }
  return snapshot;
}

std::string snapshot_page() {
  ExpositionWriter out(ExpositionWriter::Format::Text);
  write_snapshots(out, {full_snapshot()});
  return std::move(out).finish();
}

// The exporter's own families, from the program itself. It needs a Redis, because who leads a node
// is known only once it was asked, but no MediaMTX.
std::string exporter_page() {
  const RedisServer redis;
  const std::string binary = MTXMON_BIN_DIR "/mediamtx-exporter";
  ChildProcess program({binary, "--web.listen-address", "127.0.0.1:0", "--mediamtx.url",
                        "http://127.0.0.1:1", "--redis.url",
                        "unix://" + redis.address().socket_path});
  const auto line = program.wait_for_line("listening on ");
  if (!line) {
    ADD_FAILURE() << "mediamtx-exporter did not start: " << program.errors();
    return "";
  }
  const auto port = static_cast<std::uint16_t>(std::stoi(line->substr(line->rfind(':') + 1)));
  std::string page;
  EXPECT_TRUE(eventually(kTestDeadline, [&] {
    if (const auto answer = http_get(port, "/metrics")) page = answer->body;
    return page.find("mediamtx_exporter_leader{") != std::string::npos &&
           page.find("mediamtx_exporter_poll_duration_seconds_count{") != std::string::npos;
  })) << page;
  return page;
}

std::string dashboard_page() {
  const ProgramMetrics metrics("mediamtx_dashboard");
  ExpositionWriter out(ExpositionWriter::Format::Text);
  write_dashboard_metrics(out, State{}, WebServerStats{});
  metrics.write(out, WebServerStats{});
  return std::move(out).finish();
}

std::string agent_page() {
  const TemporaryRoot root;
  ManualClock clock;
  Sampler sampler = fixture_sampler(root.path(), clock);
  root.lay("vm/tick1");
  (void)sampler.sample();
  root.lay("vm/tick2");
  clock.advance(Milliseconds(2000));
  LatestSample latest;
  latest.set(std::make_shared<const HostSample>(sampler.sample()));
  const AgentPages pages("venue-a", latest, clock,
                         {.redis = [] { return WriterState{}; },
                          .missed_ticks = [] { return std::uint64_t{0}; },
                          .web = [] { return WebServerStats{}; }});
  return *pages.metrics(Request{}).body;
}

struct Family {
  std::string name, type, help;
  std::vector<std::string> labels;  // in the order of the first sample
};

// The families of pages in the text format; `le` and the parts of a histogram belong to its type.
std::vector<Family> families_of(const std::vector<std::string>& pages) {
  static const std::regex kLabel(R"re(([a-z_]+)="(?:[^"\\]|\\.)*")re");
  std::vector<Family> families;
  std::set<std::string> known;
  for (const std::string& page : pages) {
    std::istringstream lines(page);
    bool is_new = false;
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string hash, keyword, name, rest;
      if (line.starts_with("# ")) {
        words >> hash >> keyword >> name;
        std::getline(words >> std::ws, rest);
        if (keyword == "HELP") {
          is_new = known.insert(name).second;
          if (is_new) families.push_back({name, "", rest, {}});
        } else if (is_new) {
          families.back().type = rest;
        }
      } else if (is_new && families.back().labels.empty()) {
        for (auto label = std::sregex_iterator(line.begin(), line.end(), kLabel);
             label != std::sregex_iterator(); ++label) {
          if ((*label)[1] != "le") families.back().labels.push_back((*label)[1]);
        }
      }
    }
  }
  return families;
}

struct Section {
  std::string_view prefix, title;
};
// Shown in this order; a family belongs to the longest prefix.
constexpr Section kSections[] = {
    {"mediamtx_", "MediaMTX servers (exporter)"},
    {"mediamtx_stream_", "Streams (exporter)"},
    {"mediamtx_srt_publish_", "SRT publishers, by stream (exporter)"},
    {"mediamtx_srt_read_", "SRT readers, by stream (exporter)"},
    {"mediamtx_exporter_", "The exporter itself"},
    {"mediamtx_dashboard_", "The dashboard itself"},
    {"mediamtx_host_", "Hosts (agent)"},
    {"mediamtx_agent_", "The agent itself"},
    {"process_", "Every program's process"},
};

const Section* section_of(const Family& family) {
  const Section* best = nullptr;
  for (const Section& section : kSections) {
    const bool longer = best == nullptr || section.prefix.size() > best->prefix.size();
    if (longer && family.name.starts_with(section.prefix)) best = &section;
  }
  return best;
}

std::string table(const std::vector<Family>& families) {
  std::string out;
  for (const Section& section : kSections) {
    out += "\n### " + std::string(section.title) +
           "\n\n| name | type | labels | meaning |\n|---|---|---|---|\n";
    for (const Family& family : families) {
      if (section_of(family) != &section) continue;
      std::string labels;
      for (const std::string& label : family.labels)
        labels += (labels.empty() ? "`" : " `") + label + "`";
      out += "| `" + family.name + "` | " + family.type + " | " + labels + " | " + family.help +
             " |\n";
    }
  }
  return out + "\n";
}

std::vector<Family> all_families() {
  return families_of({snapshot_page(), exporter_page(), dashboard_page(), agent_page()});
}

TEST(MetricsDoc, ListsEveryFamily) {
  const std::string doc = read_whole(repository() / "docs/METRICS.md");
  const auto begin = doc.find(kBegin);
  const auto end = doc.find(kEnd);
  ASSERT_NE(begin, std::string::npos) << "docs/METRICS.md has lost the line " << kBegin;
  ASSERT_NE(end, std::string::npos) << "docs/METRICS.md has lost the line " << kEnd;
  expect_file("docs/METRICS.md",
              doc.substr(0, begin + kBegin.size()) + table(all_families()) + doc.substr(end));
}

TEST(MetricsDoc, NamesFollowTheRules) {
  for (const Family& family : all_families()) {
    EXPECT_NE(section_of(family), nullptr) << family.name;
    EXPECT_EQ(family.name.ends_with("_total"), family.type == "counter") << family.name;
    EXPECT_TRUE(family.help.ends_with('.')) << family.name;
    for (const std::string& label : family.labels) {
      EXPECT_FALSE(label == "id" || label == "remote_addr" || label == "user" || label == "query")
          << family.name << " has a label that has no bound: " << label;
    }
  }
}

// The names that dashboards and alert rules elsewhere rely on.
TEST(MetricsDoc, FixedNamesAreThere) {
  std::map<std::string, std::vector<std::string>> labels;
  for (const Family& family : all_families()) labels[family.name] = family.labels;
  using Labels = std::vector<std::string>;
  EXPECT_EQ(labels["mediamtx_up"], Labels{"node"});
  EXPECT_EQ(labels["mediamtx_stream_state"], (Labels{"node", "path", "state"}));
  EXPECT_EQ(labels["mediamtx_stream_inbound_bytes_total"], (Labels{"node", "path"}));
  EXPECT_EQ(labels["mediamtx_stream_outbound_bytes_total"], (Labels{"node", "path"}));
  EXPECT_EQ(labels["mediamtx_stream_readers"], (Labels{"node", "path", "protocol"}));
  EXPECT_EQ(labels["mediamtx_stream_reason"], (Labels{"node", "path", "reason", "severity"}));
  EXPECT_EQ(labels["mediamtx_problems"], (Labels{"node", "severity"}));
  EXPECT_EQ(labels["mediamtx_srt_publish_rtt_seconds"], (Labels{"node", "path"}));
  EXPECT_EQ(labels["mediamtx_srt_publish_receive_bytes_per_second"], (Labels{"node", "path"}));
  EXPECT_EQ(labels["mediamtx_srt_publish_link_capacity_bytes_per_second"],
            (Labels{"node", "path"}));
  EXPECT_EQ(labels["mediamtx_exporter_build_info"], (Labels{"version", "revision", "compiler"}));
  EXPECT_EQ(labels["mediamtx_host_cpu_seconds_total"], (Labels{"host", "mode"}));
}

}  // namespace
}  // namespace mtxmon
