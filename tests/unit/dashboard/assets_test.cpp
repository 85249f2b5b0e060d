#include "dashboard/assets.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace mtxmon {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;

Response get(const std::string& path) {
  Request request;
  request.method = "GET";
  request.path = path;
  return serve_asset(request);
}

std::string unpacked(std::string_view packed, std::size_t size) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return "inflateInit2 failed";
  std::string text(size + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  const int result = inflate(&stream, Z_FINISH);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return result == Z_STREAM_END ? text : "not one gzip member";
}

TEST(Assets, ThePageIsAtTheRoot) {
  const Response root = get("/");
  EXPECT_EQ(root.status, 200);
  EXPECT_EQ(root.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(*root.body, HasSubstr("<!doctype html>"));
  EXPECT_EQ(*get("/index.html").body, *root.body);
}

TEST(Assets, TheApiIsDescribed) {
  const Response response = get("/api/v1/openapi.yaml");
  EXPECT_EQ(response.content_type, "application/yaml; charset=utf-8");
  EXPECT_THAT(*response.body, StartsWith("openapi: 3.1"));
}

TEST(Assets, ThePageFindsItsScriptAndItsStyle) {
  // The page names its script and its style, a script the parts that it fetches later.
  std::string sources = *get("/").body;
  for (const Asset& asset : page_assets()) {
    if (asset.path.ends_with(".js")) sources += asset.plain;
  }
  std::set<std::string_view> kinds;
  for (const Asset& asset : page_assets()) {
    if (!asset.immutable) continue;
    EXPECT_THAT(sources, HasSubstr("./" + std::string(asset.path))) << "nobody asks for it";
    kinds.insert(asset.content_type);
  }
  EXPECT_THAT(kinds, Contains("text/javascript; charset=utf-8"));
  EXPECT_THAT(kinds, Contains("text/css; charset=utf-8"));
}

TEST(Assets, TheFirstViewIsSmall) {
  const std::string page = *get("/").body;
  std::size_t packed = 0;
  for (const Asset& asset : page_assets()) {
    if (asset.path.ends_with(".js") && page.find(asset.path) != std::string::npos)
      packed += asset.gzip.size();
  }
  EXPECT_GT(packed, 0U);
  EXPECT_LE(packed, 60'000U) << "bytes of scripts before the first view";
}

TEST(Assets, OnlyHashedNamesAreKeptForever) {
  for (const Asset& asset : page_assets()) {
    const Response response = get("/" + std::string(asset.path));
    const std::string wanted = asset.immutable ? "public, max-age=31536000, immutable" : "no-cache";
    EXPECT_THAT(response.headers, Contains(Pair("Cache-Control", wanted))) << asset.path;
  }
  EXPECT_THAT(get("/").headers, Contains(Pair("Cache-Control", "no-cache")));
}

TEST(Assets, EachHasAnETagOfItsOwn) {
  std::set<std::string_view> tags;
  for (const Asset& asset : page_assets()) {
    EXPECT_EQ(asset.etag.front(), '"') << asset.path;
    EXPECT_EQ(asset.etag.back(), '"') << asset.path;
    EXPECT_GE(asset.etag.size(), 10U) << asset.path;
    EXPECT_TRUE(tags.insert(asset.etag).second) << asset.path;
    EXPECT_THAT(get("/" + std::string(asset.path)).headers,
                Contains(Pair("ETag", std::string(asset.etag))));
  }
  EXPECT_GE(tags.size(), 3U);
}

TEST(Assets, GzipUnpacksToTheSameBytes) {
  for (const Asset& asset : page_assets()) {
    const Response response = get("/" + std::string(asset.path));
    ASSERT_NE(response.gzip_body, nullptr) << asset.path;
    EXPECT_EQ(*response.body, asset.plain) << asset.path;
    EXPECT_TRUE(unpacked(*response.gzip_body, response.body->size()) == *response.body)
        << asset.path;
  }
}

TEST(Assets, EverythingElseIs404) {
  for (const std::string path : {"/nothing", "//", "/index", "/index.html/", "/INDEX.HTML",
                                 "/../index.html", "/etc/passwd", "/api/v1/nothing"}) {
    EXPECT_EQ(get(path).status, 404) << path;
    EXPECT_THAT(*get(path).body, StartsWith(R"({"error":)")) << path;
  }
}

// The page must work where there is no internet. Namespaces are names, nobody fetches them; the
// texts of licences and of the API are not loaded by the page; an address that is put together is
// that of a program which said it.
TEST(Assets, ThePageNeedsNoOtherServer) {
  constexpr std::string_view kNamespace = "http://www.w3.org/";
  constexpr std::string_view kPutTogether = "http://${";
  for (const Asset& asset : page_assets()) {
    if (asset.content_type.starts_with("text/plain") ||
        asset.content_type.starts_with("application/yaml"))
      continue;
    for (const std::string_view scheme : {"http://", "https://", "ws://", "wss://"}) {
      for (auto at = asset.plain.find(scheme); at != std::string_view::npos;
           at = asset.plain.find(scheme, at + 1)) {
        const auto address = asset.plain.substr(at);
        EXPECT_TRUE(address.starts_with(kNamespace) || address.starts_with(kPutTogether))
            << asset.path << ": " << asset.plain.substr(at, 60);
      }
    }
  }
}

}  // namespace
}  // namespace mtxmon
