// Through Settings, because that is where nodes and their credentials come together.
#include "core/base/node_settings.h"

#include "tests/unit/core/base/settings_fixture.h"

namespace mtxmon {
namespace {

class NodeSettingsTest : public SettingsFixture {};

TEST_F(NodeSettingsTest, NodesOfFlagsAndVariables) {
  flags["mediamtx.url"] = {"a=http://10.0.0.1:9997/", "b-1.x_=https://mtx.example/base//"};
  const Settings settings = loaded();
  ASSERT_EQ(settings.nodes().size(), 2U);
  EXPECT_EQ(settings.nodes()[0].node, "a");
  EXPECT_EQ(settings.nodes()[0].url, "http://10.0.0.1:9997");
  EXPECT_EQ(settings.nodes()[0].origin, "--mediamtx.url");
  EXPECT_EQ(settings.nodes()[1].node, "b-1.x_");
  EXPECT_EQ(settings.nodes()[1].url, "https://mtx.example/base");
  flags.clear();
  environment["MTXMON_MEDIAMTX_URL"] = "http://10.0.0.9:9997";
  EXPECT_EQ(loaded().nodes()[0].node, "local");
  EXPECT_EQ(loaded().nodes()[0].url, "http://10.0.0.9:9997");
}

TEST_F(NodeSettingsTest, UrlsOfFlagsReplaceTheNodesOfTheFile) {
  config("mediamtx: {node: file, url: 'http://a'}\n");
  EXPECT_EQ(loaded().nodes()[0].node, "file");
  flags["mediamtx.url"] = {"flag=http://b"};
  ASSERT_EQ(loaded().nodes().size(), 1U);
  EXPECT_EQ(loaded().nodes()[0].node, "flag");
}

TEST_F(NodeSettingsTest, ErrorsOfNodesNameOriginAndFix) {
  const std::string url_fix = "is not the URL of a MediaMTX API; write http://HOST:9997";
  const struct {
    std::vector<std::string> urls;
    std::string error;
  } rows[] = {
      {{"http://a", "http://b"},
       "--mediamtx.url: with more than one MediaMTX server each needs a name, so that streams can "
       "be told apart; write NODE=http://a"},
      {{"x=http://a", "x=http://b"},
       "--mediamtx.url: node \"x\" is there twice; every server needs a name of its own"},
      {{"a b=http://a"},
       "--mediamtx.url: \"a b\" is not a node name; use up to 64 of A-Z a-z 0-9 . _ -"},
      {{"=http://a"},
       "--mediamtx.url: \"=\" is not a node name; use up to 64 of A-Z a-z 0-9 . _ -"},
      {{std::string(65, 'n') + "=http://a"},
       "--mediamtx.url: \"" + std::string(65, 'n') +
           "\" is not a node name; use up to 64 of A-Z a-z 0-9 . _ -"},
      {{"127.0.0.1:9997"}, "--mediamtx.url: \"127.0.0.1:9997\" " + url_fix},
      {{"rtsp://a"}, "--mediamtx.url: \"rtsp://a\" " + url_fix},
      {{"ftp://u:planted@a"}, "--mediamtx.url: \"(hidden)\" " + url_fix},
      {{"http://"}, "--mediamtx.url: \"http://\" " + url_fix},
      {{"http:///"}, "--mediamtx.url: \"http:///\" " + url_fix},
      {{"http:///v3"}, "--mediamtx.url: \"http:///v3\" " + url_fix},
      {{"http://:9997"}, "--mediamtx.url: \"http://:9997\" " + url_fix},
      {{"http://a?x=1"}, "--mediamtx.url: \"http://a?x=1\" " + url_fix},
      {{"http://a b"}, "--mediamtx.url: \"http://a b\" " + url_fix},
      {{}, "no MediaMTX server to poll; set --mediamtx.url http://127.0.0.1:9997"},
  };
  for (const auto& row : rows) {
    flags["mediamtx.url"] = row.urls;
    EXPECT_EQ(error(), row.error);
  }
}

// Whatever else is wrong with them: the errors above show URLs.
TEST_F(NodeSettingsTest, NoPasswordInTheUrlOfAServerAndNoneInAnError) {
  for (const std::vector<std::string>& urls :
       {std::vector<std::string>{"http://user:planted@a:9997"},
        {"x=https://user:planted@a:9997/"},
        {"http://user:planted@a:9997", "http://b"},
        {"x=http://b", "x=http://user:planted@a"}}) {
    flags["mediamtx.url"] = urls;
    const std::string text = error();
    EXPECT_TRUE(text.starts_with("--mediamtx.url: user and password do not belong in a URL"))
        << text;
    EXPECT_NE(text.find("MTXMON_MEDIAMTX_PASSWORD_FILE"), std::string::npos);
    EXPECT_EQ(text.find("planted"), std::string::npos);
  }
}

TEST_F(NodeSettingsTest, CredentialsByVariableFitOneServer) {
  environment = {{"MTXMON_MEDIAMTX_USERNAME", "monitor"}, {"MTXMON_MEDIAMTX_PASSWORD", "planted"}};
  EXPECT_EQ(loaded().nodes()[0].username, "monitor");
  EXPECT_EQ(loaded().nodes()[0].password, "planted");
  flags["mediamtx.url"] = {"a=http://a", "b=http://b"};
  EXPECT_EQ(error(),
            "credentials by flag or environment fit exactly one MediaMTX server, but there are 2; "
            "write username and password_file of each into the file");
}

TEST_F(NodeSettingsTest, APasswordNeedsAUser) {
  environment["MTXMON_MEDIAMTX_PASSWORD"] = "planted";
  EXPECT_EQ(error(),
            "default: node \"local\" has a password but no username; set --mediamtx.username, or "
            "username in the file");
}

}  // namespace
}  // namespace mtxmon
