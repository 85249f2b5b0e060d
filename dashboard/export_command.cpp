#include "dashboard/export_command.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <simdjson.h>

#include "core/base/command_line.h"
#include "core/base/log.h"
#include "core/base/nearest.h"
#include "core/history/tier_settings.h"
#include "core/store/redis_store.h"
#include "dashboard/history_api.h"
#include "dashboard/records_api.h"
#include "dashboard/report.h"

namespace mtxmon {
namespace {

int fail(int code, std::string_view message) {
  std::fprintf(stderr, "mediamtx-dashboard: %.*s\n", static_cast<int>(message.size()),
               message.data());
  return code;
}

// What the dashboard would know: the nodes and hosts that have written.
Result<StatePtr> read_state(Store& store) {
  if (Status usable = store.check(); !usable) return std::move(usable).error();
  auto nodes = store.latest_streams();
  if (!nodes) return std::move(nodes).error();
  auto hosts = store.latest_hosts();
  if (!hosts) return std::move(hosts).error();
  auto state = std::make_shared<State>();
  state->redis.ok = true;
  for (const auto& [name, json] : *nodes) {
    auto node = parse_node(json);
    if (node) state->nodes[name] = std::make_shared<const NodeDocument>(std::move(*node));
  }
  for (const auto& [name, json] : *hosts) {
    auto host = parse_host(json);
    if (host) state->hosts[name] = std::make_shared<const HostDocument>(std::move(*host));
  }
  return StatePtr(std::move(state));
}

Response answer(const Report& report, const Request& request, Store& store, const StatePtr& state,
                const TierRetention& retention) {
  const SystemClock clock;
  const NewestState newest = [&state] { return state; };
  const HistoryApi history(store, newest, clock, retention);
  const RecordsApi records(store, newest, clock);
  if (report.name == "uptime") return history.uptime(request);
  if (report.name == "events") return records.events(request);
  if (report.name == "sessions") return records.sessions(request);
  return history.history(request);
}

std::string error_text(const Response& response) {
  simdjson::dom::parser parser;
  std::string_view text;
  if (parser.parse(*response.body)["error"].get(text) != simdjson::SUCCESS) return *response.body;
  return std::string(text);
}

// To standard output when `path` is empty.
Status write_text(const std::string& path, const std::string& text) {
  std::FILE* const file = path.empty() ? stdout : std::fopen(path.c_str(), "wb");
  const std::string name = path.empty() ? "standard output" : path;
  const auto failure = [&] {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread
    return Error{fmt::format("{}: cannot be written: {}", name, std::strerror(errno))};
  };
  if (file == nullptr) return failure();
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool flushed = std::fflush(file) == 0;
  Status status = written && flushed ? Status() : failure();
  if (!path.empty() && std::fclose(file) != 0 && status.ok()) status = failure();
  return status;
}

// The report that the words name; null when the first word is none.
const Report* named_report(int argc, const char* const* argv) {
  if (argc < 2 || std::string_view(argv[1]).starts_with("-")) return &reports().front();
  return find_report(argv[1]);
}

int unknown_report(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Report& report : reports()) names.push_back(report.name);
  const auto guess = nearest(name, names);
  return fail(kExitUsage,
              fmt::format("export: there is no report \"{}\", but {}{}", printable(name, 40),
                          fmt::join(names, ", "),
                          guess.empty() ? "" : fmt::format("; did you mean {}?", guess)));
}

}  // namespace

int run_export(int argc, const char* const* argv) {
  const Report* const report = named_report(argc, argv);
  if (report == nullptr) return unknown_report(argv[1]);
  const bool has_name = argc >= 2 && report->name == argv[1];
  auto flags = report->flags;
  flags.push_back({"output", "write into this file (default standard output)", "FILE"});
  const auto parsed =
      parse_command_line(Program::Dashboard, report->summary, flags, has_name ? argc - 1 : argc,
                         has_name ? argv + 1 : argv, fmt::format("export {}", report->name));
  if (const int* code = std::get_if<int>(&parsed)) return *code;
  const CommandLine& line = std::get<CommandLine>(parsed);
  const Settings& settings = line.settings;
  if (auto good = setup_logging("mediamtx-dashboard", settings.text("log.level")); !good)
    return fail(kExitUsage, good.error().message);
  const auto redis = redis_address_of(settings);
  if (!redis) return fail(kExitUsage, redis.error().message);
  if (line.check_only) return finish_check(Program::Dashboard);

  RedisStore store({.address = *redis,
                    .key_prefix = settings.text("redis.prefix"),
                    .client_name = "mediamtx-dashboard:export"});
  const auto state = read_state(store);
  if (!state) return fail(kExitFailed, state.error().message);
  const auto request = report_request(*report, line.values);
  const auto response = answer(*report, request, store, *state, tier_retention(settings));
  if (response.status != 200) {
    return fail(response.status == 400 ? kExitUsage : kExitFailed,
                fmt::format("export: {}", error_text(response)));
  }
  const auto output = line.values.find("output");
  const Status written =
      write_text(output == line.values.end() ? "" : output->second, *response.body);
  return written ? kExitOk : fail(kExitFailed, written.error().message);
}

}  // namespace mtxmon
