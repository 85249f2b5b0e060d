#include "dashboard/export_command.h"

#include <cstdio>
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
#include "dashboard/parse_node.h"
#include "dashboard/records_api.h"
#include "dashboard/report.h"
#include "dashboard/report_file.h"

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

// What to say of a node or host that is not among those that write: its report may well be empty.
template <typename Documents>
void note_if_unknown(std::string_view what, const CommandLine& line, const Documents& documents) {
  const auto asked = line.values.find(std::string(what));
  if (asked == line.values.end() || documents.contains(asked->second)) return;
  std::vector<std::string_view> known;
  known.reserve(documents.size());
  for (const auto& [name, document] : documents) known.push_back(name);
  std::fprintf(
      stderr, "mediamtx-dashboard: export: %s\n",
      fmt::format("{} \"{}\" does not write now; {}", what, printable(asked->second, 40),
                  known.empty() ? "none does" : fmt::format("there are {}", fmt::join(known, ", ")))
          .c_str());
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

// The first word that is neither a flag nor, as far as can be seen, the value of one; or null.
const char* surplus_word(int argc, const char* const* argv) {
  bool is_value = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool is_flag = word.starts_with("-");
    if (!is_flag && !is_value) return argv[i];
    is_value = is_flag && word.find('=') == std::string_view::npos;
  }
  return nullptr;
}

int too_many_words(std::string_view word, bool has_name) {
  std::string advice = "every value belongs to a flag";
  if (find_report(word) != nullptr)
    advice = has_name ? "one report at a time" : fmt::format("say export {} first", word);
  return fail(kExitUsage,
              fmt::format("export: \"{}\" is one word too many: {}", printable(word, 40), advice));
}

}  // namespace

int run_export(int argc, const char* const* argv) {
  const Report* const report = named_report(argc, argv);
  if (report == nullptr) return unknown_report(argv[1]);
  const bool has_name = argc >= 2 && report->name == argv[1];
  if (has_name) {
    --argc;
    ++argv;
  }
  if (const char* word = surplus_word(argc, argv)) return too_many_words(word, has_name);
  auto flags = report->flags;
  flags.push_back(
      {"output", "write into this file; one that is there is overwritten (default standard output)",
       "FILE"});
  const auto parsed = parse_command_line(Program::Dashboard, report->summary, flags, argc, argv,
                                         fmt::format("export {}", report->name));
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
  note_if_unknown("node", line, (*state)->nodes);
  note_if_unknown("host", line, (*state)->hosts);
  const auto output = line.values.find("output");
  const Status written =
      write_report(output == line.values.end() ? "" : output->second, *response.body);
  return written ? kExitOk : fail(kExitFailed, written.error().message);
}

}  // namespace mtxmon
