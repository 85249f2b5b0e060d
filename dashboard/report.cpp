#include "dashboard/report.h"

#include <algorithm>

#include "core/base/percent.h"

namespace mtxmon {
namespace {

// Those of one report, then those of all.
std::vector<ExtraFlag> with_common(std::vector<ExtraFlag> flags, const std::string& from) {
  flags.insert(flags.end(), {{"from", "Unix seconds or RFC 3339 (default " + from + ")", "TIME"},
                             {"to", "Unix seconds or RFC 3339 (default now)", "TIME"},
                             {"format", "csv or json (default csv)", "FORM"}});
  return flags;
}

std::vector<ExtraFlag> record_flags(std::vector<ExtraFlag> flags) {
  flags.insert(flags.begin(), {{"node", "of this MediaMTX server (default all)", "NAME"},
                               {"stream", "of this stream", "PATH"},
                               {"connection", "of the connection with this id", "ID"}});
  flags.insert(flags.end(), {{"q", "with these words in any of its texts", "WORDS"},
                             {"limit", "at most so many, 1 to 10000 (default 100)", "NUMBER"},
                             {"cursor", "go on after the page that named this as next", "CURSOR"}});
  return with_common(std::move(flags), "24 h before");
}

std::vector<Report> make_reports() {
  return {
      {"history", "Writes time series of a stream, a connection, a MediaMTX server or a host.",
       with_common({{"node", "MediaMTX server", "NAME"},
                    {"path", "its stream; without one and without --connection its totals", "PATH"},
                    {"connection", "its connection", "ID"},
                    {"protocol", "of the connection (default whichever knows the id)", "WORD"},
                    {"host", "host instead of a node", "NAME"},
                    {"series", "separated by commas (default all)", "NAMES"},
                    {"points", "at most so many rows, 2 to 100000 (default 600)", "NUMBER"}},
                   "600 s before")},
      {"uptime", "Writes how long a stream was what, and its outages.",
       with_common({{"node", "MediaMTX server", "NAME"},
                    {"path", "its stream; without one its API", "PATH"}},
                   "24 h before")},
      {"events", "Writes what changed, the newest first.",
       record_flags(
           {{"type", "one or several, separated by commas", "WORDS"},
            {"severity", "info, warning, critical, separated by commas", "WORDS"},
            {"code", "of reasons; one or several, separated by commas", "WORDS"},
            {"readers", "0: without those of readers, 1: only those, all (default 0)", "WORD"}})},
      {"sessions", "Writes the publishers and readers that ended, the newest first.",
       record_flags({{"protocol", "one or several, separated by commas", "WORDS"},
                     {"role", "publisher or reader", "WORD"},
                     {"cause", "one or several, separated by commas", "WORDS"}})},
  };
}

}  // namespace

std::span<const Report> reports() {
  static const std::vector<Report> kReports = make_reports();
  return kReports;
}

const Report* find_report(std::string_view name) {
  const auto found = std::ranges::find(reports(), name, &Report::name);
  return found == reports().end() ? nullptr : &*found;
}

Request report_request(const Report& report, const std::map<std::string, std::string>& values) {
  Request request;
  request.method = "GET";
  request.path = "/api/v1/" + std::string(report.name);
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!request.query.empty()) request.query += '&';
    request.query.append(name).append("=").append(percent_encoded(value));
  };
  if (!values.contains("format")) add("format", "csv");
  for (const auto& [name, value] : values) {
    if (std::ranges::find(report.flags, name, &ExtraFlag::name) != report.flags.end())
      add(name, value);
  }
  return request;
}

}  // namespace mtxmon
