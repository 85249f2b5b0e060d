#include "dashboard/feed_requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dashboard/feed_view.h"
#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

LiveReply said(const std::string& text) { return read_message(text, "k3j9"); }

Result<LiveStart> asked(const std::string& query) {
  Request request;
  request.query = query;
  return read_handshake(request, "k3j9");
}

TEST(ReadMessage, APingIsNothing) {
  for (const std::string text : {R"({"type":"ping"})", R"( {"more":{"x":[]},"type":"ping"} )"}) {
    EXPECT_FALSE(said(text).start) << text;
    EXPECT_THAT(said(text).text, IsEmpty()) << text;
  }
}

TEST(ReadMessage, ABareSubscriptionIsTheWholeFeed) {
  const LiveReply reply = said(R"({"type":"subscribe"})");
  ASSERT_TRUE(reply.start);
  EXPECT_EQ(reply.start->view, "");
  EXPECT_FALSE(reply.start->since);
  EXPECT_EQ(reply.text, R"({"type":"subscribed"})");
}

TEST(ReadMessage, EqualWishesAreOneView) {
  const auto view = [](const std::string& text) { return said(text).start.value().view; };
  EXPECT_EQ(
      view(R"({"type":"subscribe","fields":["state","rtt_seconds","state"]})"),
      view(R"({"fields":["rtt_seconds","state"],"streams":"all","type":"subscribe","id":9})"));
  EXPECT_NE(view(R"({"type":"subscribe","streams":"none"})"),
            view(R"({"type":"subscribe","streams":[]})"));
}

TEST(ReadMessage, GoesOnFromAMessageOfThisRunOnly) {
  const auto since = [](const std::string& rest) {
    return said(R"({"type":"subscribe",)" + rest + "}").start.value().since;
  };
  EXPECT_EQ(since(R"("instance":"k3j9","seq":17)"), 17U);
  EXPECT_EQ(since(R"("instance":"other","seq":17)"), std::nullopt);
  EXPECT_EQ(since(R"("seq":17)"), std::nullopt);
  EXPECT_EQ(since(R"("instance":"k3j9")"), std::nullopt);
}

TEST(ReadMessage, TheConfirmationSaysTheId) {
  EXPECT_EQ(said(R"({"type":"subscribe","id":12})").text, R"({"type":"subscribed","id":12})");
}

TEST(ReadMessage, EverythingElseIsAnsweredWithAnError) {
  for (const std::string text : {"",
                                 "ping",
                                 "null",
                                 "[]",
                                 "{}",
                                 "\"ping\"",
                                 R"(["ping"])",
                                 R"({"type":"pong"})",
                                 R"({"type":"Ping"})",
                                 R"({"type":1})",
                                 R"({"type":null})",
                                 R"({"type":["ping"]})",
                                 R"({"type":"ping")",
                                 R"({"type":"ping"}x)",
                                 R"({"kind":"ping"})",
                                 "{\"type\":\"\xff\"}",
                                 R"({"type":"subscribe","streams":"some"})",
                                 R"({"type":"subscribe","streams":7})",
                                 R"({"type":"subscribe","streams":[7]})",
                                 R"({"type":"subscribe","streams":["cam"]})",
                                 R"({"type":"subscribe","streams":["/cam"]})",
                                 R"({"type":"subscribe","whole":["local/"]})",
                                 R"({"type":"subscribe","whole":"all"})",
                                 R"({"type":"subscribe","fields":"state"})",
                                 R"({"type":"subscribe","fields":{}})",
                                 R"({"type":"subscribe","numbers":"rows"})",
                                 R"({"type":"subscribe","id":"a"})",
                                 R"({"type":"subscribe","id":-1})",
                                 R"({"type":"subscribe","seq":1.5})"}) {
    const LiveReply reply = said(text);
    EXPECT_FALSE(reply.start) << text;
    const Json answer(reply.text);
    EXPECT_EQ(answer.text("/type"), "error") << text;
    EXPECT_FALSE(answer.text("/error").empty()) << text;
  }
}

TEST(ReadMessage, AnErrorNamesTheSubscription) {
  EXPECT_EQ(Json(said(R"({"type":"subscribe","id":5,"streams":"some"})").text).number("/id"), 5);
}

TEST(ReadMessage, HostileWordsComeBackHarmless) {
  const std::string answer = said(R"({"type":"<script>\u0000\u001b"})").text;
  EXPECT_EQ(answer.find('<'), std::string::npos);
  EXPECT_EQ(answer.find('\x1b'), std::string::npos);
}

TEST(ReadHandshake, WithoutAQueryIsTheWholeFeed) {
  const auto start = asked("");
  ASSERT_TRUE(start.ok());
  EXPECT_EQ(start->view, "");
  EXPECT_FALSE(start->since);
}

TEST(ReadHandshake, TakesTheSameWishesAsAMessage) {
  const auto start = asked(
      "fields=state,rtt_seconds,,&numbers=columns&streams=local/cam%2Fone&whole=local/talk"
      "&instance=k3j9&seq=4");
  ASSERT_TRUE(start.ok());
  const LiveReply reply =
      said(R"({"type":"subscribe","fields":["rtt_seconds","state"],"numbers":"columns",)"
           R"("streams":["local/cam/one"],"whole":["local/talk"]})");
  EXPECT_EQ(start->view, reply.start.value().view);
  EXPECT_EQ(start->since, 4U);
  EXPECT_EQ(asked("instance=other&seq=4")->since, std::nullopt);
  EXPECT_EQ(asked("streams=none")->view,
            said(R"({"type":"subscribe","streams":"none"})").start->view);
}

TEST(ReadHandshake, RefusesNonsense) {
  for (const std::string query : {"streams=cam", "numbers=rows", "seq=x&instance=k3j9", "whole=all",
                                  "whole=/", "seq=-1", "whole=n/%FF", "fields=%C3"}) {
    const auto start = asked(query);
    ASSERT_FALSE(start.ok()) << query;
    EXPECT_THAT(start.error().message, HasSubstr("\"")) << query;
  }
}

TEST(FeedView, ItsTextIsReadBack) {
  FeedView view;
  view.streams = FeedView::Streams::Listed;
  view.listed["local"] = {"cam", "a/b", "quote\"d"};
  view.whole["wien"] = {"<img>"};
  view.fields = {"state", "rtt_seconds"};
  view.numbers_in_columns = true;
  const FeedView again = from_text(to_text(view));
  EXPECT_EQ(to_text(again), to_text(view));
  EXPECT_TRUE(again.wants("local", "quote\"d"));
  EXPECT_FALSE(again.wants("wien", "cam"));
  EXPECT_TRUE(again.wants_whole("wien", "<img>"));
  EXPECT_TRUE(again.wants_field("state"));
  EXPECT_FALSE(again.wants_field("readers"));
}

}  // namespace
}  // namespace mtxmon
