#include "exporter/health_rules.h"

#include <gtest/gtest.h>

#include "core/base/options.h"

namespace mtxmon {
namespace {

Settings settings_of(const FlagValues& flags) {
  auto settings = Settings::load(Program::Exporter, flags,
                                 [](const std::string&) { return std::optional<std::string>(); });
  EXPECT_TRUE(settings.ok()) << settings.error().message;
  return *std::move(settings);
}

TEST(HealthRules, DefaultsOfTheStructAreThoseOfTheOptions) {
  EXPECT_EQ(health_rules_of(settings_of({})), HealthRules{});
}

// An option without a member would be accepted and do nothing.
TEST(HealthRules, EveryOptionHasItsMember) {
  std::size_t found = 0;
  for (const Option& option : all_options()) {
    if (!option.name.starts_with(kHealthPrefix)) continue;
    SCOPED_TRACE(option.name);
    ++found;
    const std::string name(option.name);
    const std::string value = option.type == OptionType::Duration  ? "77s"
                              : option.type == OptionType::Integer ? "77"
                                                                   : "0.77";
    const HealthRules set = health_rules_of(settings_of({{name, {value}}}));
    EXPECT_NE(set, HealthRules{});
    EXPECT_EQ(with_overrides({}, {{name, value}}), set);
  }
  EXPECT_EQ(found, 20U);
}

TEST(HealthRules, OverridesLeaveTheRest) {
  HealthRules general;
  general.reader_count = 7;
  general.link_loss_warning = 0.5;
  const HealthRules rules = with_overrides(
      general, {{"health.link-loss-warning", "0.75"}, {"health.bitrate-low-after", "1.5m"}});
  EXPECT_EQ(rules.reader_count, 7);
  EXPECT_DOUBLE_EQ(rules.link_loss_warning, 0.75);
  EXPECT_EQ(rules.bitrate_low_after, std::chrono::seconds(90));
}

}  // namespace
}  // namespace mtxmon
