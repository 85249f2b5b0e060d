// mediamtx-sim: the simulator as a program.
#include <csignal>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "core/base/version.h"
#include "tests/simulator/shape.h"
#include "tests/simulator/simulator.h"

namespace mtxmon {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

constexpr char kDescription[] =
    "A look-alike of MediaMTX's Control API with an invented scene or a recording.\n"
    "It serves no media; it only says it does. For tests, benchmarks and demonstrations.\n";

constexpr char kFooter[] =
    "Examples:\n"
    "  mediamtx-sim --port 9997 --lively            a scene in which things happen\n"
    "  mediamtx-sim --streams 1000 --readers 2      load\n"
    "  mediamtx-sim --replay event-origin.jsonl     what a real server said\n"
    "While it runs: GET /sim/state tells the truth, POST /sim/control changes the scene or causes "
    "faults\n"
    "(tests/simulator/README.md).";

// "user:password" into the options; the check for CLI11.
std::string read_credentials(SimulatorOptions& options, const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string::npos) return "write it as USER:PASSWORD";
  options.user = text.substr(0, colon);
  options.password = text.substr(colon + 1);
  return {};
}

void add_flags(CLI::App& app, SimulatorOptions& options, std::string& credentials) {
  app.add_option("--address", options.address, "IPv4 address to listen on")
      ->capture_default_str()
      ->type_name("ADDRESS");
  app.add_option("--port", options.port, "port to listen on; 0 takes any free one")
      ->capture_default_str()
      ->type_name("PORT");
  app.add_option("--auth", credentials, "ask for these credentials (default: everybody may)")
      ->type_name("USER:PASSWORD")
      ->check([&options](const std::string& text) { return read_credentials(options, text); });
  app.add_option("--auth-delay", options.auth_delay_seconds,
                 "pause before wrong credentials are refused (default: random 0 to 4)")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 60.0));

  app.add_option("--latency", options.latency_seconds,
                 "before each answer, as of a server far away")
      ->capture_default_str()
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 60.0));

  app.add_option("--version-shape", options.version_shape,
                 "answers look like those of this release: " + sim::Shape::names())
      ->capture_default_str()
      ->type_name("VERSION");
  app.add_flag("--deprecated-routes", options.deprecated_routes,
               "with v1.21: the names of before answer as well");

  const std::string scene = "Scene";
  app.add_option("--streams", options.streams, "streams with a publisher")
      ->capture_default_str()
      ->type_name("N")
      ->check(CLI::Range(0, 100'000))
      ->group(scene);
  app.add_option("--readers", options.readers, "readers of each")
      ->capture_default_str()
      ->type_name("N")
      ->check(CLI::Range(0, 1'000))
      ->group(scene);
  app.add_option("--srt-share", options.srt_share, "share of SRT, from 0 to 1")
      ->capture_default_str()
      ->type_name("RATIO")
      ->check(CLI::Range(0.0, 1.0))
      ->group(scene);
  app.add_flag("--mix", options.mix,
               "publishers and readers evenly of all protocols instead, sources that are pulled, "
               "and a browser that never gets through")
      ->group(scene);
  app.add_option("--seed", options.seed, "the same seed gives the same scene")
      ->capture_default_str()
      ->type_name("N")
      ->group(scene);
  app.add_option("--name", options.names,
                 "a further stream with exactly this name; may be repeated")
      ->type_name("TEXT")
      ->group(scene);
  app.add_option("--site", options.site,
                 "RTSP cameras site/cam-01, site/cam-02, … of one network that can die together")
      ->capture_default_str()
      ->type_name("N")
      ->check(CLI::Range(0, 1'000))
      ->group(scene);
  app.add_flag_callback(
         "--no-extras", [&options] { options.extras = false; },
         "without the slate, on-demand, static, dead and redirect paths")
      ->group(scene);
  app.add_flag("--lively", options.lively,
               "an incident every 10 to 20 s: publishers stall, leave, come back; links turn bad; "
               "readers come and go")
      ->group(scene);
  app.add_option("--read-timeout", options.read_timeout_seconds,
                 "drop a stalled publisher after this time; 0 never")
      ->capture_default_str()
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 86'400.0))
      ->group(scene);
  app.add_option("--tick", options.tick_seconds,
                 "resolution of time; answers within a tick are the same bytes")
      ->capture_default_str()
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, 60.0))
      ->group(scene);

  const std::string recording = "Recording";
  CLI::Option* replay =
      app.add_option("--replay", options.replay_file, "serve this recording instead of a scene")
          ->type_name("FILE.jsonl")
          ->check(CLI::ExistingFile)
          ->group(recording);
  app.add_option("--replay-speed", options.replay_speed, "times as fast as recorded")
      ->capture_default_str()
      ->type_name("FACTOR")
      ->check(CLI::Range(0.001, 1'000.0))
      ->needs(replay)
      ->group(recording);
  CLI::Option* loop =
      app.add_flag("--replay-loop", options.replay_loop, "start over after the last poll")
          ->needs(replay)
          ->group(recording);
  app.add_flag("--replay-hold")
      ->description("keep the last poll for ever (the default)")
      ->needs(replay)
      ->excludes(loop)
      ->group(recording);
}

int run(int argc, char** argv) {
  SimulatorOptions options;
  std::string credentials;
  CLI::App app(kDescription, "mediamtx-sim");
  app.footer(kFooter);
  app.set_version_flag("--version",
                       std::string("mediamtx-sim ") + kVersion + " (" + kRevision + ")");
  add_flags(app, options, credentials);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }

  // Before any thread exists, so that all of them leave these signals to sigwait below.
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);

  Simulator simulator(options);
  if (const Status started = simulator.start(); !started.ok()) {
    std::cerr << "mediamtx-sim: " << started.error().message << '\n';
    return kFailed;
  }
  std::cout << "listening on " << simulator.url() << std::endl;
  int signal = 0;
  sigwait(&ending, &signal);
  simulator.stop();
  return 0;
}

}  // namespace
}  // namespace mtxmon

int main(int argc, char** argv) { return mtxmon::run(argc, argv); }
