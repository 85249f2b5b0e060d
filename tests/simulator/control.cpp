#include "tests/simulator/control.h"

#include <array>
#include <charconv>
#include <initializer_list>
#include <optional>

#include <simdjson.h>

#include "tests/simulator/concat.h"

namespace mtxmon::sim {
namespace {

using Object = simdjson::dom::object;

constexpr double kLongestSrtLatencySeconds = 65.535;  // 16 bits of milliseconds in the handshake

// Reads members and remembers the first thing that is wrong, so that the readers below need no
// error paths.
class Members {
 public:
  explicit Members(const Object& object) : object_(object) {}

  [[nodiscard]] bool has(std::string_view key) const {
    return object_[key].error() == simdjson::SUCCESS;
  }

  std::string text(std::string_view key) {
    std::string_view value;
    if (object_[key].get(value) != simdjson::SUCCESS)
      fail(concat({"\"", key, "\" must be a text"}));
    return std::string(value);
  }

  double number(std::string_view key, double smallest) {
    double value = 0.0;
    if (object_[key].get(value) != simdjson::SUCCESS || value < smallest) {
      fail(concat({"\"", key, "\" must be a number, at least ", std::to_string(smallest)}));
    }
    return value;
  }

  double number(std::string_view key, double smallest, double largest) {
    const double value = number(key, smallest);
    if (value > largest) fail(concat({"\"", key, "\" must be at most ", std::to_string(largest)}));
    return value;
  }

  std::uint64_t whole(std::string_view key, std::uint64_t smallest, std::uint64_t largest) {
    std::uint64_t value = 0;
    if (object_[key].get(value) != simdjson::SUCCESS || value < smallest || value > largest) {
      fail(concat({"\"", key, "\" must be a whole number from ", std::to_string(smallest), " to ",
                   std::to_string(largest)}));
    }
    return value;
  }

  bool flag(std::string_view key) {
    bool value = false;
    if (object_[key].get(value) != simdjson::SUCCESS)
      fail(concat({"\"", key, "\" must be true or false"}));
    return value;
  }

  Protocol protocol(std::string_view key) {
    const std::string name = text(key);
    const std::optional<Protocol> value = protocol_from_name(name);
    if (!value) fail(concat({"there is no protocol \"", name, "\""}));
    return value.value_or(Protocol::Srt);
  }

  // No keys but these.
  void allow(std::initializer_list<std::string_view> keys) {
    for (const auto& [key, value] : object_) {
      bool known = false;
      for (const std::string_view allowed : keys) known = known || key == allowed;
      if (!known) fail(concat({"unknown key \"", key, "\""}));
    }
  }

  // Whether there is this key; it is an error unless the order is `order`.
  bool belongs(std::string_view key, bool ordered, std::string_view order) {
    if (!has(key)) return false;
    if (!ordered) fail(concat({"\"", key, "\" belongs to \"", order, "\" only"}));
    return true;
  }

  void fail(std::string text) {
    if (!failure_) failure_ = Error{std::move(text)};
  }

  Result<ControlOrder> finish(ControlOrder order) const {
    if (failure_) return *failure_;
    return order;
  }

 private:
  Object object_;
  std::optional<Error> failure_;
};

struct Word {
  std::string_view text;
  Action action;
};

Action choose(Members& members, std::string_view key, std::initializer_list<Word> words) {
  const std::string text = members.text(key);
  std::string known;
  for (const Word& word : words) {
    if (word.text == text) return word.action;
    known += concat({known.empty() ? "" : ", ", word.text});
  }
  members.fail(concat({"\"", key, "\" cannot be \"", text, "\"; it can be ", known}));
  return Action::Restart;
}

ControlOrder fault_order(Members& members) {
  members.allow({"fault", "route", "status", "count", "seconds"});
  const std::string name = members.text("fault");
  const std::string route = members.has("route") ? members.text("route") : "*";
  if (!is_fault_route(route))
    members.fail(concat({"unknown \"route\" \"", route, "\"; for example \"srtconns\", or \"*\""}));
  if (name == "none") return ClearFaults{route};
  if (name == "refuse") return RefuseConnections{members.number("seconds", 0.001)};
  const std::optional<FaultKind> kind = fault_kind_from_name(name);
  if (!kind) {
    members.fail(concat(
        {"unknown \"fault\" \"", name,
         "\"; it can be hang, status, cut, garbage, drip, reset, refuse, empty, html, none"}));
  }
  Fault fault;
  fault.kind = kind.value_or(FaultKind::Hang);
  fault.route = route;
  if (members.has("status")) fault.status = static_cast<int>(members.whole("status", 200, 599));
  if (members.has("count")) fault.count = members.whole("count", 1, 1'000'000);
  if (members.has("seconds")) members.fail("\"seconds\" belongs to the fault \"refuse\" only");
  return fault;
}

ControlOrder reader_order(Members& members) {
  members.allow({"reader", "stream", "protocol", "count", "seconds"});
  SceneCommand command;
  command.action = choose(members, "reader",
                          {{"add", Action::ReaderAdd},
                           {"remove", Action::ReaderRemove},
                           {"freeze", Action::ReaderFreeze},
                           {"slow", Action::ReaderSlow},
                           {"fast", Action::ReaderFast},
                           {"reject", Action::ReaderReject}});
  command.stream = members.text("stream");
  const bool rejects = command.action == Action::ReaderReject;
  if (members.has("protocol")) command.protocol = members.protocol("protocol");
  if (rejects && command.protocol && *command.protocol != Protocol::WebRtc)
    members.fail("\"reject\" is about WebRTC");
  if (members.belongs("count", command.action == Action::ReaderSlow, "slow"))
    command.count = members.whole("count", 1, 1'000'000);
  if (members.belongs("seconds", rejects, "reject"))
    command.seconds = members.number("seconds", 0.001, 86'400.0);
  return command;
}

ControlOrder publisher_order(Members& members) {
  members.allow({"publisher", "stream", "ratio", "latency_seconds"});
  SceneCommand command;
  command.action = choose(members, "publisher",
                          {{"stop", Action::PublisherStop},
                           {"start", Action::PublisherStart},
                           {"stall", Action::PublisherStall},
                           {"resume", Action::PublisherResume},
                           {"reconnect", Action::PublisherReconnect},
                           {"flap", Action::PublisherFlap},
                           {"steady", Action::PublisherSteady},
                           {"fight", Action::PublisherFight},
                           {"quiet", Action::PublisherQuiet},
                           {"loud", Action::PublisherLoud}});
  command.stream = members.text("stream");
  if (members.belongs("ratio", command.action == Action::PublisherQuiet, "quiet"))
    command.ratio = members.number("ratio", 0.01, 1.0);
  const bool reconnects = command.action == Action::PublisherReconnect;
  if (members.belongs("latency_seconds", reconnects, "reconnect"))
    command.latency_seconds = members.number("latency_seconds", 0.0, kLongestSrtLatencySeconds);
  return command;
}

ControlOrder link_order(Members& members) {
  members.allow({"link", "stream", "loss_ratio", "latency_seconds", "rtt_seconds"});
  SceneCommand command;
  command.action = choose(members, "link", {{"bad", Action::LinkBad}, {"good", Action::LinkGood}});
  command.stream = members.text("stream");
  const bool bad = command.action == Action::LinkBad;
  if (members.belongs("loss_ratio", bad, "bad"))
    command.loss_ratio = members.number("loss_ratio", 0.0, 1.0);
  if (members.belongs("latency_seconds", bad, "bad"))
    command.latency_seconds = members.number("latency_seconds", 0.0, kLongestSrtLatencySeconds);
  if (members.belongs("rtt_seconds", bad, "bad"))
    command.rtt_seconds = members.number("rtt_seconds", 0.0001, 60.0);
  return command;
}

ControlOrder tracks_order(Members& members) {
  members.allow({"tracks", "stream"});
  const Action action = choose(members, "tracks",
                               {{"audio_lost", Action::TracksAudioLost},
                                {"smaller", Action::TracksSmaller},
                                {"all", Action::TracksAll}});
  return SceneCommand(action, members.text("stream"));
}

ControlOrder site_order(Members& members) {
  members.allow({"site"});
  return SceneCommand(
      choose(members, "site", {{"die", Action::SiteDie}, {"back", Action::SiteBack}}), "");
}

ControlOrder forward_order(Members& members) {
  members.allow({"forward", "stream"});
  const Action action =
      choose(members, "forward", {{"fail", Action::ForwardFail}, {"ok", Action::ForwardOk}});
  return SceneCommand(action, members.text("stream"));
}

ControlOrder protocol_order(Members& members) {
  members.allow({"protocol", "enabled"});
  SceneCommand command;
  command.protocol = members.protocol("protocol");
  command.action = members.flag("enabled") ? Action::ProtocolOn : Action::ProtocolOff;
  return command;
}

ControlOrder counter_order(Members& members) {
  members.allow({"counter_offset", "stream"});
  SceneCommand command(Action::CounterOffset, members.text("stream"));
  const std::string text =
      members.text("counter_offset");  // as text: JSON numbers end at 2^53 for many tools
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, command.counter_offset);
  if (result.ec != std::errc() || result.ptr != end) {
    members.fail(
        concat({"\"counter_offset\" must be a text of digits below 2^64, not \"", text, "\""}));
  }
  return command;
}

ControlOrder restart_order(Members& members) {
  members.allow({"restart", "seconds"});
  if (!members.flag("restart")) members.fail("\"restart\" can only be true");
  SceneCommand command;
  if (members.has("seconds")) command.refuse_seconds = members.number("seconds", 0.001);
  return command;
}

// A reload closes the API for about a second; what else it touches depends on the setting.
ControlOrder reload_order(Members& members) {
  constexpr double kUsualSeconds = 1.0;
  members.allow({"reload", "seconds", "drop_sessions"});
  if (!members.flag("reload")) members.fail("\"reload\" can only be true");
  const double seconds = members.has("seconds") ? members.number("seconds", 0.001) : kUsualSeconds;
  if (!members.has("drop_sessions") || !members.flag("drop_sessions"))
    return RefuseConnections{seconds};
  SceneCommand command;
  command.action = Action::DropSessions;
  command.refuse_seconds = seconds;
  return command;
}

ControlOrder attempts_order(Members& members) {
  members.allow({"attempts", "stream"});
  const bool on = members.flag("attempts");
  return SceneCommand(on ? Action::AttemptsOn : Action::AttemptsOff, members.text("stream"));
}

ControlOrder unauthorized_order(Members& members) {
  members.allow({"unauthorized"});
  return SetUnauthorized{members.flag("unauthorized")};
}

ControlOrder latency_order(Members& members) {
  constexpr double kLongestSeconds = 60.0;
  members.allow({"latency_seconds"});
  const double seconds = members.number("latency_seconds", 0.0);
  if (seconds > kLongestSeconds) members.fail("\"latency_seconds\" is too large");
  return SetLatency{seconds};
}

ControlOrder clock_order(Members& members) {
  members.allow({"clock_offset_seconds"});
  constexpr double kLongestSeconds = 1e9;
  const double seconds = members.number("clock_offset_seconds", -kLongestSeconds);
  if (seconds > kLongestSeconds) members.fail("\"clock_offset_seconds\" is too large");
  return SetClockOffset{seconds};
}

ControlOrder poll_order(Members& members) {
  members.allow({"replay_poll"});
  return GoToPoll{members.whole("replay_poll", 0, 1'000'000'000)};
}

}  // namespace

Result<ControlOrder> parse_control(std::string_view json) {
  simdjson::dom::parser parser;
  Object object;
  if (parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS)
    return Error{"the body must be a JSON object"};
  struct Kind {
    std::string_view key;
    ControlOrder (*read)(Members&);
  };
  // "protocol" last: it also says which reader.
  constexpr std::array<Kind, 16> kKinds = {{{"fault", fault_order},
                                            {"publisher", publisher_order},
                                            {"reader", reader_order},
                                            {"link", link_order},
                                            {"tracks", tracks_order},
                                            {"site", site_order},
                                            {"forward", forward_order},
                                            {"counter_offset", counter_order},
                                            {"restart", restart_order},
                                            {"reload", reload_order},
                                            {"attempts", attempts_order},
                                            {"unauthorized", unauthorized_order},
                                            {"latency_seconds", latency_order},
                                            {"clock_offset_seconds", clock_order},
                                            {"replay_poll", poll_order},
                                            {"protocol", protocol_order}}};
  Members members(object);
  for (const Kind& kind : kKinds) {
    if (!members.has(kind.key)) continue;
    ControlOrder order = kind.read(members);
    return members.finish(std::move(order));
  }
  members.allow({});
  members.fail("an order needs a key such as \"fault\" or \"publisher\"");
  return members.finish(ClearFaults{});
}

}  // namespace mtxmon::sim
