#include "core/base/player_url.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

std::string error(std::string_view url) {
  const auto good = check_player_url(url);
  return good ? "no error" : good.error().message;
}

TEST(PlayerUrl, TakesHttpAndHttps) {
  for (const char* url :
       {"http://a:8889/{path}", "https://mtx.example/{path}/", "https://[::1]:8889/x?stream={path}",
        "https://a", "https://a/@user/{path}#{path}"}) {
    EXPECT_EQ(error(url), "no error") << url;
  }
}

TEST(PlayerUrl, ErrorsNameTheFix) {
  const std::string fix = " is not the URL of a player; write https://HOST/{path}";
  for (const char* url :
       {"", "a/{path}", "rtsp://a/{path}", "javascript:alert(1)", "http://", "https:///{path}",
        "https://:8889/", "https://a/b c", "https://a/\"x", "https://a\\b/", "https://a/\n"}) {
    EXPECT_EQ(error(url), "\"" + std::string(url) + "\"" + fix) << url;
  }
  for (const char* url : {"https://user:planted@a/{path}", "http://planted@a"}) {
    EXPECT_EQ(error(url),
              "user and password do not belong in the URL of a player, which everybody sees who "
              "opens the page; remove them");
  }
  EXPECT_EQ(error("rtsp://user:planted@a/{path}"), "\"(hidden)\"" + fix);
  EXPECT_EQ(error("https://{path}.example/"),
            "\"https://{path}.example/\" lets the name of a stream choose the host; write {path} "
            "behind it");
  EXPECT_EQ(error("https://a/{name}"),
            "\"https://a/{name}\" has braces that mean nothing; only {path}, the name of the "
            "stream, is replaced");
}

TEST(PlayerUrl, FillsInTheNameEverywhere) {
  EXPECT_EQ(player_url_of("https://a/{path}/?s={path}",
                          "k\xC3\xBC"
                          "che/1 a"),
            "https://a/k%C3%BCche/1%20a/?s=k%C3%BCche/1%20a");
  EXPECT_EQ(player_url_of("https://a/x", "cam"), "https://a/x");
  EXPECT_EQ(player_url_of("https://a/{path}", "{path}"), "https://a/%7Bpath%7D");
}

}  // namespace
}  // namespace mtxmon
