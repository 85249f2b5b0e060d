#include "core/base/settings.h"

#include "tests/unit/core/base/settings_fixture.h"

namespace mtxmon {
namespace {

class SettingsTest : public SettingsFixture {};

TEST_F(SettingsTest, DefaultsNeedNothing) {
  const Settings settings = loaded();
  EXPECT_EQ(settings.duration("poll.interval"), Milliseconds(2000));
  EXPECT_EQ(settings.origin("poll.interval"), "default");
  EXPECT_EQ(settings.text("web.listen-address"), "127.0.0.1:9972");
  EXPECT_FALSE(settings.enabled("web.allow-unauthenticated"));
  EXPECT_TRUE(settings.list("web.allowed-hosts").empty());
  EXPECT_TRUE(settings.redis_password().empty());
  ASSERT_EQ(settings.nodes().size(), 1U);
  EXPECT_EQ(settings.nodes()[0].node, "local");
  EXPECT_EQ(settings.nodes()[0].url, "http://127.0.0.1:9997");
  EXPECT_EQ(loaded(Program::Dashboard).integer("web.max-clients"), 200);
  EXPECT_EQ(loaded(Program::Agent).list("disk.mounts"), std::vector<std::string>{"/"});
  EXPECT_TRUE(loaded(Program::Agent).nodes().empty());
}

// flag > own variable > shared variable > own section > shared key > default, one step at a time.
TEST_F(SettingsTest, Precedence) {
  const std::string path = config(
      "poll: {interval: 4s}\n"
      "exporter:\n"
      "  poll:\n"
      "    interval: 5s\n");
  environment["MTXMON_POLL_INTERVAL"] = "6s";
  environment["MTXMON_EXPORTER_POLL_INTERVAL"] = "7s";
  flags["poll.interval"] = {"8s"};
  const auto expect = [&](int seconds, const std::string& origin) {
    const Settings settings = loaded();
    EXPECT_EQ(settings.duration("poll.interval"), std::chrono::seconds(seconds));
    EXPECT_EQ(settings.origin("poll.interval"), origin);
  };
  expect(8, "--poll.interval");
  flags.erase("poll.interval");
  expect(7, "MTXMON_EXPORTER_POLL_INTERVAL");
  environment.erase("MTXMON_EXPORTER_POLL_INTERVAL");
  expect(6, "MTXMON_POLL_INTERVAL");
  environment.erase("MTXMON_POLL_INTERVAL");
  expect(5, path + ":4");
  EXPECT_EQ(loaded(Program::Agent).duration("poll.interval"), std::chrono::seconds(4));
  config("poll: {interval: 4s}\nexporter:\n");
  expect(4, path + ":1");
  config("");
  expect(2, "default");
}

TEST_F(SettingsTest, TheSectionWinsWhereverItStands) {
  config("exporter: {redis: {prefix: 'own:'}}\nredis: {prefix: 'shared:'}\n");
  EXPECT_EQ(loaded().text("redis.prefix"), "own:");
  EXPECT_EQ(loaded(Program::Dashboard).text("redis.prefix"), "shared:");
}

TEST_F(SettingsTest, TheFileMayBeNamedByAVariable) {
  environment["MTXMON_CONFIG_FILE"] = file("other.yml", "log: {level: debug}\n");
  EXPECT_EQ(loaded(Program::Agent).text("log.level"), "debug");
}

TEST_F(SettingsTest, ListsOfVariablesAreSeparatedBySpaces) {
  environment["MTXMON_WEB_ALLOWED_HOSTS"] = " a.example  b.example ";
  EXPECT_EQ(loaded().list("web.allowed-hosts"),
            (std::vector<std::string>{"a.example", "b.example"}));
}

TEST_F(SettingsTest, SwitchesTakeYesAndNo) {
  for (const char* yes : {"true", "1", "yes", "on"}) {
    environment["MTXMON_WEB_ALLOW_UNAUTHENTICATED"] = yes;
    EXPECT_TRUE(loaded().enabled("web.allow-unauthenticated")) << yes;
  }
  for (const char* no : {"false", "0", "no", "off"}) {
    environment["MTXMON_WEB_ALLOW_UNAUTHENTICATED"] = no;
    EXPECT_FALSE(loaded().enabled("web.allow-unauthenticated")) << no;
  }
}

TEST_F(SettingsTest, ErrorsOfValuesNameOriginKeyAndFix) {
  const struct {
    const char* variable;
    const char* value;
    const char* error;
  } rows[] = {
      {"MTXMON_POLL_INTERVAL", "2",
       "MTXMON_POLL_INTERVAL: poll.interval: \"2\" is not a duration; write a number and a unit: "
       "500ms, 2s, 5m, 24h or 7d"},
      {"MTXMON_DASHBOARD_WEB_MAX_CLIENTS", "many",
       "MTXMON_DASHBOARD_WEB_MAX_CLIENTS: web.max_clients: \"many\" is not a whole number"},
      {"MTXMON_WEB_MAX_CLIENTS", "1.5",
       "MTXMON_WEB_MAX_CLIENTS: web.max_clients: \"1.5\" is not a whole number"},
      {"MTXMON_WEB_MAX_CLIENTS", "99999999999999999999",
       "MTXMON_WEB_MAX_CLIENTS: web.max_clients: \"99999999999999999999\" is not a whole number"},
      {"MTXMON_WEB_MAX_CLIENTS", "0",
       "MTXMON_WEB_MAX_CLIENTS: web.max_clients: 0 is too small; at least 1"},
      {"MTXMON_WEB_ALLOW_UNAUTHENTICATED", "maybe",
       "MTXMON_WEB_ALLOW_UNAUTHENTICATED: web.allow_unauthenticated: \"maybe\" is neither true nor "
       "false"},
  };
  for (const auto& row : rows) {
    environment = {{row.variable, row.value}};
    const Program program = std::string_view(row.variable).find("POLL") == std::string_view::npos
                                ? Program::Dashboard
                                : Program::Exporter;
    EXPECT_EQ(error(program), row.error);
  }
  environment.clear();
  const struct {
    const char* flag;
    const char* value;
    const char* error;
  } thresholds[] = {
      {"health.rtp-loss-warning", "1%",
       "--health.rtp-loss-warning: health.rtp_loss_warning: \"1%\" is not a number; write it like "
       "0.05"},
      {"health.host-busy", "1.5",
       "--health.host-busy: health.host_busy: 1.5 is too large; at most 1"},
      {"health.host-busy", "-0.1",
       "--health.host-busy: health.host_busy: -0.1 is too small; at least 0"},
      {"health.takeovers", "0", "--health.takeovers: health.takeovers: 0 is too small; at least 1"},
      {"health.takeovers", "2.5",
       "--health.takeovers: health.takeovers: \"2.5\" is not a whole number"},
      {"health.max-latency", "0s",
       "--health.max-latency: health.max_latency: 0s is too short; at least 1ms"},
  };
  for (const auto& row : thresholds) {
    flags = {{row.flag, {row.value}}};
    EXPECT_EQ(error(), row.error);
  }
  flags.clear();
  flags["poll.interval"] = {"10ms"};
  EXPECT_EQ(error(), "--poll.interval: poll.interval: 10ms is too short; at least 200ms");
  flags.clear();
  config("\npoll:\n  timeout: 1ms\n");
  EXPECT_EQ(error(), "monitor.yml:3: poll.timeout: 1ms is too short; at least 100ms");
}

TEST_F(SettingsTest, ThresholdsAreOptionsLikeAllOthers) {
  EXPECT_DOUBLE_EQ(loaded().number("health.unrecovered-loss-warning"), 0.001);
  const std::string path = config("health: {host_busy: 0.8, reader_share: 1}\n");
  environment["MTXMON_HEALTH_READER_SHARE"] = "5e-1";
  const Settings settings = loaded();
  EXPECT_DOUBLE_EQ(settings.number("health.host-busy"), 0.8);
  EXPECT_EQ(settings.origin("health.host-busy"), path + ":1");
  EXPECT_DOUBLE_EQ(settings.number("health.reader-share"), 0.5);
  EXPECT_NE(settings.print().find("health:\n  belated_warning: \"0.001\"  # default\n"),
            std::string::npos)
      << settings.print();
}

TEST_F(SettingsTest, AFileThatCannotBeReadIsAnError) {
  flags["config.file"] = {directory() + "/none.yml"};
  EXPECT_EQ(error(),
            "--config.file: cannot read none.yml: is it a file, and may this user read it?");
  flags.clear();
  environment["MTXMON_AGENT_CONFIG_FILE"] = directory();
  EXPECT_EQ(error(Program::Agent), "MTXMON_AGENT_CONFIG_FILE: cannot read " + directory() +
                                       ": is it a file, and may this user read it?");
}

TEST_F(SettingsTest, SecretsComeFromTheFirstLineOfTheirFile) {
  flags["redis.password-file"] = {file("redis", "pass word\r\nmore\n")};
  flags["mediamtx.username"] = {"monitor"};
  flags["mediamtx.password-file"] = {file("mediamtx", "s3cret")};
  const Settings settings = loaded();
  EXPECT_EQ(settings.redis_password(), "pass word");
  EXPECT_EQ(settings.nodes()[0].username, "monitor");
  EXPECT_EQ(settings.nodes()[0].password, "s3cret");
}

TEST_F(SettingsTest, EmptyAndUnreadableSecretsAreErrors) {
  flags["redis.password-file"] = {file("empty", "\nsecond line\n")};
  EXPECT_EQ(error(),
            "--redis.password-file: empty is empty; its first line must be the password or token");
  flags["redis.password-file"] = {directory() + "/none"};
  EXPECT_EQ(error(),
            "--redis.password-file: cannot read none: is it a file, and may this user read it?");
  flags.clear();
  config("mediamtx:\n  - url: http://a:9997\n    username: m\n    password_file: " +
         file("blank", "") + "\n");
  EXPECT_EQ(error(), "monitor.yml:2: blank is empty; its first line must be the password or token");
}

TEST_F(SettingsTest, APasswordFileWinsOverThePasswordInTheFile) {
  config("redis: {password: from-yaml}\n");
  EXPECT_EQ(loaded().redis_password(), "from-yaml");
  environment["MTXMON_REDIS_PASSWORD_FILE"] = file("redis", "from-file\n");
  EXPECT_EQ(loaded().redis_password(), "from-file");
}

TEST_F(SettingsTest, NoPasswordInAFlag) {
  flags["redis.url"] = {"redis://user:planted@10.0.0.1:6379/0"};
  EXPECT_EQ(error(),
            "--redis.url: a password in a flag can be read by every user of this machine; put it "
            "into a file and set --redis.password-file FILE or MTXMON_REDIS_PASSWORD_FILE");
  flags["redis.url"] = {"redis://:planted@10.0.0.1"};
  EXPECT_EQ(error().find("planted"), std::string::npos);
  EXPECT_FALSE(load().ok());
  flags["redis.url"] = {"redis://user@10.0.0.1:6379"};
  EXPECT_TRUE(load().ok());
  flags.clear();
  environment["MTXMON_REDIS_URL"] = "redis://user:planted@10.0.0.1:6379/0";
  EXPECT_EQ(loaded().text("redis.url"), "redis://user:planted@10.0.0.1:6379/0");
}

TEST_F(SettingsTest, PrintHidesSecretsAndTellsOrigins) {
  const std::string path = config(
      "mediamtx:\n"
      "  - node: a\n"
      "    url: http://a:9997\n"
      "    username: monitor\n"
      "    password: planted-1\n"
      "  - {node: b, url: 'https://b', token_file: /token}\n"
      "redis:\n"
      "  password: planted-2\n");
  environment["MTXMON_REDIS_URL"] = "redis://user:planted-3@10.0.0.1:6379/0";
  flags["poll.interval"] = {"1s"};
  const std::string text = loaded().print();
  EXPECT_EQ(text.find("planted"), std::string::npos) << text;
  for (const std::string& line :
       {std::string("# settings of mediamtx-exporter\nmediamtx:\n"),
        "  - node: \"a\"  # " + path +
            ":2\n    url: \"http://a:9997\"\n    username: \"monitor\"\n"
            "    password: <hidden>\n",
        "  - node: \"b\"  # " + path + ":6\n    url: \"https://b\"\n    token_file: \"/token\"\n",
        std::string("# redis.password: <hidden>\n"),
        std::string("  url: \"redis://<hidden>@10.0.0.1:6379/0\"  # MTXMON_REDIS_URL\n"),
        std::string("poll:\n  interval: \"1s\"  # --poll.interval\n"),
        std::string("  timeout: \"5s\"  # default\n"),
        std::string("  allowed_hosts: []  # default\n")}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << "\nis not in\n" << text;
  }
}

TEST_F(SettingsTest, WhatPrintWritesIsAFileWithTheSameSettings) {
  for (const Program program : {Program::Exporter, Program::Dashboard, Program::Agent}) {
    flags.clear();
    flags["redis.prefix"] = {"odd \"\\ # : {prefix}\n\t\x1b k\xC3\xBC:"};
    flags["web.allowed-hosts"] = {"a,b", "c]", ""};
    flags["web.allow-unauthenticated"] = {"true"};
    if (program == Program::Exporter)
      flags["mediamtx.url"] = {"a=http://a:9997", "b=http://b:9997/sub"};
    const Settings before = loaded(program);
    flags.clear();
    config(before.print());
    const Settings after = loaded(program);
    for (const Option& option : all_options()) {
      if (!option.serves(program) || option.name == "config.file" ||
          option.name.starts_with("mediamtx."))
        continue;
      EXPECT_EQ(after.list(option.name), before.list(option.name)) << option.name;
    }
    ASSERT_EQ(after.nodes().size(), before.nodes().size());
    for (std::size_t i = 0; i < after.nodes().size(); ++i) {
      EXPECT_EQ(after.nodes()[i].node, before.nodes()[i].node);
      EXPECT_EQ(after.nodes()[i].url, before.nodes()[i].url);
    }
  }
}

TEST(SettingsDeathTest, AnUnknownNameIsABug) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto settings = Settings::load(
      Program::Agent, {}, [](const std::string&) { return std::optional<std::string>(); });
  ASSERT_TRUE(settings.ok());
  EXPECT_DEATH(static_cast<void>(settings->text("mediamtx.url")),
               "bug: mediamtx-agent has no option \"mediamtx.url\"");
}

}  // namespace
}  // namespace mtxmon
