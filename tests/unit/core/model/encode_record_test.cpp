#include "core/model/encode_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::HasSubstr;
using testing::Not;

WallTime time_at(long long seconds) { return WallTime(std::chrono::seconds(seconds)); }

TEST(EncodeRecord, AnEvent) {
  Event event;
  event.id = "5000-0";
  event.time = event.first_time = time_at(5);
  event.type = "stream_up";
  event.stream = "<cam>";
  event.text = "Live by srt.";
  EXPECT_EQ(encode_event("local", event),
            R"({"id":"5000-0","time":"1970-01-01T00:00:05.000Z","node":"local","type":"stream_up",)"
            R"("severity":"info","stream":"\u003ccam\u003e","text":"Live by srt."})");
}

TEST(EncodeRecord, AnEventThatGrewSaysSinceWhenAndHowOften) {
  Event event;
  event.time = time_at(9);
  event.first_time = time_at(5);
  event.count = 12;
  event.replaces = "8000-0";
  const std::string json = encode_event("local", event);
  EXPECT_THAT(json, HasSubstr(R"("count":12,"first_time":"1970-01-01T00:00:05.000Z")"));
  EXPECT_THAT(json, Not(HasSubstr("8000-0"))) << "is the writer's business";
}

TEST(EncodeRecord, ASession) {
  EndedConnection ended;
  ended.last.id = "s1";
  ended.last.protocol = "srt";
  ended.last.role = Role::Publisher;
  ended.last.stream = "cam";
  ended.last.remote_addr = "203.0.113.0/24";
  ended.last.inbound_bytes = 18446744073709551615U;
  ended.began_at = time_at(1);
  ended.ended_at = time_at(3);
  ended.mean_bits_per_second = 4.5;
  ended.worst_rtt_seconds = 0.25;
  EXPECT_EQ(encode_session("local", ended),
            R"({"node":"local","id":"s1","protocol":"srt","role":"publisher","stream":"cam",)"
            R"("started":"1970-01-01T00:00:01.000Z","ended":"1970-01-01T00:00:03.000Z",)"
            R"("remote_addr":"203.0.113.0/24","inbound_bytes":18446744073709551615,)"
            R"("mean_bits_per_second":4.5,"worst_rtt_seconds":0.25})");
}

Event event_of(const std::string& type, const std::string& text) {
  Event event;
  event.type = type;
  event.stream = "<cam>";
  event.text = text;
  return event;
}

TEST(RecordIdentity, IsTheSameWhoeverSawIt) {
  Event one = event_of("stream_stalled", "No bytes, still connected.");
  one.id = "1-0";
  one.time = time_at(5);
  Event other = one;
  other.id = "2-3";
  other.time = time_at(6);
  other.text = "In other words.";
  other.count = 3;
  EXPECT_EQ(record_identity(encode_event("a", one)), record_identity(encode_event("a", other)));
  EndedConnection ended;
  ended.last.id = "s1";
  ended.last.protocol = "srt";
  const auto before = record_identity(encode_session("a", ended));
  ended.ended_at = time_at(9);
  ended.cause = "read_timeout";
  ended.last.inbound_bytes = 5;
  EXPECT_EQ(record_identity(encode_session("a", ended)), before);
}

TEST(RecordIdentity, TellsChangesApart) {
  const auto of = [](const Event& event) { return record_identity(encode_event("a", event)); };
  const Event up = event_of("stream_up", "x");
  EXPECT_NE(of(up), of(event_of("stream_down", "x")));
  Event elsewhere = up;
  elsewhere.stream = "other";
  EXPECT_NE(of(up), of(elsewhere));
  Event reader = event_of("reader_left", "x");
  Event another = reader;
  reader.connection = "r1";
  another.connection = "r2";
  EXPECT_NE(of(reader), of(another));
  Event reason = event_of("reason_began", "x");
  Event another_reason = reason;
  reason.code = "srt_belated";
  another_reason.code = "srt_link_loss";
  EXPECT_NE(of(reason), of(another_reason));
  EXPECT_NE(of(event_of("list_failed", "srtconns: timed out")),
            of(event_of("list_failed", "rtmpconns: timed out")));
  EXPECT_EQ(of(event_of("list_failed", "srtconns: timed out")),
            of(event_of("list_failed", "srtconns: refused")));
  EXPECT_EQ(record_identity("no JSON"), "");
}

}  // namespace
}  // namespace mtxmon
