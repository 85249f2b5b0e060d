// Who asks, as the server sees it.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/guarded.h"
#include "tests/unit/core/http/http_fixture.h"
#include "tests/unit/core/http/temporary_directory.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;
using testing::Not;

class CredentialsTest : public HttpFixture {
 protected:
  Guarded<std::string> seen;  // the last request
  ScriptedServer server{[this](const ScriptedServer::Connection& connection) {
    for (std::string text = connection.read_request(); !text.empty();
         text = connection.read_request()) {
      seen.set(text);
      connection.send(answer_text("{}"));
    }
  }};
  TemporaryDirectory directory;
};

TEST_F(CredentialsTest, NoneIsSentWhenThereIsNone) {
  ASSERT_TRUE(get(server).ok());
  EXPECT_THAT(seen.copy(), Not(HasSubstr("Authorization")));
}

TEST_F(CredentialsTest, UserAndPasswordGoWithTheFirstRequest) {
  access.username = "monitor";
  access.password = "s3cret";
  ASSERT_TRUE(get(server).ok());
  EXPECT_THAT(seen.copy(), HasSubstr("\r\nAuthorization: Basic bW9uaXRvcjpzM2NyZXQ=\r\n"));
}

TEST_F(CredentialsTest, AUserMayHaveNoPassword) {
  access.username = "monitor";
  ASSERT_TRUE(get(server).ok());
  EXPECT_THAT(seen.copy(), HasSubstr("\r\nAuthorization: Basic bW9uaXRvcjo=\r\n"));
}

TEST_F(CredentialsTest, TheTokenIsTheFirstLineOfItsFile) {
  access.token_file = directory.file("token", "abc.def-1\nsecond line\n");
  ASSERT_TRUE(get(server).ok());
  EXPECT_THAT(seen.copy(), HasSubstr("\r\nAuthorization: Bearer abc.def-1\r\n"));
}

// Same size, and perhaps the same second: nothing but the content tells.
TEST_F(CredentialsTest, ATokenThatWasReplacedIsUsedAtOnce) {
  access.token_file = directory.file("token", "old");
  ASSERT_TRUE(get(server).ok());
  static_cast<void>(directory.file("token", "new"));
  ASSERT_TRUE(get(server).ok());
  EXPECT_THAT(seen.copy(), HasSubstr("\r\nAuthorization: Bearer new\r\n"));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(CredentialsTest, WithoutItsTokenNothingIsAsked) {
  access.token_file = directory.path() + "/token";
  EXPECT_EQ(error(server), "mediamtx.token_file: cannot read " + access.token_file +
                               ": is it a file, and may this user read it?");
  static_cast<void>(directory.file("token", "\n"));
  EXPECT_EQ(error(server), "mediamtx.token_file: " + access.token_file +
                               " is empty; its first line must be the password or token");
  for (const char* text : {"two words", "a\rX-Forged: 1", "tab\t", "\xC3\xBC"}) {
    static_cast<void>(directory.file("token", text));
    if (std::string_view(text).find('\r') != std::string_view::npos) {
      ASSERT_TRUE(get(server).ok());  // the line ends there
      EXPECT_THAT(seen.copy(), Not(HasSubstr("Forged")));
      continue;
    }
    const int before = server.connections();
    EXPECT_EQ(error(server),
              "mediamtx.token_file: the first line of " + access.token_file + " is no token");
    EXPECT_EQ(server.connections(), before);
  }
  static_cast<void>(directory.file("token", "there"));
  EXPECT_TRUE(get(server).ok()) << "it works as soon as the file is there";
}

// Every request of a batch says so, as long as the caller wants to hear it.
TEST_F(CredentialsTest, AMissingTokenIsReportedForEachRequest) {
  access.token_file = directory.path() + "/token";
  const std::vector<HttpRequest> all(3, request());
  std::vector<std::size_t> ended;
  client_of(server.url()).get(all, 2, {}, [&](std::size_t index, const HttpOutcome& outcome) {
    EXPECT_FALSE(outcome.answer.ok());
    ended.push_back(index);
    return ended.size() < 2;
  });
  EXPECT_EQ(ended, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(CredentialsTest, ARedirectGetsNone) {
  access.username = "monitor";
  ScriptedServer redirecting([this](const ScriptedServer::Connection& connection) {
    static_cast<void>(connection.read_request());
    connection.send(answer_text("", "302 Found", "Location: " + server.url() + "/"));
  });
  const auto answer = get(redirecting);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(answer->location, server.url() + "/");
  EXPECT_EQ(server.connections(), 0);
}

}  // namespace
}  // namespace mtxmon
