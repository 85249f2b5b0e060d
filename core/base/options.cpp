#include "core/base/options.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace mtxmon {
namespace {

constexpr unsigned kExporter = static_cast<unsigned>(Program::Exporter);
constexpr unsigned kDashboard = static_cast<unsigned>(Program::Dashboard);
constexpr unsigned kAgent = static_cast<unsigned>(Program::Agent);
constexpr unsigned kAll = kExporter | kDashboard | kAgent;

using enum OptionType;
constexpr auto kOptions = std::to_array<Option>({
    {"config.file", kAll, Text, "FILE", "", "YAML file; one file may serve all three programs"},
    {"mediamtx.url", kExporter, List, "[NODE=]URL", "http://127.0.0.1:9997",
     "Control API of a MediaMTX server; repeat it for several, each with a NODE name"},
    {"mediamtx.username", kExporter, Text, "NAME", "",
     "user of the MediaMTX API (one server only; several: in the file)"},
    {"mediamtx.password-file", kExporter, Text, "FILE", "", "file with that user's password"},
    {"mediamtx.token-file", kExporter, Text, "FILE", "",
     "file with a bearer token instead of user and password; read again at each poll"},
    {"mediamtx.ca-file", kExporter, Text, "FILE", "",
     "PEM certificates of the authorities that may vouch for an https:// server"},
    {"mediamtx.fingerprint", kExporter, Text, "SHA256", "",
     "SHA-256 of the server's certificate, for one that no authority vouches for"},
    {"mediamtx.cert-file", kExporter, Text, "FILE", "",
     "PEM certificate to show to an https:// server that asks for one"},
    {"mediamtx.key-file", kExporter, Text, "FILE", "", "PEM key of that certificate"},
    {"mediamtx.player-url", kExporter, Text, "URL", "",
     "where people watch a stream, for a link on the page; {path} stands for its name"},
    {"mediamtx.host", kExporter, Text, "NAME", "",
     "name of the host that the server runs on, as its agent says it (default: from the URL)"},
    {"poll.interval", kExporter | kAgent, Duration, "TIME", "2s", "time between two polls", 200},
    {"poll.timeout", kExporter, Duration, "TIME", "5s", "limit of one whole poll of a server", 100},
    {"streams.stall-after", kExporter, Duration, "TIME", "5s",
     "a stream without inbound bytes for this long, and for two polls, is stalled", 1},
    {"streams.remember", kAll, Duration, "TIME", "24h",
     "how long a stream that vanished, or a node or host nobody writes, is kept"},
    {"health.settle-after", kExporter, Duration, "TIME", "5s",
     "a connection younger than this is not graded: losses crowd into its first seconds"},
    {"health.recover-after", kExporter, Duration, "TIME", "60s",
     "how long a reason that has ended is still shown as recent"},
    {"health.starting-for", kExporter, Duration, "TIME", "15s",
     "how long a publisher's session without a stream counts as starting"},
    {"health.unreachable-after", kExporter, Duration, "TIME", "10s",
     "a static source, not on demand, that is unavailable for this long is unreachable"},
    {"health.max-latency", kExporter, Duration, "TIME", "10s",
     "an SRT latency above this is taken for a mistake of the unit", 1},
    {"health.unrecovered-loss-warning", kExporter, Number, "RATIO", "0.001",
     "SRT: packets lost for good, warning", 0, 1},
    {"health.unrecovered-loss-critical", kExporter, Number, "RATIO", "0.01",
     "SRT: packets lost for good, critical", 0, 1},
    {"health.link-loss-warning", kExporter, Number, "RATIO", "0.1",
     "SRT: packets lost on the way, more than repair can be counted on for", 0, 1},
    {"health.belated-warning", kExporter, Number, "RATIO", "0.001",
     "SRT: packets that came too late to be played", 0, 1},
    {"health.rtp-loss-warning", kExporter, Number, "RATIO", "0.01",
     "RTSP and WebRTC: packets lost, warning", 0, 1},
    {"health.rtp-loss-critical", kExporter, Number, "RATIO", "0.05",
     "RTSP and WebRTC: packets lost, critical", 0, 1},
    {"health.reader-loss-warning", kExporter, Number, "RATIO", "0.01",
     "of a reader: packets it reports as lost, or that were given up", 0, 1},
    {"health.discarded-warning", kExporter, Number, "RATIO", "0.01",
     "of a reader: packets or frames skipped because it is too slow", 0, 1},
    {"health.reader-share", kExporter, Number, "RATIO", "0.2",
     "share of its readers that must fail for the stream itself to be degraded", 0, 1},
    {"health.reader-count", kExporter, Integer, "N", "3",
     "number of its readers that must fail for the stream itself to be degraded", 1},
    {"health.bitrate-low-ratio", kExporter, Number, "RATIO", "0.5",
     "a bit rate below this share of its own median of the last hour is low", 0, 1},
    {"health.bitrate-low-after", kExporter, Duration, "TIME", "30s",
     "how long the bit rate must be low before it is said"},
    {"health.takeovers", kExporter, Integer, "N", "3",
     "so many changes of publisher within 60s are a conflict", 1},
    {"health.rejected-readers", kExporter, Integer, "N", "3",
     "so many readers turned away within 60s are said", 1},
    {"health.host-busy", kExporter, Number, "RATIO", "0.9",
     "share of CPU or network from which the host is called full", 0, 1},
    {"privacy.publisher-addr", kExporter, Text, "full|prefix|none", "full",
     "how much of a publisher's address is shown and stored"},
    {"privacy.viewer-addr", kExporter, Text, "full|prefix|none", "prefix",
     "how much of a viewer's address is shown and stored"},
    {"privacy.user", kExporter, Switch, "", "false",
     "show and store the names under which publishers and viewers sign in"},
    {"privacy.query", kExporter, Switch, "", "false",
     "show and store the queries of their URLs, which can hold passwords"},
    {"history.samples", kAll, Duration, "TIME", "1h",
     "how long every sample stays in Redis; at least 15m while a slower tier is on"},
    {"history.10s", kAll, Duration, "TIME", "24h",
     "how long sums over 10 s stay (mean, least, most), 0s: off; at least 130m while 60 s is on"},
    {"history.60s", kAll, Duration, "TIME", "7d",
     "how long sums over 60 s stay, at most 90d; 0s: off", 0, 90LL * 24 * 3600'000},
    {"host.name", kAgent, Text, "NAME", "", "name of this host (default: its host name)"},
    {"path.rootfs", kAgent, Text, "DIR", "/",
     "root of the host's file system, for a container: /host"},
    {"disk.mounts", kAgent, List, "DIR", "/", "mount point to watch; repeat it for several"},
    {"redis.url", kAll, Text, "URL", "redis://127.0.0.1:6379/0",
     "redis://HOST:PORT/DB or unix:///PATH"},
    {"redis.password-file", kAll, Text, "FILE", "", "file with the Redis password"},
    {"redis.prefix", kAll, Text, "TEXT", "mediamtx:", "first part of every key"},
    {"web.listen-address", kExporter, Text, "HOST:PORT", "127.0.0.1:9972",
     "where /metrics is served"},
    {"web.listen-address", kDashboard, Text, "HOST:PORT", "127.0.0.1:8088",
     "where the page and the API are served"},
    {"web.listen-address", kAgent, Text, "HOST:PORT", "127.0.0.1:9973", "where /metrics is served"},
    {"web.allow-unauthenticated", kAll, Switch, "", "false",
     "listen on an address that others can reach although nobody has to sign in"},
    {"web.allowed-hosts", kAll, List, "NAME", "",
     "more names that a request may call this server by (Host header)"},
    {"web.allowed-origins", kDashboard, List, "ORIGIN", "",
     "more pages that may open the live feed: https://wall.example"},
    {"web.route-prefix", kDashboard, Text, "/PATH", "",
     "serve everything below this path, too: for a reverse proxy that passes it on"},
    {"web.max-clients", kDashboard, Integer, "N", "200", "live pages served at once", 1},
    {"grafana.url", kDashboard, Text, "URL", "",
     "a dashboard of Grafana to link to from a stream; {node}, {path}, {from}, {to} are replaced"},
    {"log.level", kAll, Text, "LEVEL", "info", "trace, debug, info, warning, error or off"},
});

}  // namespace

std::string_view program_word(Program program) {
  switch (program) {
    case Program::Exporter:
      return "exporter";
    case Program::Dashboard:
      return "dashboard";
    case Program::Agent:
      break;
  }
  return "agent";
}

std::string_view program_name(Program program) {
  switch (program) {
    case Program::Exporter:
      return "mediamtx-exporter";
    case Program::Dashboard:
      return "mediamtx-dashboard";
    case Program::Agent:
      break;
  }
  return "mediamtx-agent";
}

std::span<const Option> all_options() { return kOptions; }

const Option* find_option(Program program, std::string_view name) {
  const auto found = std::ranges::find_if(kOptions, [&](const Option& option) {
    return option.name == name && option.serves(program);
  });
  return found == kOptions.end() ? nullptr : &*found;
}

std::string option_key(std::string_view name) {
  std::string key(name);
  std::ranges::replace(key, '-', '_');
  return key;
}

std::string option_environment(std::string_view name) {
  std::string variable = "MTXMON_";
  for (const char c : name) {
    variable.push_back(c == '.' || c == '-'
                           ? '_'
                           : static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  }
  return variable;
}

}  // namespace mtxmon
