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
            "MTXMON_MEDIAMTX_USERNAME fits exactly one MediaMTX server, but there are 2; write "
            "username of each into the file");
}

TEST_F(NodeSettingsTest, TheVariableOfTheProgramWins) {
  environment = {{"MTXMON_MEDIAMTX_USERNAME", "monitor"},
                 {"MTXMON_MEDIAMTX_PASSWORD", "shared"},
                 {"MTXMON_EXPORTER_MEDIAMTX_PASSWORD", "own"}};
  EXPECT_EQ(loaded().nodes()[0].password, "own");
}

TEST_F(NodeSettingsTest, AVariableWinsOverThePasswordFileOfTheFile) {
  config("mediamtx: {url: 'http://a', username: m, password_file: " + file("secret", "filed") +
         "}\n");
  EXPECT_EQ(loaded().nodes()[0].password, "filed");
  environment["MTXMON_MEDIAMTX_PASSWORD"] = "from variable";
  EXPECT_EQ(loaded().nodes()[0].password, "from variable");
  flags["mediamtx.password-file"] = {file("other", "from flag")};
  EXPECT_EQ(loaded().nodes()[0].password, "from flag");
}

// Compose files hand on variables that nobody has set.
TEST_F(NodeSettingsTest, AnEmptyVariableSaysNothing) {
  flags["mediamtx.url"] = {"a=http://a", "b=http://b"};
  environment = {{"MTXMON_MEDIAMTX_USERNAME", ""},
                 {"MTXMON_MEDIAMTX_PASSWORD", ""},
                 {"MTXMON_MEDIAMTX_TOKEN_FILE", ""}};
  EXPECT_EQ(loaded().nodes().size(), 2U);
}

TEST_F(NodeSettingsTest, APasswordNeedsAUser) {
  environment["MTXMON_MEDIAMTX_PASSWORD"] = "planted";
  EXPECT_EQ(error(),
            "default, MTXMON_MEDIAMTX_PASSWORD: node \"local\" has a password but no username; set "
            "--mediamtx.username, or username in the file");
}

TEST_F(NodeSettingsTest, EveryKeyWorksInTheFileAndAsAFlag) {
  const std::string digits(64, 'a');
  config(
      "mediamtx:\n"
      "  - {node: token, url: 'https://a', token_file: /t, ca_file: /ca}\n"
      "  - {node: pin, url: 'https://b', cert_file: /c, key_file: /k, fingerprint: " +
      digits + "}\n");
  const Settings file = loaded();
  EXPECT_EQ(file.nodes()[0].token_file, "/t");
  EXPECT_EQ(file.nodes()[0].ca_file, "/ca");
  EXPECT_EQ(file.nodes()[1].cert_file, "/c");
  EXPECT_EQ(file.nodes()[1].key_file, "/k");
  EXPECT_EQ(file.nodes()[1].fingerprint, digits);

  flags = {{"mediamtx.url", {"https://c"}},
           {"mediamtx.token-file", {"/t"}},
           {"mediamtx.cert-file", {"/c"}},
           {"mediamtx.fingerprint", {digits}}};
  environment["MTXMON_MEDIAMTX_KEY_FILE"] = "/k";
  const Settings flag = loaded();
  EXPECT_EQ(flag.nodes()[0].token_file, "/t");
  EXPECT_EQ(flag.nodes()[0].cert_file, "/c");
  EXPECT_EQ(flag.nodes()[0].key_file, "/k");
  EXPECT_EQ(flag.nodes()[0].fingerprint, digits);
  flags.erase("mediamtx.fingerprint");
  flags["mediamtx.ca-file"] = {"/ca"};
  EXPECT_EQ(loaded().nodes()[0].ca_file, "/ca");
}

TEST_F(NodeSettingsTest, AFingerprintIsTakenAsOpensslAndMediaMtxWriteIt) {
  std::string pairs;
  for (int i = 0; i < 32; ++i) pairs += i == 0 ? "AB" : ":AB";
  std::string digits;
  for (int i = 0; i < 32; ++i) digits += "ab";
  flags["mediamtx.url"] = {"https://a"};
  for (const std::string& text : {pairs, "sha256 Fingerprint=" + pairs, digits}) {
    flags["mediamtx.fingerprint"] = {text};
    EXPECT_EQ(loaded().nodes()[0].fingerprint, digits);
  }
}

TEST_F(NodeSettingsTest, ContradictionsNameThePlaceAndTheFix) {
  const std::string digits(64, 'a');
  const struct {
    std::string keys;
    std::string error;
  } rows[] = {
      {"url: 'http://a', token_file: /t, username: m",
       "has both a token_file and a username; one of them must go"},
      {"url: 'https://a', cert_file: /c", "has a cert_file but no key_file; set key_file, too"},
      {"url: 'https://a', key_file: /k", "has a key_file but no cert_file; set cert_file, too"},
      {"url: 'http://a', fingerprint: " + digits,
       "has a fingerprint, which only https:// uses; change url or remove fingerprint"},
      {"url: 'http://a', ca_file: /c",
       "has a ca_file, which only https:// uses; change url or remove ca_file"},
      {"url: 'unix:///s', cert_file: /c, key_file: /k",
       "has a cert_file, which only https:// uses; change url or remove cert_file"},
      {"url: 'https://a', ca_file: /c, fingerprint: " + digits,
       "has both a fingerprint and a ca_file; one of them must go"},
      {"url: 'https://a', fingerprint: abc",
       "has a fingerprint that is no SHA-256; take it from: openssl x509 -noout -fingerprint "
       "-sha256 -in server.crt"},
      {"url: 'https://a', fingerprint: " + std::string(64, 'x'),
       "has a fingerprint that is no SHA-256; take it from: openssl x509 -noout -fingerprint "
       "-sha256 -in server.crt"},
  };
  for (const auto& row : rows) {
    config("mediamtx:\n  {node: n, " + row.keys + "}\n");
    EXPECT_EQ(error(), "monitor.yml:2: node \"n\" " + row.error);
  }
}

TEST_F(NodeSettingsTest, ASocketIsAnAbsolutePath) {
  flags["mediamtx.url"] = {"unix:///run/mediamtx/api.sock"};
  EXPECT_EQ(loaded().nodes()[0].url, "unix:///run/mediamtx/api.sock");
  flags["mediamtx.url"] = {"a=unix:///run/a.sock"};
  EXPECT_EQ(loaded().nodes()[0].node, "a");
  for (const std::string& url :
       {std::string("unix://"), std::string("unix:///"), std::string("unix://run/api.sock"),
        "unix:///" + std::string(107, 'x')}) {
    flags["mediamtx.url"] = {url};
    EXPECT_EQ(error(), "--mediamtx.url: \"" + url +
                           "\" is not the URL of a socket; write unix:///PATH, with at most 107 "
                           "characters of path");
  }
}

}  // namespace
}  // namespace mtxmon
