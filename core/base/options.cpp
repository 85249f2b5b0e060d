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
    {"poll.interval", kExporter | kAgent, Duration, "TIME", "2s", "time between two polls", 200},
    {"poll.timeout", kExporter, Duration, "TIME", "5s", "limit of one whole poll of a server", 100},
    {"streams.stall-after", kExporter, Duration, "TIME", "5s",
     "a stream without inbound bytes for this long, and for two polls, is stalled", 1},
    {"streams.remember", kAll, Duration, "TIME", "24h",
     "how long a stream that vanished, or a node or host nobody writes, is kept"},
    {"privacy.publisher-addr", kExporter, Text, "full|prefix|none", "full",
     "how much of a publisher's address is shown and stored"},
    {"privacy.viewer-addr", kExporter, Text, "full|prefix|none", "prefix",
     "how much of a viewer's address is shown and stored"},
    {"privacy.user", kExporter, Switch, "", "false",
     "show and store the names under which publishers and viewers sign in"},
    {"privacy.query", kExporter, Switch, "", "false",
     "show and store the queries of their URLs, which can hold passwords"},
    {"history.retention", kExporter | kAgent, Duration, "TIME", "1h",
     "how long samples stay in Redis", 60'000},
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
    {"web.max-clients", kDashboard, Integer, "N", "200", "live pages served at once", 1},
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
