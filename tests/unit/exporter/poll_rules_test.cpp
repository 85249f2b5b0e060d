#include "exporter/poll_rules.h"

#include "tests/unit/core/base/settings_fixture.h"

namespace mtxmon {
namespace {

class PollRulesTest : public SettingsFixture {
 protected:
  [[nodiscard]] PollRules rules(std::size_t node = 0) const {
    const Settings settings = loaded();
    const auto rules = poll_rules_of(settings, settings.nodes().at(node));
    EXPECT_TRUE(rules.ok()) << rules.error().message;
    return *rules;
  }
};

TEST_F(PollRulesTest, TakesWhatConcernsStreams) {
  config("streams: {stall_after: 9s, remember: 2h}\nhealth: {starting_for: 20s}\n");
  EXPECT_EQ(rules().streams.stall_after, std::chrono::seconds(9));
  EXPECT_EQ(rules().streams.remember, std::chrono::hours(2));
  EXPECT_EQ(rules().streams.health.starting_for, std::chrono::seconds(20));
  EXPECT_TRUE(rules().streams.entries.empty());
}

TEST_F(PollRulesTest, AnEntryWinsOverThePlayerOfItsServer) {
  config(
      "mediamtx:\n"
      "  - {node: a, url: 'http://a', player_url: 'http://a:8889/{path}'}\n"
      "  - {node: b, url: 'http://b'}\n"
      "streams: {entries: [{match: 'x*', player_url: 'https://x/{path}'}]}\n");
  const auto entries = rules().streams.entries;
  EXPECT_EQ(settings_for(entries, "a", "cam").player_url, "http://a:8889/cam");
  EXPECT_EQ(settings_for(entries, "a", "x1").player_url, "https://x/x1");
  EXPECT_EQ(settings_for(entries, "b", "cam").player_url, "");
}

TEST_F(PollRulesTest, AServersOwnPrivacyWinsKeyByKey) {
  config(
      "mediamtx:\n"
      "  - {node: a, url: 'http://a', privacy: {publisher_addr: none, user: false, query: yes}}\n"
      "  - {node: b, url: 'http://b'}\n"
      "privacy: {publisher_addr: prefix, viewer_addr: full, user: true}\n");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(rules(0).privacy.publisher_addr, AddressMask::None);
    EXPECT_EQ(rules(0).privacy.viewer_addr, AddressMask::Full);
    EXPECT_FALSE(rules(0).decode.keep_user);
    EXPECT_TRUE(rules(0).decode.keep_query);
    EXPECT_EQ(rules(1).privacy.publisher_addr, AddressMask::Prefix);
    EXPECT_EQ(rules(1).privacy.viewer_addr, AddressMask::Full);
    EXPECT_TRUE(rules(1).decode.keep_user);
    EXPECT_FALSE(rules(1).decode.keep_query);
    config(loaded().print());  // says the same
  }
}

TEST_F(PollRulesTest, AServersOwnAmountOfAnAddressIsCheckedWithItsLine) {
  config(
      "mediamtx:\n"
      "  - {node: a, url: 'http://a'}\n"
      "  - node: b\n"
      "    url: http://b\n"
      "    privacy:\n"
      "      viewer_addr: half\n");
  const Settings settings = loaded();
  const auto rules = poll_rules_of(settings, settings.nodes().at(1));
  ASSERT_FALSE(rules.ok());
  EXPECT_TRUE(
      rules.error().message.ends_with("monitor.yml:6: mediamtx.privacy.viewer_addr of node \"b\" "
                                      "is \"half\"; it can be full, prefix "
                                      "or none"))
      << rules.error().message;
}

TEST_F(PollRulesTest, AnUnknownAmountOfAnAddressIsAnError) {
  flags["privacy.viewer-addr"] = {"half"};
  const Settings settings = loaded();
  const auto rules = poll_rules_of(settings, settings.nodes().at(0));
  ASSERT_FALSE(rules.ok());
  EXPECT_EQ(rules.error().message,
            "--privacy.viewer-addr: privacy.viewer-addr is \"half\"; it can be full, prefix or "
            "none");
}

}  // namespace
}  // namespace mtxmon
