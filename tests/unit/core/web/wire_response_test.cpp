#include "core/web/wire_response.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::time_t kNow = 784111777;  // Sun, 06 Nov 1994 08:49:37 GMT

Request get(Headers headers = {}) {
  Request request;
  request.method = "GET";
  request.headers = std::move(headers);
  return request;
}

const Response kBig = Response::json(std::string(1024, 'x'));

TEST(WireResponse, HasStatusLineDateLengthAndAllSecurityHeaders) {
  const auto wire = to_wire(get(), Response::json("{}"), true, kNow);
  EXPECT_THAT(wire.head, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(wire.head, EndsWith("\r\n\r\n"));
  EXPECT_THAT(wire.head, HasSubstr("\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
  EXPECT_THAT(wire.head, HasSubstr("\r\nContent-Length: 2\r\n"));
  EXPECT_THAT(wire.head, HasSubstr("\r\nConnection: keep-alive\r\n"));
  EXPECT_THAT(wire.head, HasSubstr("\r\nCache-Control: no-store\r\n"));
  for (const auto& [name, value] : kSecurityHeaders) {
    EXPECT_THAT(wire.head,
                HasSubstr("\r\n" + std::string(name) + ": " + std::string(value) + "\r\n"));
  }
  EXPECT_THAT(wire.head, Not(HasSubstr("Access-Control")));
  EXPECT_EQ(*wire.body, "{}");
}

TEST(WireResponse, TheHandlersCacheControlReplacesTheDefault) {
  Response response = Response::json("{}");
  response.headers = {{"cache-control", "no-cache"}};
  const auto wire = to_wire(get(), response, false, kNow);
  EXPECT_THAT(wire.head, HasSubstr("cache-control: no-cache\r\n"));
  EXPECT_THAT(wire.head, Not(HasSubstr("no-store")));
  EXPECT_THAT(wire.head, HasSubstr("Connection: close\r\n"));
}

TEST(WireResponse, HeadHasTheLengthButNoBody) {
  Request head = get({{"Accept-Encoding", "gzip"}});
  head.method = "HEAD";
  const auto wire = to_wire(head, kBig, true, kNow);
  EXPECT_EQ(wire.body, nullptr);
  const auto full = to_wire(get({{"Accept-Encoding", "gzip"}}), kBig, true, kNow);
  EXPECT_EQ(wire.head, full.head);
}

TEST(WireResponse, CompressesFromOneKibibyteWhenAccepted) {
  const auto wire = to_wire(get({{"Accept-Encoding", "gzip"}}), kBig, true, kNow);
  EXPECT_THAT(wire.head, HasSubstr("Content-Encoding: gzip\r\n"));
  EXPECT_THAT(wire.head, HasSubstr("Vary: Accept-Encoding\r\n"));
  EXPECT_THAT(wire.head,
              HasSubstr("Content-Length: " + std::to_string(wire.body->size()) + "\r\n"));
  EXPECT_LT(wire.body->size(), 1024U);

  const auto small = to_wire(get({{"Accept-Encoding", "gzip"}}),
                             Response::json(std::string(1023, 'x')), true, kNow);
  EXPECT_THAT(small.head, Not(HasSubstr("Content-Encoding")));
}

TEST(WireResponse, VariesAlsoWhenThisClientGetsItPlain) {
  const auto wire = to_wire(get(), kBig, true, kNow);
  EXPECT_THAT(wire.head, HasSubstr("Vary: Accept-Encoding\r\n"));
  EXPECT_THAT(wire.head, Not(HasSubstr("Content-Encoding")));
  EXPECT_EQ(wire.body, kBig.body);
}

TEST(WireResponse, ImagesAreNotCompressed) {
  Response image = kBig;
  image.content_type = "image/png";
  const auto wire = to_wire(get({{"Accept-Encoding", "gzip"}}), image, true, kNow);
  EXPECT_THAT(wire.head, Not(HasSubstr("Content-Encoding")));
  EXPECT_THAT(wire.head, Not(HasSubstr("Vary")));
}

TEST(WireResponse, TakesTheBodyThatIsCompressedAlready) {
  Response asset = Response::text("plain");
  asset.gzip_body = std::make_shared<const std::string>("packed");
  EXPECT_EQ(to_wire(get({{"Accept-Encoding", "gzip"}}), asset, true, kNow).body, asset.gzip_body);
  EXPECT_EQ(to_wire(get(), asset, true, kNow).body, asset.body);
}

TEST(WireResponse, MatchingTagIsNotModified) {
  Response asset = kBig;
  asset.headers = {{"ETag", "\"v1\""}, {"Cache-Control", "no-cache"}};
  for (const char* sent : {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "*"}) {
    const auto wire =
        to_wire(get({{"If-None-Match", sent}, {"Accept-Encoding", "gzip"}}), asset, true, kNow);
    EXPECT_EQ(wire.status, 304) << sent;
    EXPECT_EQ(wire.body, nullptr);
    EXPECT_THAT(wire.head, StartsWith("HTTP/1.1 304 Not Modified\r\n"));
    EXPECT_THAT(wire.head, HasSubstr("ETag: \"v1\"\r\n"));
    EXPECT_THAT(wire.head, HasSubstr("Vary: Accept-Encoding\r\n"));
    EXPECT_THAT(wire.head, Not(HasSubstr("Content-Length")));
  }
  EXPECT_EQ(to_wire(get({{"If-None-Match", "\"v2\""}}), asset, true, kNow).status, 200);
  asset.status = 404;
  EXPECT_EQ(to_wire(get({{"If-None-Match", "*"}}), asset, true, kNow).status, 404);
}

TEST(WireResponse, TheCompressedFormHasAWeakTag) {
  Response asset = kBig;
  asset.headers = {{"ETag", "\"v1\""}};
  EXPECT_THAT(to_wire(get({{"Accept-Encoding", "gzip"}}), asset, true, kNow).head,
              HasSubstr("ETag: W/\"v1\"\r\n"));
  EXPECT_THAT(to_wire(get(), asset, true, kNow).head, HasSubstr("ETag: \"v1\"\r\n"));
}

TEST(WireResponse, AValueCannotAddHeadersOfItsOwn) {
  Response response = Response::json("{}");
  response.headers = {{"Content-Disposition", "attachment; filename=\"a\r\nSet-Cookie: x=1\""}};
  EXPECT_THAT(to_wire(get(), response, true, kNow).head, Not(HasSubstr("\r\nSet-Cookie")));
}

}  // namespace
}  // namespace mtxmon
