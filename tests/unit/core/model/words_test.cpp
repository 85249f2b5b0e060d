#include "core/model/words.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(Words, StatesHaveWordsAndBack) {
  for (const StreamState state : kStreamStates) EXPECT_EQ(parse_state(state_word(state)), state);
  EXPECT_EQ(state_word(StreamState::Live), "live");
  EXPECT_EQ(state_word(StreamState::Gone), "gone");
  EXPECT_EQ(parse_state("LIVE"), std::nullopt);
  EXPECT_EQ(parse_state(""), std::nullopt);
}

TEST(Words, OtherWords) {
  EXPECT_EQ(severity_word(Severity::Info), "info");
  EXPECT_EQ(severity_word(Severity::Warning), "warning");
  EXPECT_EQ(severity_word(Severity::Critical), "critical");
  EXPECT_EQ(role_word(Role::Publisher), "publisher");
  EXPECT_EQ(role_word(Role::Reader), "reader");
}

}  // namespace
}  // namespace mtxmon
