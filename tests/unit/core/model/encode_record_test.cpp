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

}  // namespace
}  // namespace mtxmon
