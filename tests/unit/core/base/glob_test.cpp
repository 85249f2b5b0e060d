#include "core/base/glob.h"

#include <string>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(Glob, MatchesTheWholeName) {
  const struct {
    const char* pattern;
    const char* name;
    bool matches;
  } rows[] = {
      {"cam", "cam", true},
      {"cam", "cam2", false},
      {"cam", "Cam", false},
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"*", "any/thing", true},
      {"stage/*", "stage/left/low", true},
      {"stage/*", "stage/", true},
      {"stage/*", "stage", false},
      {"*/main", "a/b/main", true},
      {"*/main", "a/main/b", false},
      {"*a*b*", "xxaxxbxx", true},
      {"*a*b", "ab/ab/ac", false},
      {"cam?", "cam1", true},
      {"cam?", "cam", false},
      {"cam?", "cam12", false},
      {"k?che",
       "k\xC3\xBC"
       "che",
       true},
      {"k??che",
       "k\xC3\xBC"
       "che",
       false},
      {"*??c",
       "\xC3\xBC"
       "c",
       false},
      {"?", "\xFF", true},
      {"**??**", "ab", true},
      {"**??**", "a", false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(glob_matches(row.pattern, row.name), row.matches) << row.pattern << " " << row.name;
}

TEST(Glob, ManyStarsAreNotManyTimesTheWork) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "a*";
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(10'000, 'a')));
}

TEST(Glob, KnowsPatterns) {
  EXPECT_TRUE(has_wildcard("a*"));
  EXPECT_TRUE(has_wildcard("?"));
  EXPECT_FALSE(has_wildcard("stage/[a].+"));
}

}  // namespace
}  // namespace mtxmon
