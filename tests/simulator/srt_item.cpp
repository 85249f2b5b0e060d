#include <algorithm>
#include <cmath>

#include "tests/simulator/item_parts.h"
#include "tests/simulator/items.h"

namespace mtxmon::sim {
namespace {

constexpr double kPacketBytes = 1234.0;  // on the wire: IP, UDP and SRT headers included
constexpr double kPayloadBytes = 1190.0;
constexpr double kOverhead = 1.12;  // MPEG-TS and headers over the path's own bytes
constexpr double kAcksPerSecond = 57.0;
constexpr double kSecondCopyRatio =
    0.03;  // of the lost packets are repaired twice; the second copy is dropped

// What the connection carried. The identities of a real socket hold exactly:
// received = unique + drop, sent = unique + retransmitted, and loss − retransmitted + drop = lost
// for good. Each grows for itself and the others are their sums, so that none ever falls.
struct Carried {
  std::uint64_t unique = 0;
  std::uint64_t repaired = 0;
  std::uint64_t unrepaired = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t belated = 0;  // of the unrepaired: the repair came too late and was dropped
  [[nodiscard]] std::uint64_t loss() const { return repaired + unrepaired; }  // gaps seen
};

Carried packets_of(const Stream& stream, const Session& session, double t) {
  Carried result;
  result.unique = whole(stream.session_bytes(session, t) * kOverhead / kPacketBytes);
  const double content = stream.content(stream.media.value(session.sending_until(t)));
  const double packets_per_second = stream.bits_per_second / 8.0 * kOverhead / kPacketBytes;
  const double damage = session.damage.value(content);
  const double holes = session.holes.value(content);
  result.repaired = whole((damage - holes) * packets_per_second);
  result.unrepaired = whole(holes * packets_per_second);
  result.duplicates = whole(static_cast<double>(result.loss()) * kSecondCopyRatio);
  result.belated = session.publisher ? result.unrepaired / 2 : 0;
  return result;
}

// What the connection is like at this moment.
struct Moment {
  bool flows = false;
  double loss_ratio = 0.0;
  double rtt_ms = 0.0;
  double mebibits_per_second = 0.0;
  double packets_per_second = 0.0;
  double link_capacity = 0.0;
};

Moment moment(const Stream& stream, const Session& session, double t) {
  Moment now;
  const double sent_until = session.sending_until(t);
  const double bytes_per_second = sent_until < t ? 0.0 : stream.bytes_per_second(t);
  now.flows = bytes_per_second > 0.0;
  now.loss_ratio = session.damage.slope(stream.content(stream.media.value(t)));
  const double measured_until =
      std::min(session.answering_until(t), stream.stalled ? stream.stalled_at : t);
  now.rtt_ms = session.link.rtt_ms * Wander(mix(session.seed, 41)).level(4.0 * measured_until);
  now.packets_per_second = bytes_per_second * kOverhead / kPacketBytes;
  now.mebibits_per_second = now.packets_per_second * kPayloadBytes * 8.0 / (1024.0 * 1024.0);
  const double wander = Wander(mix(session.seed, 42)).level(3.0 * measured_until);
  now.link_capacity = (12.0 + 80.0 * unit(mix(session.seed, 43))) * wander;
  if (is_crowded(now.loss_ratio)) now.link_capacity /= kCrowding;
  return now;
}

}  // namespace

void write_srt_statistics(JsonText& json, const Stream& stream, const Session& session,
                          const Shape& shape, double t) {
  const Carried all = packets_of(stream, session, t);
  const Moment now = moment(stream, session, t);
  const bool in = session.publisher;
  const auto receive = [&](std::uint64_t value) { return in ? value : 0; };
  const auto send = [&](std::uint64_t value) { return in ? 0 : value; };
  const auto bytes = [&](std::uint64_t packets) {
    return packets * static_cast<std::uint64_t>(kPacketBytes);
  };
  const std::uint64_t retransmitted = all.repaired + all.duplicates + all.belated;
  const std::uint64_t second_copies = all.duplicates + all.belated;
  const std::uint64_t total_in = in ? all.unique + second_copies : 0;
  const std::uint64_t total_out = in ? 0 : all.unique + retransmitted;
  const std::uint64_t acks = whole(session.age(t) * kAcksPerSecond);
  const std::uint64_t answers = whole(session.age(session.answering_until(t)) * kAcksPerSecond);
  const std::uint64_t naks = whole(static_cast<double>(all.loss()) * 0.8);
  const double latency_seconds = static_cast<double>(session.link.latency_ms) / 1000.0;
  // Nothing acknowledges what goes to a frozen reader: it piles up for the latency and a second,
  // then the oldest is dropped.
  const double unanswered_seconds = t - session.answering_until(t);
  const double kept_seconds = std::min(unanswered_seconds, latency_seconds + 1.0);
  const auto queued = whole(now.packets_per_second * kept_seconds);
  const std::uint64_t dropped =
      all.unrepaired + all.unique -
      packets_of(stream, session, t - unanswered_seconds + kept_seconds).unique;
  const auto waiting = whole(now.packets_per_second * latency_seconds);
  const std::uint64_t belated = shape.since(20) ? all.belated : 0;
  const double loss_percent = now.flows ? 100.0 * now.loss_ratio / (1.0 + now.loss_ratio) : 0.0;
  // Real servers report an empty receive buffer now and then.
  const bool flicker = mix(session.seed, 44, static_cast<std::uint64_t>(t)) % 16 == 0;
  const std::uint64_t waiting_ms = now.flows && !flicker ? session.link.latency_ms * 97 / 100 : 0;

  const auto bytes_in = bytes(total_in) + (in ? stream.counter_offset : 0);
  const auto bytes_out = bytes(total_out) + (in ? 0 : stream.counter_offset);
  if (!shape.since(6)) {
    json.count("bytesReceived", bytes_in);
    json.count("bytesSent", bytes_out);
    return;
  }
  // Old releases counted one too many per gap, and never the late ones.
  const std::uint64_t miscounted = shape.since(20) ? 0 : naks;
  const std::uint64_t offset = stream.counter_offset;
  json.count("packetsSent", total_out + send(offset));
  json.count("packetsReceived", total_in + receive(offset));
  json.count("packetsSentUnique", send(all.unique + offset));
  json.count("packetsReceivedUnique", receive(all.unique + offset));
  json.count("packetsSendLoss", send(retransmitted + all.unrepaired));
  json.count("packetsReceivedLoss", receive(all.loss() + miscounted));
  json.count("packetsRetrans", send(retransmitted));
  json.count("packetsReceivedRetrans", receive(retransmitted));
  json.count("packetsSentACK", acks);
  json.count("packetsReceivedACK", send(answers));
  json.count("packetsSentNAK", receive(naks));
  json.count("packetsReceivedNAK", send(naks));
  json.count("packetsSentKM", 0);
  json.count("packetsReceivedKM", 0);
  json.count("usSndDuration", send(all.unique * 10));
  json.count("packetsReceivedBelated", receive(belated));
  json.count("packetsSendDrop", send(dropped));
  json.count("packetsReceivedDrop", receive(second_copies));
  json.count("packetsReceivedUndecrypt", 0);
  json.count("bytesReceived", bytes_in);
  json.count("bytesSent", bytes_out);
  json.count("bytesSentUnique", send(bytes(all.unique) + offset));
  json.count("bytesReceivedUnique", receive(bytes(all.unique) + offset));
  json.count("bytesReceivedLoss", receive(bytes(all.loss())));
  json.count("bytesRetrans", send(bytes(retransmitted)));
  json.count("bytesReceivedRetrans", receive(bytes(retransmitted)));
  json.count("bytesReceivedBelated", receive(bytes(belated)));
  json.count("bytesSendDrop", send(bytes(dropped)));
  json.count("bytesReceivedDrop", receive(bytes(second_copies)));
  json.count("bytesReceivedUndecrypt", 0);
  json.number("usPacketsSendPeriod", 10.967254638671875);
  json.count("packetsFlowWindow", 25600);
  json.count("packetsFlightSize", send(queued + (now.flows ? 3 : 0)));
  json.number("msRTT", now.rtt_ms);
  json.number("mbpsSendRate", in ? 0.0 : now.mebibits_per_second * (1.0 + now.loss_ratio));
  json.number("mbpsReceiveRate", in ? now.mebibits_per_second : 0.0);
  json.number("mbpsLinkCapacity", now.link_capacity);
  json.count("bytesAvailSendBuf", 0);
  json.count("bytesAvailReceiveBuf", 0);
  json.number("mbpsMaxBW", -1.0);
  json.count("byteMSS", 1500);
  json.count("packetsSendBuf", send(queued));
  json.count("bytesSendBuf", send(bytes(queued)));
  json.count("msSendBuf", send(queued == 0 ? 0 : whole(1000.0 * kept_seconds)));
  json.count("msSendTsbPdDelay", session.link.latency_ms);
  json.count("packetsReceiveBuf", receive(waiting));
  json.count("bytesReceiveBuf", receive(whole(static_cast<double>(waiting) * kPayloadBytes)));
  json.count("msReceiveBuf", receive(waiting_ms));
  json.count("msReceiveTsbPdDelay", session.link.latency_ms);
  json.count("packetsReorderTolerance", 0);
  json.count("packetsReceivedAvgBelatedTime", 0);
  json.number("packetsSendLossRate", in ? 0.0 : loss_percent);
  json.number("packetsReceivedLossRate", in ? loss_percent : 0.0);
  // Not of static sources, which have no readers' queue.
  if (shape.since(17) && &session != stream.pulling_session())
    json.count("outboundFramesDiscarded", discarded_frames(stream, session, t));
}

void write_srt_connection(JsonText& json, const Stream& stream, const Session& session,
                          const Shape& shape, double t) {
  json.open_object();
  write_identity(json, session);
  write_purpose(json, stream, session, shape);
  write_srt_statistics(json, stream, session, shape, t);
  json.close_object();
}

}  // namespace mtxmon::sim
