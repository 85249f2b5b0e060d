#include "core/base/settings_file.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

Result<FileSettings> parse(const std::string& text, Program program = Program::Exporter) {
  return parse_settings_file(program, text, "monitor.yml");
}

std::string error(const std::string& text, Program program = Program::Exporter) {
  const auto parsed = parse(text, program);
  return parsed.ok() ? "no error" : parsed.error().message;
}

TEST(SettingsFile, AnEmptyFileSaysNothing) {
  for (const char* text :
       {"", "\n", "# only a comment\n", "---\n", "redis:\nmediamtx:\nagent:\n"}) {
    const auto parsed = parse(text);
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    EXPECT_TRUE(parsed->values.empty());
    EXPECT_TRUE(parsed->nodes.empty());
  }
}

TEST(SettingsFile, ValuesKnowTheirLine) {
  const auto parsed =
      parse("# settings\nweb:\n  listen_address: 0.0.0.0:1\n  allowed_hosts:\n    - a\n    - b\n");
  ASSERT_TRUE(parsed.ok());
  const Setting& address = parsed->values.at("web.listen-address");
  EXPECT_EQ(address.values, std::vector<std::string>{"0.0.0.0:1"});
  EXPECT_EQ(address.origin, "monitor.yml:3");
  EXPECT_EQ(parsed->values.at("web.allowed-hosts").values, (std::vector<std::string>{"a", "b"}));
}

TEST(SettingsFile, OneFileServesAllPrograms) {
  const std::string text =
      "disk: {mounts: [/, /data]}\n"
      "web: {max_clients: 5}\n"
      "exporter: {web: {listen_address: 'h:1'}}\n"
      "agent: {web: {listen_address: 'h:2'}, redis: {password: own}}\n"
      "redis: {password: shared}\n";
  const auto exporter = parse(text, Program::Exporter);
  const auto agent = parse(text, Program::Agent);
  ASSERT_TRUE(exporter.ok());
  ASSERT_TRUE(agent.ok());
  EXPECT_FALSE(exporter->values.contains("disk.mounts"));
  EXPECT_FALSE(exporter->values.contains("web.max-clients"));
  EXPECT_EQ(exporter->values.at("web.listen-address").values.front(), "h:1");
  EXPECT_EQ(agent->values.at("web.listen-address").values.front(), "h:2");
  EXPECT_EQ(agent->values.at("disk.mounts").values.size(), 2U);
  EXPECT_EQ(exporter->redis_password, "shared");
  EXPECT_EQ(agent->redis_password, "own");
}

TEST(SettingsFile, NodesAreAMapOrAList) {
  const auto one = parse("mediamtx:\n  url: http://a\n");
  ASSERT_TRUE(one.ok());
  ASSERT_EQ(one->nodes.size(), 1U);
  EXPECT_EQ(one->nodes[0].url, "http://a");
  EXPECT_EQ(one->nodes[0].origin, "monitor.yml:2");
  const auto two = parse(
      "mediamtx:\n"
      "  - {node: a, url: 'http://a', username: u, password: p}\n"
      "  - {node: b, url: 'http://b', password_file: /run/secret}\n");
  ASSERT_TRUE(two.ok());
  ASSERT_EQ(two->nodes.size(), 2U);
  EXPECT_EQ(two->nodes[0].node, "a");
  EXPECT_EQ(two->nodes[0].username, "u");
  EXPECT_EQ(two->nodes[0].password, "p");
  EXPECT_EQ(two->nodes[1].password_file, "/run/secret");
  EXPECT_EQ(two->nodes[1].origin, "monitor.yml:3");
}

TEST(SettingsFile, ErrorsNameLineFaultAndFix) {
  const struct {
    const char* text;
    const char* error;
  } rows[] = {
      {"redis:\n  ulr: x\n",
       "monitor.yml:2: unknown key \"redis.ulr\"; did you mean \"redis.url\"?"},
      {"\nrediss: {url: x}\n", "monitor.yml:2: unknown key \"rediss\"; did you mean \"redis\"?"},
      {"exportr: {}\n", "monitor.yml:1: unknown key \"exportr\"; did you mean \"exporter\"?"},
      {"turbo: 1\n", "monitor.yml:1: unknown key \"turbo\"; docs/CONFIG.md lists all keys"},
      {"agent:\n  disk:\n    mount: [/]\n",
       "monitor.yml:3: unknown key \"disk.mount\" in \"agent\"; did you mean \"disk.mounts\"?"},
      {"dashboard: {disk: {mounts: [/]}}\n",
       "monitor.yml:1: unknown key \"disk\" in \"dashboard\"; docs/CONFIG.md lists all keys"},
      {"config: {file: x}\n",
       "monitor.yml:1: unknown key \"config\"; docs/CONFIG.md lists all keys"},
      {"log:\n  level: info\n  level: debug\n", "monitor.yml:3: \"log.level\" is there twice"},
      {"log: {level: info}\nredis: {}\nlog: {}\n", "monitor.yml:3: \"log\" is there twice"},
      {"log: {level: info}\nlog.level: debug\n", "monitor.yml:2: \"log.level\" is there twice"},
      {"agent: {}\nagent: {}\n", "monitor.yml:2: \"agent\" is there twice"},
      {"- a\n", "monitor.yml:1: the file must be a map of keys"},
      {"word\n", "monitor.yml:1: the file must be a map of keys"},
      {"[a, b]: c\n", "monitor.yml:1: keys must be plain words"},
      {"redis: word\n", "monitor.yml:1: \"redis\" must be a map of keys"},
      {"agent: word\n", "monitor.yml:1: \"agent\" must be a map of keys"},
      {"poll:\n  interval: [1s, 2s]\n", "monitor.yml:2: \"poll.interval\" must be one value"},
      {"poll:\n  interval: {a: b}\n", "monitor.yml:2: \"poll.interval\" must be one value"},
      {"disk:\n  mounts: {a: b}\n",
       "monitor.yml:2: \"disk.mounts\" must be a text or a list of texts"},
      {"disk:\n  mounts:\n    - [a]\n",
       "monitor.yml:3: the items of \"disk.mounts\" must be texts"},
      {"redis:\n  password: [a]\n", "monitor.yml:2: \"redis.password\" must be a text"},
      {"mediamtx: http://a\n",
       "monitor.yml:1: \"mediamtx\" must be a map with url, or a list of such maps"},
      {"mediamtx:\n  - http://a\n",
       "monitor.yml:2: each entry of \"mediamtx\" must be a map with node and url"},
      {"mediamtx:\n  - node: a\n",
       "monitor.yml:2: a mediamtx entry needs a url, for example url: http://127.0.0.1:9997"},
      {"mediamtx:\n  urll: a\n",
       "monitor.yml:2: unknown key \"mediamtx.urll\"; did you mean \"url\"?"},
      {"mediamtx: {interval: a}\n",
       "monitor.yml:1: unknown key \"mediamtx.interval\"; known are node, url, username, password, "
       "password_file, token_file, ca_file, cert_file, key_file, fingerprint, player_url, "
       "host, privacy"},
      {"mediamtx:\n  url: a\n  url: b\n", "monitor.yml:3: \"mediamtx.url\" is there twice"},
      {"mediamtx:\n  url: [a]\n", "monitor.yml:2: \"mediamtx.url\" must be a text"},
      {"mediamtx:\n  privacy: full\n", "monitor.yml:2: \"mediamtx.privacy\" must be a map of keys"},
      {"mediamtx:\n  privacy: {users: true}\n",
       "monitor.yml:2: unknown key \"mediamtx.privacy.users\""},
      {"mediamtx:\n  privacy: {user: [a]}\n",
       "monitor.yml:2: \"mediamtx.privacy.user\" must be one value"},
      {"mediamtx:\n  privacy: {user: true, user: false}\n",
       "monitor.yml:2: \"mediamtx.privacy.user\" is there twice"},
  };
  for (const auto& row : rows) EXPECT_EQ(error(row.text), row.error) << row.text;
}

// A typing error must not wait for the day that the other program starts.
TEST(SettingsFile, SectionsOfOtherProgramsAreCheckedToo) {
  EXPECT_EQ(error("agent: {host: {nam: x}}\n", Program::Dashboard),
            "monitor.yml:1: unknown key \"host.nam\" in \"agent\"; did you mean \"host.name\"?");
}

TEST(SettingsFile, BrokenYamlIsAnErrorWithItsLine) {
  for (const char* text : {"log: {level: info\n", "log:\n\t- a\n", "a: b: c\n", "'open\n",
                           "*none\n", "log: &a [*a\n"}) {
    const std::string message = error(text);
    EXPECT_TRUE(message.starts_with("monitor.yml:")) << message;
    EXPECT_GT(message.size(), std::string("monitor.yml:1: ").size());
  }
  EXPECT_TRUE(error("log:\n  level: {\n").starts_with("monitor.yml:3: "));
}

TEST(SettingsFile, BearsDeepNesting) {
  EXPECT_NE(error(std::string(100'000, '[')), "no error");
  EXPECT_NE(error(std::string(100'000, '{')), "no error");
}

}  // namespace
}  // namespace mtxmon
