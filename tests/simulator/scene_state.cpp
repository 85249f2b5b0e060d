// The scene's clock, its server-wide changes, and its own account of itself.
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "tests/simulator/scene.h"

namespace mtxmon::sim {
namespace {

constexpr std::size_t kHappeningsKept = 50;

std::string_view kind_name(StreamKind kind) {
  switch (kind) {
    case StreamKind::Publisher:
      return "publisher";
    case StreamKind::StaticSource:
      return "static source";
    case StreamKind::DeadSource:
      return "dead source";
    case StreamKind::AlwaysAvailable:
      return "always available";
    case StreamKind::OnDemand:
      return "on demand";
    case StreamKind::Redirect:
      return "redirect";
    case StreamKind::Idle:
      return "idle";
  }
  return "";
}

void write_stream(JsonText& json, const Stream& stream, double t) {
  json.open_object();
  json.text("name", stream.name);
  json.text("conf_name", stream.conf_name);
  json.text("kind", kind_name(stream.kind));
  json.text("protocol", protocol_name(stream.protocol));
  json.flag("listed", stream.listed());
  json.flag("available", stream.available());
  json.flag("on_air", stream.on_air);
  json.flag("stalled", stream.stalled);
  json.flag("bad_link", stream.bad_link);
  json.flag("flapping", stream.flapping);
  json.flag("fighting", stream.fighting);
  json.count("generation", static_cast<std::uint64_t>(stream.generation));
  json.number("mean_bits_per_second", stream.bits_per_second * stream.loudness);
  json.number("inbound_bits_per_second",
              stream.available() ? 8.0 * stream.bytes_per_second(t) : 0.0);
  json.count("inbound_bytes", stream.inbound_bytes(t) + stream.counter_offset);
  json.count("outbound_bytes", stream.outbound_bytes(t) + stream.counter_offset);
  if (stream.publisher) {
    json.text("publisher_id", stream.publisher->id);
    const double content = stream.content(stream.media.value(t));
    const double holes = stream.publisher->holes.slope(content);
    json.number("loss_ratio", stream.publisher->damage.slope(content) / (1.0 + holes));
    json.number("unrepaired_ratio", holes / (1.0 + holes));
  }
  json.open_array("readers");
  for (const Session& reader : stream.readers) {
    json.open_object();
    json.text("id", reader.id);
    json.text("protocol", protocol_name(reader.protocol));
    json.flag("frozen", reader.frozen_at.has_value());
    json.flag("slow", reader.slow);
    json.flag("established", reader.established);
    json.close_object();
  }
  json.close_array();
  json.close_object();
}

}  // namespace

WallTime Scene::wall_time(double t) const {
  return origin_ + Milliseconds(std::llround((t + clock_offset_seconds_) * 1e3));
}

std::string Scene::time_text(double t) const {
  using std::chrono::days;
  using std::chrono::floor;
  using Nanoseconds = std::chrono::nanoseconds;
  const auto below_a_millisecond = static_cast<std::int64_t>(mix(seed_, 6000) % 1'000'000);
  const auto since_epoch = Nanoseconds(origin_.time_since_epoch()) +
                           Nanoseconds(below_a_millisecond) +
                           Nanoseconds(std::llround((t + clock_offset_seconds_) * 1e9));
  const auto day = floor<days>(since_epoch);
  const std::chrono::year_month_day date{std::chrono::sys_days(day)};
  const std::chrono::hh_mm_ss<Nanoseconds> time{since_epoch - day};
  std::array<char, 64> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%09lld",
      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
      static_cast<long long>(time.subseconds().count()));
  std::string result(text.data(), static_cast<std::size_t>(length));
  result.erase(result.find_last_not_of('0') + 1);  // as Go does
  if (result.back() == '.') result.pop_back();
  return result + 'Z';
}

void Scene::drop_sessions(double t) {
  for (Stream& stream : streams_) {
    const bool was_on_air = stream.on_air;
    if (was_on_air) end_publisher(stream, t);
    stream.earlier_inbound_bytes = 0;
    if (stream.kind == StreamKind::AlwaysAvailable) {
      stream.media = PiecewiseLine(t, 1.0);
      stream.volume = PiecewiseLine(0.0, 1.0);
      stream.available_time = time_text(t);
      stream.ended_outbound_bytes = 0;
      stream.readers.clear();
    }
    // Nobody who asked for an on-demand stream survives the restart.
    if (was_on_air && stream.kind != StreamKind::OnDemand) publish(stream, t);
  }
}

void Scene::switch_protocol(Protocol protocol, bool on, double t) {
  if (enabled(protocol) == on) return;
  enabled_.at(static_cast<std::size_t>(protocol)) = on;
  note(t, std::string(protocol_name(protocol)) + (on ? " switched on" : " switched off"));
  for (Stream& stream : streams_) {
    const bool theirs =
        stream.kind == StreamKind::Publisher && server_of(stream.protocol) == protocol;
    if (theirs && stream.on_air != on) {
      on ? publish(stream, t) : end_publisher(stream, t);
      continue;
    }
    const auto is_theirs = [&](Protocol reader) { return server_of(reader) == protocol; };
    if (!on) {
      std::erase_if(stream.readers, [&](const Session& reader) {
        if (!is_theirs(reader.protocol)) return false;
        stream.ended_outbound_bytes += static_cast<std::uint64_t>(stream.session_bytes(reader, t));
        return true;
      });
    }
    if (!on || !stream.available()) continue;
    for (const Protocol reader : stream.audience) {
      if (is_theirs(reader)) add_reader(stream, reader, t);
    }
  }
}

void Scene::note(double t, std::string text) {
  happenings_.push_back({t, std::move(text)});
  if (happenings_.size() > kHappeningsKept) happenings_.pop_front();
}

void Scene::write_state(JsonText& json) const {
  json.text("time", time_text(now_));
  json.number("elapsed_seconds", now_);
  json.text("started", started_);
  json.open_object("protocols");
  for (const Protocol protocol : kProtocols) {
    if (server_of(protocol) == protocol) json.flag(protocol_name(protocol), enabled(protocol));
  }
  json.close_object();
  json.open_array("streams");
  for (const Stream& stream : streams_) write_stream(json, stream, now_);
  json.close_array();
  json.open_array("happenings");
  for (const Happening& happening : happenings_) {
    json.open_object();
    json.number("elapsed_seconds", happening.t);
    json.text("text", happening.text);
    json.close_object();
  }
  json.close_array();
}

}  // namespace mtxmon::sim
