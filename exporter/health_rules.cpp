#include "exporter/health_rules.h"

#include <array>
#include <string>
#include <variant>

#include "core/base/option_value.h"
#include "core/base/time_text.h"

namespace mtxmon {
namespace {

using Member = std::variant<std::chrono::milliseconds HealthRules::*, double HealthRules::*,
                            long long HealthRules::*>;

struct Row {
  std::string_view option;
  Member member;
};

const std::array kRows = {
    Row{"health.settle-after", &HealthRules::settle_after},
    Row{"health.recover-after", &HealthRules::recover_after},
    Row{"health.starting-for", &HealthRules::starting_for},
    Row{"health.unreachable-after", &HealthRules::unreachable_after},
    Row{"health.max-latency", &HealthRules::max_latency},
    Row{"health.unrecovered-loss-warning", &HealthRules::unrecovered_loss_warning},
    Row{"health.unrecovered-loss-critical", &HealthRules::unrecovered_loss_critical},
    Row{"health.link-loss-warning", &HealthRules::link_loss_warning},
    Row{"health.belated-warning", &HealthRules::belated_warning},
    Row{"health.rtp-loss-warning", &HealthRules::rtp_loss_warning},
    Row{"health.rtp-loss-critical", &HealthRules::rtp_loss_critical},
    Row{"health.reader-loss-warning", &HealthRules::reader_loss_warning},
    Row{"health.discarded-warning", &HealthRules::discarded_warning},
    Row{"health.reader-share", &HealthRules::reader_share},
    Row{"health.reader-count", &HealthRules::reader_count},
    Row{"health.bitrate-low-ratio", &HealthRules::bitrate_low_ratio},
    Row{"health.bitrate-low-after", &HealthRules::bitrate_low_after},
    Row{"health.takeovers", &HealthRules::takeovers},
    Row{"health.rejected-readers", &HealthRules::rejected_readers},
    Row{"health.host-busy", &HealthRules::host_busy},
};

// The texts were checked when the settings were loaded.
struct Store {
  HealthRules& rules;
  const std::string& text;

  void operator()(std::chrono::milliseconds HealthRules::*member) const {
    rules.*member = *parse_duration(text);
  }
  void operator()(double HealthRules::*member) const { rules.*member = *parse_number(text); }
  void operator()(long long HealthRules::*member) const { rules.*member = *parse_integer(text); }
};

}  // namespace

HealthRules health_rules_of(const Settings& settings) {
  HealthRules rules;
  for (const Row& row : kRows) std::visit(Store{rules, settings.text(row.option)}, row.member);
  return rules;
}

HealthRules with_overrides(HealthRules rules, const HealthOverrides& overrides) {
  for (const Row& row : kRows) {
    const auto found = overrides.find(row.option);
    if (found != overrides.end()) std::visit(Store{rules, found->second}, row.member);
  }
  return rules;
}

}  // namespace mtxmon
