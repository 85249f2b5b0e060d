#include "core/base/files.h"

#include "tests/unit/core/base/settings_fixture.h"

namespace mtxmon {
namespace {

class Files : public SettingsFixture {};

TEST_F(Files, AreReadWhole) {
  const std::string content("a\r\n\0b\n", 6);
  EXPECT_EQ(*read_file(file("odd", content)), content);
  const auto empty = read_file(file("empty", ""));
  ASSERT_TRUE(empty.ok());
  EXPECT_EQ(*empty, "");
}

TEST_F(Files, WhatCannotBeReadIsAnError) {
  for (const std::string& path : {directory(), directory() + "/none", std::string()}) {
    const auto text = read_file(path);
    ASSERT_FALSE(text.ok()) << path;
    EXPECT_EQ(text.error().message,
              "cannot read " + path + ": is it a file, and may this user read it?");
  }
}

TEST_F(Files, ASecretIsTheFirstLine) {
  EXPECT_EQ(*read_secret(file("a", "pass word\r\nmore"), "--x"), "pass word");
  EXPECT_EQ(*read_secret(file("b", "last"), "--x"), "last");
  const std::string blank = file("c", "\nsecond");
  const auto none = read_secret(blank, "--x");
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().message,
            "--x: " + blank + " is empty; its first line must be the password or token");
}

}  // namespace
}  // namespace mtxmon
