// Stream and Session: what the scene consists of, and what their counters show at a time.
//
// Every counter is a function of the scene's time (seconds since the simulator began); nothing is
// counted up. `media` maps scene time to seconds of media since the current publisher came: it
// stands still while the publisher is stalled and runs fast while a backlog comes in. Its content
// is what these seconds weigh, in seconds at the mean bit rate: less while the publisher is quiet.
// Plain values, owned by Scene, guarded by its user.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulator/noise.h"
#include "tests/simulator/piecewise.h"
#include "tests/simulator/protocol.h"
#include "tests/simulator/tracks.h"

namespace mtxmon::sim {

enum class StreamKind {
  Publisher,
  StaticSource,
  DeadSource,
  AlwaysAvailable,
  OnDemand,
  Redirect,
  Idle  // configured, nobody publishes unless told to
};

// Stands wherever a real server may show a secret: it must not leave the monitor.
inline constexpr std::string_view kPlantedSecret = "planted-S3CRET-1";

// The way between MediaMTX and one peer. Only SRT shows it.
struct Link {
  double rtt_ms = 20.0;
  std::uint64_t latency_ms = 120;
  double loss_ratio = 0.0;  // of the packets, before repair; what it is when nothing bad happens

  // The share of the lost packets that repair cannot save: each round trip within the latency is
  // one try.
  [[nodiscard]] double unrepaired_ratio(double loss) const;
};

// A link that loses much is usually full, too: its round trips take longer.
inline constexpr double kCrowding = 1.7;
[[nodiscard]] constexpr bool is_crowded(double loss_ratio) { return loss_ratio > 0.05; }

// A publisher's or reader's connection.
struct Session {
  Protocol protocol = Protocol::Srt;
  bool publisher = false;
  std::string id;
  std::string control_id;  // RTSP: the id of its TCP connection
  std::string created;     // as the API says it
  std::string remote_addr;
  std::string user_agent;
  std::string user;
  std::string query;
  bool established = true;    // WebRTC: false if ICE fails
  double joined = 0.0;        // scene time
  double media_joined = 0.0;  // media seconds of the stream at that time
  std::uint64_t seed = 0;
  Link link;
  PiecewiseLine damage;             // content → content that was lost on the way
  PiecewiseLine holes;              // SRT: of that, what repair did not save
  std::optional<double> frozen_at;  // a reader whose process hangs since this scene time
  double frozen_for_sending = 0.0;  // so long bytes went or go out to it nevertheless
  bool slow = false;
  PiecewiseLine overflow;  // content → content that did not fit into its queue while it was slow

  // Until when bytes go out to a frozen reader, and until when it answers (RTCP, ACK).
  [[nodiscard]] double sending_until(double t) const;
  [[nodiscard]] double answering_until(double t) const;
  [[nodiscard]] double age(double t) const { return t > joined ? t - joined : 0.0; }
};

struct Stream {
  std::string name;
  std::string conf_name;
  StreamKind kind = StreamKind::Publisher;
  Protocol protocol = Protocol::Srt;
  std::string source_type;  // static sources: "rtspSource", …
  Tracks all_tracks;        // what the encoder sends if all is well
  bool audio_lost = false;
  bool smaller = false;  // half as wide and high
  std::uint64_t seed = 0;
  double bits_per_second = 0.0;
  Link link;
  std::vector<Protocol> audience;  // the readers that come (back) when a publisher does

  bool on_air = false;   // has a publisher or a connected source
  bool stalled = false;  // on air, but bytes do not come
  double stalled_at = 0.0;
  bool bad_link = false;
  bool flapping = false;
  bool fighting = false;
  bool forwards_in_vain = false;  // to a second destination that is dead
  bool at_site = false;           // one of the cameras that share a network
  std::string encoder_host;       // the address of its encoder; empty: any
  double loudness = 1.0;          // share of its usual bit rate that the encoder sends
  double rejecting_until = 0.0;   // readers come in vain until this scene time
  int generation = 0;             // grows with each publisher
  std::string available_time;
  std::string online_time;
  Wander wander{0};
  PiecewiseLine media;
  PiecewiseLine forwarded;  // content → content that reached the first forward destination
  std::optional<double> forward_failing_since;  // scene time
  double forward_since = 0.0;                   // and since when it works
  PiecewiseLine volume;                         // content at full loudness → content
  std::optional<Session> publisher;
  std::optional<Session> puller;  // of a static source: its own connection, in no list
  std::vector<Session> readers;
  std::uint64_t ended_outbound_bytes = 0;   // of readers that left since `generation` began
  std::uint64_t earlier_inbound_bytes = 0;  // of earlier publishers since the server started
  std::vector<std::string> recordings;      // when each segment began
  std::uint64_t counter_offset = 0;         // added to byte counters, modulo 2^64

  // What it sends now.
  [[nodiscard]] Tracks tracks() const;

  [[nodiscard]] bool wildcard() const { return conf_name == "all_others" && name != conf_name; }
  [[nodiscard]] bool recorded() const { return name == "event/main"; }
  [[nodiscard]] bool forwards() const { return name == "event/main"; }
  [[nodiscard]] bool available() const { return on_air || kind == StreamKind::AlwaysAvailable; }
  [[nodiscard]] bool listed() const { return !wildcard() || on_air; }

  [[nodiscard]] const Session* pulling_session() const { return puller ? &*puller : nullptr; }

  // From the beginning to a media time: at full loudness, as it was, and in bytes.
  [[nodiscard]] double full_content(double media_seconds) const;
  [[nodiscard]] double content(double media_seconds) const;
  [[nodiscard]] double media_bytes(double media_seconds) const;
  [[nodiscard]] double bytes_per_second(double t) const;

  // The path's counters (without counter_offset).
  [[nodiscard]] std::uint64_t inbound_bytes(double t) const;
  [[nodiscard]] std::uint64_t outbound_bytes(double t) const;

  // Content that the server threw away because the reader's queue was full.
  [[nodiscard]] double discarded_content(const Session& session, double t) const;
  // Media bytes that a session has carried, without any protocol's overhead.
  [[nodiscard]] double session_bytes(const Session& session, double t) const;
};

// What a server does to a reader that hangs, as recorded from v1.20.1: how long bytes go out, and
// how long the session lives. Over TCP the buffers decide, so many bytes are faster full.
struct Freezing {
  double sends_on_seconds;
  double lifetime_seconds;
};
[[nodiscard]] Freezing freezing(Protocol protocol, double bits_per_second);

}  // namespace mtxmon::sim
