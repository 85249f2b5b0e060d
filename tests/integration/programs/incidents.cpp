#include "tests/integration/programs/incidents.h"

#include <algorithm>
#include <utility>

namespace mtxmon {
namespace {

constexpr auto kEvents = "mediamtx:events:{local}";

bool holds(const JsonView& reason) {
  return reason.exists() && (!reason["ended"].exists() || reason["ended"].is_null());
}

std::vector<JsonView> those_of(std::vector<JsonView> events, std::string_view type,
                               std::string_view stream) {
  std::erase_if(events, [&](const JsonView& event) {
    return (!type.empty() && event["type"].text() != type) ||
           (!stream.empty() && event["stream"].text() != stream);
  });
  return events;
}

}  // namespace

void Incidents::begin(SimulatorOptions options, std::vector<std::string> exporter_flags) {
  start_simulator(std::move(options));
  start_exporter(std::move(exporter_flags));
  ASSERT_TRUE(eventually(kPatience, [this] {
    const auto streams = latest()["streams"].items();
    return std::ranges::any_of(streams,
                               [](const JsonView& one) { return one["state"].text() == "live"; }) &&
           std::ranges::all_of(streams, [](const JsonView& one) {
             return one["state"].text() != "live" || one["inbound_bits_per_second"].number() > 0;
           });
  }));
}

JsonView Incidents::latest() const {
  return JsonView::parse(redis_->ask({"HGET", "mediamtx:streams:latest", "local"}).text);
}

JsonView Incidents::stream_now(const std::string& name) const {
  return latest()["streams"].find("name", name);
}

std::string Incidents::state_now(const std::string& name) const {
  return stream_now(name)["state"].text();
}

bool Incidents::polled(int polls) const {
  const double first = latest()["seq"].number();
  return eventually(kPatience, [&] { return latest()["seq"].number() >= first + polls; });
}

JsonView Incidents::reason(const std::string& stream, std::string_view code) const {
  for (const JsonView& one : stream_now(stream)["reasons"].items()) {
    if (one["code"].text() == code && holds(one)) return one;
  }
  return {};
}

bool Incidents::is_warned(const JsonView& object) {
  return std::ranges::any_of(object["reasons"].items(), [](const JsonView& reason) {
    return reason["severity"].text() != "info" && holds(reason);
  });
}

std::vector<JsonView> Incidents::problems(std::string_view code) const {
  auto all = latest()["problems"].items();
  std::erase_if(all, [&](const JsonView& problem) {
    return !code.empty() && problem["code"].text() != code;
  });
  return all;
}

std::vector<JsonView> Incidents::connections(const std::string& stream,
                                             std::string_view role) const {
  auto all = latest()["connections"].items();
  std::erase_if(all, [&](const JsonView& connection) {
    return connection["stream"].text() != stream || connection["role"].text() != role;
  });
  return all;
}

std::vector<JsonView> Incidents::entries(const std::string& key) const {
  std::vector<JsonView> found;
  for (const RedisReply& entry : redis_->ask({"XRANGE", key, "-", "+"}).items)
    found.push_back(JsonView::parse(entry.items.at(1).items.at(1).text));
  return found;
}

std::vector<JsonView> Incidents::events(std::string_view type, std::string_view stream) const {
  return those_of(entries(kEvents), type, stream);
}

std::vector<JsonView> Incidents::reader_events(std::string_view type) const {
  return those_of(entries(std::string(kEvents) + ":readers"), type, "");
}

std::size_t Incidents::ended_sessions() const {
  return entries("mediamtx:sessions:{local}").size();
}

std::vector<JsonView> Incidents::problem_records(std::string_view type,
                                                 std::string_view code) const {
  auto records = those_of(entries("mediamtx:problems"), type, "");
  std::erase_if(records, [&](const JsonView& record) {
    return !code.empty() && record["code"].text() != code;
  });
  return records;
}

std::optional<double> Incidents::state_metric(const std::string& stream, const std::string& state) {
  return metric_in(exporter().get("/metrics"), R"(mediamtx_stream_state{node="local",path=")" +
                                                   stream + R"(",state=")" + state + R"("})");
}

}  // namespace mtxmon
