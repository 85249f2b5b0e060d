#include "exporter/snapshot_metrics.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

// States a series can show; a stream that is gone or unknown has no series of its state at all.
constexpr std::array kShownStates = {
    StreamState::Live,    StreamState::Degraded, StreamState::Stalled, StreamState::Starting,
    StreamState::Standby, StreamState::Idle,     StreamState::Offline};

struct Row {
  const Snapshot& snapshot;
  const Stream& stream;
  std::string labels;  // node and path, rendered once for all families
};

using Snapshots = std::vector<std::shared_ptr<const Snapshot>>;

double unix_seconds(WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

std::vector<Row> shown_rows(const Snapshots& snapshots) {
  std::vector<Row> rows;
  for (const auto& snapshot : snapshots) {
    for (const Stream& stream : snapshot->streams) {
      if (stream.state == StreamState::Gone || stream.state == StreamState::Unknown) continue;
      rows.push_back(
          {*snapshot, stream, label_text({{"node", snapshot->node}, {"path", stream.name}})});
    }
  }
  return rows;
}

void write_nodes(ExpositionWriter& out, const Snapshots& snapshots) {
  out.family("mediamtx_up", MetricType::Gauge,
             "Whether the last poll of the MediaMTX API brought the list of streams.");
  for (const auto& one : snapshots)
    out.sample(label_text({{"node", one->node}}), std::uint64_t{one->up ? 1U : 0U});
  out.family("mediamtx_last_success_timestamp_seconds", MetricType::Gauge,
             "Unix time of the last poll that brought the list of streams.");
  for (const auto& one : snapshots) {
    if (one->collected_at)
      out.sample(label_text({{"node", one->node}}), unix_seconds(*one->collected_at));
  }
  out.family("mediamtx_server_info", MetricType::Gauge,
             "Version of the MediaMTX server; the value is always 1.");
  for (const auto& one : snapshots) {
    if (one->up && one->server_version) {
      out.sample(label_text({{"node", one->node}, {"version", *one->server_version}}),
                 std::uint64_t{1});
    }
  }
  out.family("mediamtx_server_start_time_seconds", MetricType::Gauge,
             "Start of the MediaMTX server as Unix time.");
  for (const auto& one : snapshots) {
    if (one->up && one->server_started)
      out.sample(label_text({{"node", one->node}}), unix_seconds(*one->server_started));
  }
}

void write_endpoints(ExpositionWriter& out, const Snapshots& snapshots) {
  const auto labels = [](const Snapshot& one, const std::string& name) {
    return label_text({{"node", one.node}, {"endpoint", name}});
  };
  out.family("mediamtx_endpoint_up", MetricType::Gauge,
             "Whether this list of the MediaMTX API was answered in the last poll; absent while "
             "its protocol is off.");
  for (const auto& one : snapshots) {
    for (const auto& [name, endpoint] : one->endpoints) {
      if (endpoint.state != EndpointState::Ok && endpoint.state != EndpointState::Failed) continue;
      out.sample(labels(*one, name), std::uint64_t{endpoint.state == EndpointState::Ok ? 1U : 0U});
    }
  }
  out.family("mediamtx_endpoint_duration_seconds", MetricType::Gauge,
             "Time this list took in the last poll.");
  for (const auto& one : snapshots) {
    for (const auto& [name, endpoint] : one->endpoints) {
      const bool shown =
          endpoint.state == EndpointState::Ok || endpoint.state == EndpointState::Failed;
      if (shown && endpoint.duration_seconds)
        out.sample(labels(*one, name), *endpoint.duration_seconds);
    }
  }
}

std::string codecs_of(const Stream& stream) {
  std::string codecs;
  for (const Track& track : stream.tracks) codecs += (codecs.empty() ? "" : ",") + track.codec;
  return codecs;
}

void write_states(ExpositionWriter& out, const std::vector<Row>& rows) {
  out.family("mediamtx_stream_state", MetricType::Gauge,
             "State of a stream: 1 for the state it is in, 0 for the others.");
  for (const Row& row : rows) {
    for (const StreamState state : kShownStates) {
      out.sample(row.labels + "," + label_text({{"state", state_word(state)}}),
                 std::uint64_t{row.stream.state == state ? 1U : 0U});
    }
    // Others are never missing.
    if (!row.stream.expected) continue;
    out.sample(row.labels + "," + label_text({{"state", state_word(StreamState::Missing)}}),
               std::uint64_t{row.stream.state == StreamState::Missing ? 1U : 0U});
  }
  out.family("mediamtx_stream_info", MetricType::Gauge,
             "What a stream is: protocol and kind of its source, codecs; the value is always 1.");
  for (const Row& row : rows) {
    const auto& source = row.stream.source;
    out.sample(row.labels + "," +
                   label_text({{"protocol", source ? std::string_view(source->type.protocol) : ""},
                               {"kind", source ? peer_kind_word(source->type.kind) : ""},
                               {"codecs", codecs_of(row.stream)}}),
               std::uint64_t{1});
  }
  out.family("mediamtx_stream_available_timestamp_seconds", MetricType::Gauge,
             "Unix time at which the current stream became available, by the server's clock.");
  for (const Row& row : rows) {
    if (row.stream.available_since)
      out.sample(row.labels, unix_seconds(*row.stream.available_since));
  }
}

void write_traffic(ExpositionWriter& out, const std::vector<Row>& rows) {
  const auto counter = [&](std::string_view name, std::string_view help, const auto& member) {
    out.family(name, MetricType::Counter, help);
    for (const Row& row : rows) {
      if (const auto& value = row.stream.*member) out.sample(row.labels, *value);
    }
  };
  counter("mediamtx_stream_inbound_bytes_total",
          "Bytes received from publishers (RTP payload size), since the exporter started.",
          &Stream::inbound_bytes_total);
  counter("mediamtx_stream_outbound_bytes_total",
          "Bytes sent to readers (RTP payload size), since the exporter started.",
          &Stream::outbound_bytes_total);
  counter("mediamtx_stream_inbound_frames_in_error_total",
          "Frames that the server could not process, since the exporter started.",
          &Stream::inbound_frames_in_error_total);
  out.family("mediamtx_stream_readers", MetricType::Gauge,
             "Readers of a stream by protocol; a stream without readers has one sample with "
             "protocol \"none\".");
  for (const Row& row : rows) {
    for (const auto& [protocol, count] : row.stream.readers_by_protocol) {
      out.sample(row.labels + "," + label_text({{"protocol", protocol}}), std::uint64_t{count});
    }
    // What the server does not list has no number of readers.
    const bool listed = row.stream.state != StreamState::Missing || row.stream.readers;
    if (row.stream.readers_by_protocol.empty() && listed) {
      out.sample(row.labels + "," + label_text({{"protocol", "none"}}), std::uint64_t{0});
    }
  }
}

// Whatever its state, also while nobody knows it.
void write_expected(ExpositionWriter& out, const Snapshots& snapshots) {
  out.family("mediamtx_stream_problem", MetricType::Gauge,
             "Whether a stream that the operator expects has a reason of severity warning or "
             "critical, or cannot be known because its server does not answer.");
  for (const auto& one : snapshots) {
    for (const Stream& stream : one->streams) {
      if (!stream.expected) continue;
      const bool problem = stream.state == StreamState::Unknown ||
                           worst_reason(stream.reasons, Severity::Warning) != nullptr;
      out.sample(label_text({{"node", one->node}, {"path", stream.name}}),
                 std::uint64_t{problem ? 1U : 0U});
    }
  }
}

// The reasons that are of no single stream, each as bad as it is when it holds.
struct NodeReason {
  ReasonCode code;
  Severity severity;
};
constexpr NodeReason kNodeReasons[] = {{ReasonCode::ServerDown, Severity::Critical},
                                       {ReasonCode::ListFailed, Severity::Warning},
                                       {ReasonCode::ExpectedCountLow, Severity::Critical},
                                       {ReasonCode::ServerOverloaded, Severity::Critical},
                                       {ReasonCode::StreamsFailedTogether, Severity::Critical}};

void write_problems(ExpositionWriter& out, const Snapshots& snapshots) {
  out.family("mediamtx_problems", MetricType::Gauge,
             "Problems of a node as the page shows them, by severity.");
  for (const auto& one : snapshots) {
    for (const Severity severity : {Severity::Warning, Severity::Critical}) {
      const auto count = std::ranges::count(one->problems, severity, &Problem::severity);
      out.sample(label_text({{"node", one->node}, {"severity", severity_word(severity)}}),
                 static_cast<std::uint64_t>(count));
    }
  }
  out.family("mediamtx_problems_muted", MetricType::Gauge,
             "Those of mediamtx_problems that somebody has muted on the page.");
  for (const auto& one : snapshots) {
    for (const Severity severity : {Severity::Warning, Severity::Critical}) {
      const auto count = std::ranges::count_if(one->problems, [&](const Problem& problem) {
        return problem.severity == severity && problem.muted_until;
      });
      out.sample(label_text({{"node", one->node}, {"severity", severity_word(severity)}}),
                 static_cast<std::uint64_t>(count));
    }
  }
  out.family("mediamtx_node_problem", MetricType::Gauge,
             "Whether a node has a problem that is of no single stream, by reason; "
             "docs/DIAGNOSIS.md explains them.");
  for (const auto& one : snapshots) {
    for (const auto& [code, severity] : kNodeReasons) {
      const bool holds =
          std::ranges::find(one->problems, code, &Problem::code) != one->problems.end();
      out.sample(label_text({{"node", one->node},
                             {"reason", reason_kind(code).word},
                             {"severity", severity_word(severity)}}),
                 std::uint64_t{holds ? 1U : 0U});
    }
  }
}

void write_health(ExpositionWriter& out, const std::vector<Row>& rows) {
  out.family("mediamtx_stream_reason", MetricType::Gauge,
             "Why a stream is not well: 1 for each reason of severity warning or critical; "
             "docs/DIAGNOSIS.md explains them.");
  for (const Row& row : rows) {
    std::set<ReasonCode> written;  // several destinations can fail
    for (const Reason& reason : row.stream.reasons) {
      if (!reason.active(Severity::Warning) || !written.insert(reason.code).second) continue;
      out.sample(row.labels + "," +
                     label_text({{"reason", reason_kind(reason.code).word},
                                 {"severity", severity_word(reason.severity)}}),
                 std::uint64_t{1});
    }
  }
  const auto gauge = [&](std::string_view name, std::string_view help, const auto& member) {
    out.family(name, MetricType::Gauge, help);
    for (const Row& row : rows) {
      if (const auto& value = row.stream.*member) out.sample(row.labels, std::uint64_t{*value});
    }
  };
  gauge(
      "mediamtx_stream_readers_silent",
      "Readers of a stream from whom no sign of life comes back; they are counted as readers, too.",
      &Stream::readers_silent);
  gauge("mediamtx_stream_viewers",
        "Readers of a stream without the silent ones and those on the server's own machine.",
        &Stream::viewers);
}

// One family per row of the field table and role.
void write_resource(ExpositionWriter& out, const std::vector<Row>& rows, const Resource& resource,
                    Role role) {
  for (std::size_t index = 0; index < resource.fields.size(); ++index) {
    const Field& field = resource.fields[index];
    if (field.metric.empty() || !concerns(field.side, role)) continue;
    const auto prefix = role == Role::Publisher ? resource.publish_prefix : resource.read_prefix;
    out.family(std::string(prefix) + std::string(field.metric),
               field.kind == Kind::Counter ? MetricType::Counter : MetricType::Gauge, field.help);
    for (const Row& row : rows) {
      for (const ResourceTotals& totals : row.stream.totals) {
        const FieldValues& values = role == Role::Publisher ? totals.publish : totals.read;
        if (totals.resource != &resource || values.empty() || !values[index].present()) continue;
        if (values[index].is_integer()) {
          out.sample(row.labels, values[index].integer());
        } else {
          out.sample(row.labels,
                     *values[index].real() / (field.unit == Unit::BitsPerSecond ? 8 : 1));
        }
      }
    }
  }
}

}  // namespace

void write_snapshots(ExpositionWriter& out, const Snapshots& snapshots) {
  write_nodes(out, snapshots);
  write_endpoints(out, snapshots);
  const std::vector<Row> rows = shown_rows(snapshots);
  write_states(out, rows);
  write_traffic(out, rows);
  write_expected(out, snapshots);
  write_health(out, rows);
  write_problems(out, snapshots);
  for (const Resource* resource : kResources) {
    write_resource(out, rows, *resource, Role::Publisher);
    write_resource(out, rows, *resource, Role::Reader);
  }
}

}  // namespace mtxmon
