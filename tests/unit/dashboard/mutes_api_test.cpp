#include "dashboard/mutes_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/time_text.h"
#include "core/model/mute.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_store.h"
#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

class MutesApiTest : public testing::Test {
 protected:
  MutesApiTest() {
    Snapshot snapshot = snapshot_of("berlin", {});
    Problem problem;
    problem.key = "srt_link_loss-1-1";
    problem.code = ReasonCode::SrtLinkLoss;
    problem.streams = {std::string(kHostileName)};
    problem.since = kNow;
    snapshot.problems.push_back(problem);
    problem.key = "streams_failed_together-1-2";
    problem.code = ReasonCode::StreamsFailedTogether;
    problem.severity = Severity::Critical;
    problem.detail = "203.0.113.0/24";
    problem.streams = {"a", "b"};
    snapshot.problems.push_back(problem);
    state_.nodes["berlin"] = node_document(encode_snapshot(snapshot));
  }
  static std::string in(std::chrono::minutes time) { return format_rfc3339(kNow + time); }
  static std::string body(const std::string& members, const std::string& until) {
    return R"({"node":"berlin",)" + members + R"(,"until":")" + until + "\"}";
  }
  Response post(std::string body) {
    Request request;
    request.method = "POST";
    request.body = std::move(body);
    return api_.change(request);
  }
  Response remove(const std::string& query) {
    Request request;
    request.method = "DELETE";
    request.query = query;
    return api_.change(request);
  }
  std::string list(bool local = true) {
    Request request;
    request.is_local = local;
    return *api_.list(request).body;
  }

  MemoryStore store_;
  FakeClock clock_;
  State state_;
  MutesApi api_{store_, [this] { return std::make_shared<const State>(state_); }, clock_};
};

TEST_F(MutesApiTest, AKeyIsEnoughAndWhatTheProblemIsIsLookedUp) {
  const Response done =
      post(body(R"("key":"srt_link_loss-1-1","comment":"known")", in(std::chrono::minutes(30))));
  ASSERT_EQ(done.status, 200) << *done.body;
  const Json mute(*done.body);
  EXPECT_EQ(mute.text("/code"), "srt_link_loss");
  EXPECT_EQ(mute.text("/stream"), kHostileName);
  EXPECT_EQ(mute.text("/severity"), "warning");
  EXPECT_EQ(mute.text("/comment"), "known");
  EXPECT_EQ(Json(list()).text("/mutes/0/id"), mute.text("/id"));
}

TEST_F(MutesApiTest, OfSeveralStreamsTheirCommonCauseIsMuted) {
  const Response done =
      post(body(R"("key":"streams_failed_together-1-2")", in(std::chrono::minutes(30))));
  ASSERT_EQ(done.status, 200);
  const Json mute(*done.body);
  EXPECT_EQ(mute.text("/detail"), "203.0.113.0/24");
  EXPECT_FALSE(mute.has("/stream"));
}

TEST_F(MutesApiTest, ACodeAndAPatternMuteWhatIsNotThereYet) {
  const std::string wanted = R"("code":"no_inbound_bytes","stream":"cam/*")";
  EXPECT_EQ(post(body(wanted, in(std::chrono::minutes(30)))).status, 200);
  EXPECT_EQ(post(body(wanted, in(std::chrono::minutes(60)))).status, 200);
  const Json json(list());
  EXPECT_EQ(json.text("/mutes/0/until"), in(std::chrono::minutes(60)));
  EXPECT_FALSE(json.has("/mutes/1")) << "the later one replaces it";
}

TEST_F(MutesApiTest, ErrorsNameTheMemberAndWhatItMayBe) {
  const std::string until = in(std::chrono::minutes(30));
  const auto refused = [&](const std::string& text, int status, const char* why) {
    const Response answer = post(text);
    EXPECT_EQ(answer.status, status) << text;
    EXPECT_THAT(*answer.body, HasSubstr(why)) << text;
  };
  refused("", 400, "JSON object");
  refused("[]", 400, "JSON object");
  refused(R"({"until":")" + until + "\"}", 400, "node: ");
  refused(body(R"("code":"rtp_loss")", "soon"), 400, "until: ");
  refused(body(R"("code":"rtp_loss")", in(std::chrono::minutes(0))), 400, "is over");
  refused(body(R"("code":"rtp_loss")", in(kLongestMute + std::chrono::minutes(1))), 400,
          "at most 7d");
  refused(body(R"("code":"nope")", until), 400, "code: ");
  refused(body(R"("code":"rtp_loss","severity":"bad")", until), 400, "severity: ");
  refused(body(R"("code":"rtp_loss","extra":"x")", until), 400, "extra: ");
  refused(body(R"("code":"rtp_loss","comment":7)", until), 400, "comment: ");
  refused(body(R"("code":"rtp_loss","comment":")" + std::string(201, 'x') + "\"", until), 400,
          "comment: ");
  refused(body(R"("key":"srt_link_loss-1-1","code":"rtp_loss")", until), 400, "code: ");
  refused(body(R"("key":"other")", until), 404, "key: ");
  EXPECT_FALSE(Json(list()).has("/mutes/0"));
}

TEST_F(MutesApiTest, UnmutingNamesOneMute) {
  ASSERT_EQ(post(body(R"("code":"rtp_loss","stream":"a b")", in(std::chrono::minutes(5)))).status,
            200);
  EXPECT_EQ(remove("").status, 400);
  EXPECT_EQ(remove("id=other").status, 404);
  EXPECT_EQ(remove("id=berlin%2Frtp_loss%2Fa%2520b").status, 204);
  EXPECT_FALSE(Json(list()).has("/mutes/0"));
}

TEST_F(MutesApiTest, WhatIsOverOrUnreadableIsNotListed) {
  ASSERT_EQ(post(body(R"("code":"rtp_loss")", in(std::chrono::minutes(5)))).status, 200);
  ASSERT_TRUE(store_.put_mute("x", "nonsense").ok());
  clock_.advance(std::chrono::minutes(5));
  EXPECT_FALSE(Json(list()).has("/mutes/0"));
}

TEST_F(MutesApiTest, SaysWhoMayChangeSomething) {
  EXPECT_THAT(list(true), HasSubstr(R"("may_change":true)"));
  EXPECT_THAT(list(false), HasSubstr(R"("may_change":false)"));
}

TEST_F(MutesApiTest, ThereIsALimit) {
  const auto mute = [&](std::size_t number) {
    return post(body(R"("code":"rtp_loss","stream":")" + std::to_string(number) + "\"",
                     in(std::chrono::minutes(5))))
        .status;
  };
  for (std::size_t i = 0; i < MutesApi::kMostMutes; ++i) ASSERT_EQ(mute(i), 200);
  EXPECT_EQ(mute(MutesApi::kMostMutes), 409);
  EXPECT_EQ(mute(0), 200) << "a change is no new one";
}

TEST_F(MutesApiTest, WithoutRedisNothingIsPromised) {
  store_.fail_with("connection refused");
  EXPECT_EQ(post(body(R"("code":"rtp_loss")", in(std::chrono::minutes(5)))).status, 503);
  EXPECT_EQ(remove("id=x").status, 503);
  EXPECT_EQ(api_.list(Request()).status, 503);
}

}  // namespace
}  // namespace mtxmon
