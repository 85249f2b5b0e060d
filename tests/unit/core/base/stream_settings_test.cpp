// Through Settings, because entries come from its file only.
#include "core/base/stream_settings.h"

#include "tests/unit/core/base/settings_fixture.h"

namespace mtxmon {
namespace {

class StreamSettingsTest : public SettingsFixture {
 protected:
  // The entries of `streams: {entries: [...]}`, the first of which is in line 3.
  std::vector<StreamEntry> entries(const std::string& list) {
    config("streams:\n  entries:\n" + list);
    return loaded().stream_entries();
  }
  std::string error_of(const std::string& list) {
    config("streams:\n  entries:\n" + list);
    return error();
  }
};

TEST_F(StreamSettingsTest, AnEntryHasAllItsKeys) {
  const std::string path = config(
      "streams:\n"
      "  stall_after: 7s\n"
      "  entries:\n"
      "    - match: event/main\n"
      "      node: local\n"
      "      title: Main stage\n"
      "      contact: Anna, 12345\n"
      "      player_url: https://play.example/{path}\n"
      "      expected: yes\n"
      "      min_readers: 2\n"
      "      min_bits_per_second: 2.5M\n"
      "      stall_after: 20s\n"
      "      health: {rtp_loss_warning: 0.02, settle_after: 9s, takeovers: 5}\n"
      "    - {match: cam/*, min_streams: 4}\n");
  const Settings settings = loaded();
  EXPECT_EQ(settings.duration("streams.stall-after"), Milliseconds(7000));
  ASSERT_EQ(settings.stream_entries().size(), 2U);
  const StreamEntry& entry = settings.stream_entries()[0];
  EXPECT_EQ(entry.origin, path + ":4");
  EXPECT_EQ(entry.match, "event/main");
  EXPECT_EQ(entry.node, "local");
  EXPECT_EQ(entry.title, "Main stage");
  EXPECT_EQ(entry.contact, "Anna, 12345");
  EXPECT_EQ(entry.player_url, "https://play.example/{path}");
  EXPECT_EQ(entry.expected, true);
  EXPECT_EQ(entry.min_readers, 2U);
  EXPECT_EQ(entry.min_bits_per_second, 2'500'000U);
  EXPECT_FALSE(entry.min_streams.has_value());
  EXPECT_EQ(entry.stall_after, Milliseconds(20'000));
  EXPECT_EQ(entry.health, (HealthOverrides{{"health.rtp-loss-warning", "0.02"},
                                           {"health.settle-after", "9s"},
                                           {"health.takeovers", "5"}}));
  EXPECT_EQ(settings.stream_entries()[1].min_streams, 4U);
}

TEST_F(StreamSettingsTest, ErrorsNameLineFaultAndFix) {
  const struct {
    const char* entries;
    const char* error;
  } rows[] = {
      {"    cam: {title: x}\n",
       "monitor.yml:3: \"streams.entries\" must be a list of maps with match"},
      {"    - cam\n", "monitor.yml:3: each entry of \"streams.entries\" must be a map with match"},
      {"    - title: x\n",
       "monitor.yml:3: an entry of \"streams.entries\" needs a match, for example match: stage/*"},
      {"    - match: ''\n", "monitor.yml:3: streams.entries.match: it must not be empty"},
      {"    - match: a\n      node: ''\n",
       "monitor.yml:4: streams.entries.node: it must not be empty"},
      {"    - match: a\n      titel: x\n",
       "monitor.yml:4: unknown key \"streams.entries.titel\"; did you mean \"title\"?"},
      {"    - match: a\n      colour: x\n",
       "monitor.yml:4: unknown key \"streams.entries.colour\"; known are match, node, title, "
       "contact, player_url, expected, min_readers, min_bits_per_second, min_streams, stall_after, "
       "health"},
      {"    - match: a\n      [b]: x\n",
       "monitor.yml:4: unknown key \"streams.entries.\"; known are match, node, title, "
       "contact, player_url, expected, min_readers, min_bits_per_second, min_streams, stall_after, "
       "health"},
      {"    - match: a\n      match: b\n",
       "monitor.yml:4: \"streams.entries.match\" is there twice"},
      {"    - match: [a, b]\n", "monitor.yml:3: \"streams.entries.match\" must be one value"},
      {"    - match: a\n      title:\n",
       "monitor.yml:4: \"streams.entries.title\" must be one value"},
      {"    - match: a\n      expected: maybe\n",
       "monitor.yml:4: streams.entries.expected: \"maybe\" is neither true nor false"},
      {"    - expected: true\n      match: stage/*\n",
       "monitor.yml:3: \"streams.entries.expected\" is for one name, but \"stage/*\" is a pattern; "
       "say with min_streams how many there must be"},
      {"    - match: a\n      min_streams: 1\n",
       "monitor.yml:4: \"streams.entries.min_streams\" is for patterns with * or ?, but \"a\" is "
       "one name; write expected: true"},
      {"    - match: a\n      min_readers: -1\n",
       "monitor.yml:4: streams.entries.min_readers: \"-1\" is not a whole number from 0 on; k, M "
       "or G may stand behind it: 500k"},
      {"    - match: a\n      stall_after: 5\n",
       "monitor.yml:4: streams.entries.stall_after: \"5\" is not a duration; write a number and a "
       "unit: 500ms, 2s, 5m, 24h or 7d"},
      {"    - match: a\n      stall_after: 0s\n",
       "monitor.yml:4: streams.entries.stall_after: 0s is too short; at least 1ms"},
      {"    - match: a\n      player_url: ftp://a\n",
       "monitor.yml:4: streams.entries.player_url: \"ftp://a\" is not the URL of a player; write "
       "https://HOST/{path}"},
      {"    - match: a\n      health: 1\n",
       "monitor.yml:4: \"streams.entries.health\" must be a map of keys"},
      {"    - match: a\n      health:\n        rtp_los_warning: 1\n",
       "monitor.yml:5: unknown key \"streams.entries.health.rtp_los_warning\"; did you mean "
       "\"rtp_loss_warning\"?"},
      {"    - match: a\n      health:\n        host_busy: 0.5\n",
       "monitor.yml:5: \"streams.entries.health.host_busy\" is of a whole server; write health: "
       "{host_busy: …} outside of streams"},
      {"    - match: a\n      health:\n        rtp_loss_warning: 2\n",
       "monitor.yml:5: streams.entries.health.rtp_loss_warning: 2 is too large; at most 1"},
      {"    - match: a\n      health:\n        settle_after: 2\n",
       "monitor.yml:5: streams.entries.health.settle_after: \"2\" is not a duration; write a "
       "number and a unit: 500ms, 2s, 5m, 24h or 7d"},
      {"    - match: a\n      health:\n        takeovers: [2]\n",
       "monitor.yml:5: \"streams.entries.health.takeovers\" must be one value"},
      {"    - match: a\n      health:\n        takeovers: 2\n        takeovers: 3\n",
       "monitor.yml:6: \"streams.entries.health.takeovers\" is there twice"},
  };
  for (const auto& row : rows) EXPECT_EQ(error_of(row.entries), row.error) << row.entries;
}

TEST_F(StreamSettingsTest, AmountsTakeSuffixes) {
  const struct {
    const char* text;
    std::optional<std::uint64_t> amount;
  } rows[] = {{"0", 0},           {"7", 7},
              {"500k", 500'000},  {"8.1M", 8'100'000},
              {"1G", 1000000000}, {"1000G", 1'000'000'000'000},
              {"1001G", {}},      {"1.5", {}},
              {"1m", {}},         {"1 k", {}},
              {"k", {}},          {"nan", {}},
              {"inf", {}},        {"1e3", {}}};
  for (const auto& row : rows) {
    config(std::string("streams: {entries: [{match: a, min_bits_per_second: '") + row.text +
           "'}]}");
    const auto settings = load();
    ASSERT_EQ(settings.ok(), row.amount.has_value()) << row.text;
    if (!row.amount) continue;
    EXPECT_EQ(settings->stream_entries()[0].min_bits_per_second, row.amount) << row.text;
  }
}

TEST_F(StreamSettingsTest, LongTextsAreCutBetweenCharacters) {
  std::string umlauts;
  for (int i = 0; i < 250; ++i) umlauts += "\xC3\xBC";
  const auto list = entries("    - {match: a, title: " + umlauts + ", contact: " + umlauts + "}\n");
  EXPECT_EQ(list[0].title, umlauts.substr(0, 200));
  EXPECT_EQ(list[0].contact, umlauts.substr(0, 400));
}

TEST_F(StreamSettingsTest, LaterEntriesWinKeyByKey) {
  const auto list = entries(
      "    - {match: '*', contact: desk, stall_after: 9s, health: {takeovers: 2, reader_count: "
      "4}}\n"
      "    - {match: stage/*, title: Stage, player_url: 'https://a/{path}', min_readers: 1}\n"
      "    - {match: stage/left, node: b, title: Left at b, stall_after: 3s}\n"
      "    - {match: stage/left, contact: '', min_readers: 0, health: {takeovers: 9}}\n");
  const StreamSettings other = settings_for(list, "a", "cam");
  EXPECT_EQ(other.title, "");
  EXPECT_EQ(other.contact, "desk");
  EXPECT_EQ(other.player_url, "");
  EXPECT_EQ(other.stall_after, Milliseconds(9000));
  EXPECT_FALSE(other.min_readers.has_value());
  const StreamSettings left = settings_for(list, "a", "stage/left");
  EXPECT_EQ(left.title, "Stage");
  EXPECT_EQ(left.contact, "") << "an empty text takes the earlier one away";
  EXPECT_EQ(left.player_url, "https://a/stage/left");
  EXPECT_EQ(left.stall_after, Milliseconds(9000));
  EXPECT_EQ(left.min_readers, 0U);
  EXPECT_EQ(left.health,
            (HealthOverrides{{"health.reader-count", "4"}, {"health.takeovers", "9"}}));
  EXPECT_EQ(settings_for(list, "b", "stage/left").title, "Left at b");
  EXPECT_EQ(settings_for(list, "b", "stage/left").stall_after, Milliseconds(3000));
}

TEST_F(StreamSettingsTest, ExpectedStreamsOfANode) {
  const auto list = entries(
      "    - {match: everywhere, expected: true}\n"
      "    - {match: only-b, node: b, expected: true}\n"
      "    - {match: everywhere, title: x}\n"
      "    - {match: everywhere, node: b, expected: false}\n"
      "    - {match: cam/*, min_streams: 3}\n"
      "    - {match: cam/*, node: b, min_streams: 5}\n"
      "    - {match: '?', min_streams: 0}\n"
      "    - {match: everywhere, expected: true, node: c}\n");
  EXPECT_EQ(expected_names(list, "a"), std::vector<std::string>{"everywhere"});
  EXPECT_EQ(expected_names(list, "b"), std::vector<std::string>{"only-b"});
  EXPECT_EQ(expected_names(list, "c"), std::vector<std::string>{"everywhere"});
  EXPECT_TRUE(settings_for(list, "a", "everywhere").expected);
  EXPECT_FALSE(settings_for(list, "b", "everywhere").expected);
  ASSERT_EQ(expected_patterns(list, "a").size(), 1U);
  EXPECT_EQ(expected_patterns(list, "a")[0].match, "cam/*");
  EXPECT_EQ(expected_patterns(list, "a")[0].min_streams, 3U);
  ASSERT_EQ(expected_patterns(list, "b").size(), 1U);
  EXPECT_EQ(expected_patterns(list, "b")[0].min_streams, 5U);
}

TEST_F(StreamSettingsTest, AnEntryOfANodeThatTheFileDoesNotHaveIsAnError) {
  const std::string nodes =
      "mediamtx: [{node: venue-a, url: 'http://a'}, {node: b, url: 'http://b'}]\n";
  config(nodes + "streams:\n  entries:\n    - {match: x, node: venu-a}\n");
  EXPECT_EQ(error(),
            "monitor.yml:4: streams.entries: there is no node \"venu-a\"; did you mean "
            "\"venue-a\"?");
  config(nodes + "streams:\n  entries:\n    - {match: x, node: elsewhere}\n");
  EXPECT_EQ(error(),
            "monitor.yml:4: streams.entries: there is no node \"elsewhere\"; known are venue-a, b");
  flags["mediamtx.url"] = {"http://127.0.0.1:9997"};
  EXPECT_EQ(loaded().stream_entries().size(), 1U) << "the flag's servers are not those of the file";
}

TEST_F(StreamSettingsTest, TheSectionOfTheExporterReplacesTheSharedList) {
  config(
      "exporter: {streams: {entries: [{match: own}]}}\n"
      "streams: {entries: [{match: shared}, {match: more}]}\n");
  ASSERT_EQ(loaded().stream_entries().size(), 1U);
  EXPECT_EQ(loaded().stream_entries()[0].match, "own");
  EXPECT_TRUE(loaded(Program::Dashboard).stream_entries().empty());
  config("streams: {entries: [{match: a, titel: x}]}\n");
  EXPECT_EQ(error(Program::Agent),
            "monitor.yml:1: unknown key \"streams.entries.titel\"; did you mean \"title\"?");
  config("agent: {streams: {entries: []}}\n");
  EXPECT_EQ(error(Program::Agent),
            "monitor.yml:1: unknown key \"streams.entries\" in \"agent\"; docs/CONFIG.md lists all "
            "keys");
  config("streams: {entrys: []}\n");
  EXPECT_EQ(error(),
            "monitor.yml:1: unknown key \"streams.entrys\"; did you mean "
            "\"streams.entries\"?");
  config("streams:\n  entries:\n");
  EXPECT_TRUE(loaded().stream_entries().empty());
}

TEST_F(StreamSettingsTest, WhatPrintWritesAreTheSameEntries) {
  const std::string path = config(
      "streams:\n"
      "  entries:\n"
      "    - {match: 'a\"\\*', node: local, title: \"T: #\\t\", contact: '', player_url: "
      "'https://a/{path}',\n"
      "       min_readers: 2, min_bits_per_second: 2M, min_streams: 1, stall_after: 1.5s,\n"
      "       health: {rtp_loss_warning: 0.02}}\n"
      "    - {match: b, expected: false}\n");
  const std::string printed = loaded().print();
  const std::string text = "streams:\n  entries:\n    - match: \"a\\\"\\\\*\"  # " + path +
                           ":3\n      node: \"local\"\n      title: \"T: #\\x09\"\n"
                           "      contact: \"\"\n"
                           "      player_url: \"https://a/{path}\"\n"
                           "      min_readers: 2\n      min_bits_per_second: 2000000\n"
                           "      min_streams: 1\n      stall_after: \"1500ms\"\n"
                           "      health:\n        rtp_loss_warning: \"0.02\"\n"
                           "    - match: \"b\"  # " +
                           path +
                           ":6\n      expected: false\n"
                           "  remember: \"24h\"  # default\n";
  EXPECT_NE(printed.find(text), std::string::npos) << text << "\nis not in\n" << printed;
  config(printed);
  EXPECT_EQ(loaded().stream_entries().size(), 2U);
  EXPECT_EQ(loaded().stream_entries()[0].title, "T: #\t");
  EXPECT_EQ(loaded().stream_entries()[0].health.at("health.rtp-loss-warning"), "0.02");
}

TEST_F(StreamSettingsTest, AServerMayHaveAPlayer) {
  const std::string path =
      config("mediamtx: {url: 'http://a', player_url: 'http://a:8889/{path}'}\n");
  EXPECT_EQ(loaded().nodes()[0].player_url, "http://a:8889/{path}");
  EXPECT_NE(loaded().print().find("    player_url: \"http://a:8889/{path}\"\n"), std::string::npos);
  flags["mediamtx.player-url"] = {"https://b/{path}"};
  EXPECT_EQ(loaded().nodes()[0].player_url, "https://b/{path}");
  flags.clear();
  config("mediamtx: {node: x, url: 'http://a', player_url: 'http://user:planted@a/{path}'}\n");
  EXPECT_EQ(error(),
            "monitor.yml:1: node \"x\": player_url: user and password do not belong in the URL of "
            "a player, which everybody sees who opens the page; remove them");
}

}  // namespace
}  // namespace mtxmon
