// Who is on the stage when the simulator starts.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "tests/simulator/concat.h"
#include "tests/simulator/scene.h"

namespace mtxmon::sim {
namespace {

constexpr std::string_view kSiteNetwork = "203.0.113.";

// Publishers that are not SRT come in this order.
constexpr std::array kOthers = {Protocol::Rtsp,   Protocol::Rtmp,  Protocol::RtspUdp,
                                Protocol::WebRtc, Protocol::Rtsps, Protocol::Rtmp,
                                Protocol::Rtmps,  Protocol::WebRtc};
constexpr std::array kOtherReaders = {Protocol::Hls, Protocol::WebRtc, Protocol::Rtsp,
                                      Protocol::Hls, Protocol::Rtmp,   Protocol::RtspUdp,
                                      Protocol::Moq, Protocol::WebRtc};

// With --mix; nobody publishes by HLS.
constexpr std::array kMixedPublishers = {Protocol::Srt,     Protocol::Rtsp,  Protocol::Rtmp,
                                         Protocol::RtspUdp, Protocol::Rtsps, Protocol::Rtmps,
                                         Protocol::WebRtc,  Protocol::Moq};

// event/main, then cam/0001, cam/0002, …; every eighth is a stage, every eighth a guest in a
// studio.
std::string stream_name(std::size_t number) {
  if (number == 0) return "event/main";
  const char* pattern = number % 8 == 6   ? "stage/%04zu"
                        : number % 8 == 7 ? "studio/guest-%04zu"
                                          : "cam/%04zu";
  std::array<char, 48> text{};
  const int length = std::snprintf(text.data(), text.size(), pattern, number);
  return {text.data(), static_cast<std::size_t>(length)};
}

// Streams that browsers publish or read have Opus: WebRTC cannot carry AAC, and MoQ is WebRTC on
// servers without it.
const Tracks& tracks_for(Protocol protocol, const std::vector<Protocol>& audience,
                         std::uint64_t seed) {
  const auto is_browser = [](Protocol of) { return of == Protocol::WebRtc || of == Protocol::Moq; };
  if (is_browser(protocol)) return kH264Opus;
  if (is_rtsp(protocol) && unit(mix(seed, 11)) < 0.4) return kH265Opus;
  return std::ranges::any_of(audience, is_browser) ? kH264Opus : kH264Aac;
}

double bit_rate(std::uint64_t seed) {
  constexpr std::array kLevels = {1.2e6, 2.5e6, 4.0e6, 6.0e6, 8.0e6};
  const auto level =
      static_cast<std::size_t>(unit(mix(seed, 12)) * static_cast<double>(kLevels.size()));
  return std::round(kLevels.at(level) * (0.9 + 0.2 * unit(mix(seed, 13))));
}

// Most links are configured well; one stream in twelve has a latency its round-trip time does not
// allow.
Link make_link(std::size_t number, std::uint64_t seed) {
  if (number % 12 == 8) return {.rtt_ms = 92.0, .latency_ms = 120, .loss_ratio = 0.015};
  const double rtt_ms = 4.0 + 60.0 * unit(mix(seed, 14));
  const double multiple = std::ceil(4.0 * rtt_ms / 20.0);
  return {.rtt_ms = rtt_ms,
          .latency_ms = std::max<std::uint64_t>(120, static_cast<std::uint64_t>(multiple) * 20),
          .loss_ratio = 0.006 * unit(mix(seed, 15))};
}

// Servers without MoQ get the same people by WebRTC.
Protocol spoken(Protocol protocol, const Shape& shape) {
  return protocol == Protocol::Moq && !shape.since(19) ? Protocol::WebRtc : protocol;
}

Stream make_publisher(std::size_t number, std::string name, const SimulatorOptions& options,
                      const Shape& shape) {
  Stream stream;
  stream.seed = mix(options.seed, 1000 + number);
  stream.name = std::move(name);
  stream.conf_name = stream.name.starts_with("event/") ? stream.name : "all_others";
  // Spreads the SRT streams evenly, the first stream first.
  const auto position = static_cast<double>(number);
  const bool srt =
      std::ceil((position + 1.0) * options.srt_share) > std::ceil(position * options.srt_share);
  const auto other =
      static_cast<std::size_t>(position * (1.0 - options.srt_share)) % kOthers.size();
  stream.protocol = srt ? Protocol::Srt : kOthers.at(other);
  if (options.mix) stream.protocol = kMixedPublishers.at(number % kMixedPublishers.size());
  stream.forwards_in_vain = options.extras && stream.forwards();
  stream.bits_per_second = bit_rate(stream.seed);
  stream.link = make_link(number, stream.seed);
  for (std::size_t reader = 0; reader < options.readers; ++reader) {
    const bool srt_reader = unit(mix(stream.seed, 16, reader)) < options.srt_share;
    const Protocol protocol = options.mix ? kProtocols.at((number + reader * 2) % kProtocols.size())
                              : srt_reader
                                  ? Protocol::Srt
                                  : kOtherReaders.at((number + reader) % kOtherReaders.size());
    stream.audience.push_back(protocol);
  }
  stream.all_tracks = tracks_for(stream.protocol, stream.audience, stream.seed);
  stream.protocol = spoken(stream.protocol, shape);
  for (Protocol& protocol : stream.audience) protocol = spoken(protocol, shape);
  return stream;
}

Stream make_site_camera(std::size_t number, const SimulatorOptions& options) {
  constexpr std::array kReaders = {Protocol::Rtsp, Protocol::Hls, Protocol::Srt, Protocol::Rtmp};
  Stream stream;
  stream.seed = mix(options.seed, 7000 + number);
  std::array<char, 48> name{};
  const int length = std::snprintf(name.data(), name.size(), "site/cam-%02zu", number + 1);
  stream.name.assign(name.data(), static_cast<std::size_t>(length));
  stream.conf_name = "all_others";
  stream.protocol = Protocol::Rtsp;
  stream.at_site = true;
  stream.encoder_host = concat({kSiteNetwork, std::to_string(number % 254 + 1)});
  stream.bits_per_second = bit_rate(stream.seed);
  stream.link = make_link(0, stream.seed);
  stream.audience = {kReaders.at(number % kReaders.size())};
  stream.all_tracks = tracks_for(stream.protocol, stream.audience, stream.seed);
  return stream;
}

Stream make_extra(std::string_view name, StreamKind kind, std::string_view source_type,
                  std::uint64_t seed) {
  Stream stream;
  stream.name = name;
  stream.conf_name = name;
  stream.kind = kind;
  stream.source_type = source_type;
  stream.protocol = source_type == "srtSource" ? Protocol::Srt : Protocol::Rtsp;
  stream.all_tracks = kind == StreamKind::AlwaysAvailable ? kH264Only : kH264Aac;
  stream.seed = mix(seed, 2000, static_cast<std::uint64_t>(kind));
  stream.bits_per_second = kind == StreamKind::AlwaysAvailable ? 140e3 : 3e6;
  return stream;
}

// What people write into addresses and tokens.
void plant_secrets(Session& session) {
  const std::uint64_t habit = mix(session.seed, 6) % 4;
  if (habit == 0) {
    session.query = concat({"token=", kPlantedSecret});
  } else if (habit == 1) {
    session.query = concat({"user=operator&pass=", kPlantedSecret});
  } else if (habit == 2 && session.user.empty()) {
    session.user = kPlantedSecret;
  }
}

}  // namespace

void Scene::build(const SimulatorOptions& options) {
  for (std::size_t number = 0; number < options.streams; ++number) {
    add_stream(make_publisher(number, stream_name(number), options, shape_));
  }
  for (std::size_t i = 0; i < options.names.size(); ++i) {
    add_stream(make_publisher(options.streams + i, options.names[i], options, shape_));
  }
  for (std::size_t number = 0; number < options.site; ++number)
    add_stream(make_site_camera(number, options));
  if (options.extras) {
    const StreamKind slate = shape_.since(16) ? StreamKind::AlwaysAvailable : StreamKind::Idle;
    add_stream(make_extra("always/on", slate, "", seed_));
    add_stream(make_extra("cam/ondemand", StreamKind::OnDemand, "", seed_));
    add_stream(make_extra("in/udp-mpegts", StreamKind::StaticSource, "mpegtsSource", seed_));
    add_stream(make_extra("old/redirect", StreamKind::Redirect, "redirect", seed_));
    add_stream(make_extra("pull/dead", StreamKind::DeadSource, "rtspSource", seed_));
    // To v1.0 and v1.1 the wildcard is a path like any other.
    if (!shape_.since(2)) add_stream(make_extra("all_others", StreamKind::Idle, "", seed_));
  }
  if (options.extras && options.mix) {
    add_stream(make_extra("pull/rtsp", StreamKind::StaticSource, "rtspSource", mix(seed_, 1)));
    add_stream(make_extra("pull/srt", StreamKind::StaticSource, "srtSource", mix(seed_, 2)));
  }
  std::sort(streams_.begin(), streams_.end(),
            [](const Stream& a, const Stream& b) { return a.name < b.name; });
  for (std::size_t i = 0; i < streams_.size(); ++i) index_[streams_[i].name] = i;
}

void Scene::add_stream(Stream stream) {
  if (!index_.try_emplace(stream.name, streams_.size()).second)
    return;  // a --name that exists anyway
  streams_.push_back(std::move(stream));
}

Session Scene::make_session(const Stream& stream, Protocol protocol, bool publisher, double t) {
  Session session;
  session.seed = mix(seed_, 3000, ++sessions_made_);
  session.protocol = protocol;
  session.publisher = publisher;
  session.id = uuid_v4(session.seed);
  if (is_rtsp(protocol)) session.control_id = uuid_v4(mix(session.seed, 1));
  session.joined = t;
  const bool new_media = publisher && stream.kind != StreamKind::AlwaysAvailable;
  session.media_joined = new_media ? 0.0 : stream.media.value(t);
  // Handshakes take a moment; this also gives lists by `created` an order.
  session.created = time_text(t - 0.05 - 0.4 * unit(mix(session.seed, 2)));

  const auto port = 1024 + mix(session.seed, 3) % 60000;
  const auto host = mix(session.seed, 4) % 254 + 1;
  // The site has its network for itself.
  const std::string_view network = !publisher  ? "198.51.100."
                                   : has_site_ ? "192.0.2."
                                               : kSiteNetwork;
  const std::string port_text = concat({":", std::to_string(port)});
  if (publisher && stream.kind == StreamKind::OnDemand) {
    session.remote_addr = concat({"127.0.0.1", port_text});
  } else if (publisher && !stream.encoder_host.empty()) {
    session.remote_addr = concat({stream.encoder_host, port_text});
  } else if (mix(session.seed, 5) % 8 == 0) {
    session.remote_addr = concat({"[2001:db8:4::", std::to_string(host), "]", port_text});
  } else {
    session.remote_addr = concat({network, std::to_string(host), port_text});
  }
  if (is_rtsp(protocol)) {
    session.user_agent =
        publisher ? "Lavf60.16.100" : "LibVLC/3.0.20 (LIVE555 Streaming Media v2016.11.28)";
  } else if (protocol == Protocol::Rtmp || protocol == Protocol::Rtmps) {
    session.user_agent = publisher ? "FMLE/3.0 (compatible; FMSc/1.0)" : "LNX 9,0,124,2";
  } else if (protocol == Protocol::WebRtc) {
    session.user_agent =
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36";
  } else if (protocol == Protocol::Hls) {
    session.user_agent = "AppleCoreMedia/1.0.0.21F90 (iPhone; U; CPU OS 17_5 like Mac OS X)";
  }
  if (publisher && protocol == Protocol::Srt) session.user = "operator";
  plant_secrets(session);

  session.link = publisher ? stream.link : make_link(0, session.seed);
  const double content = stream.content(session.media_joined);
  const double loss = session.link.loss_ratio;
  session.damage = PiecewiseLine(content, loss);
  if (protocol == Protocol::Srt)
    session.holes = PiecewiseLine(content, loss * session.link.unrepaired_ratio(loss));
  return session;
}

}  // namespace mtxmon::sim
