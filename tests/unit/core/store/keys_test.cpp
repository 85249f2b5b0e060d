#include "core/store/keys.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(Keys, NamesOfTheContract) {
  const Keys keys("mediamtx:");
  EXPECT_EQ(keys.streams_latest(), "mediamtx:streams:latest");
  EXPECT_EQ(keys.hosts_latest(), "mediamtx:hosts:latest");
  EXPECT_EQ(keys.updates(), "mediamtx:updates");
  EXPECT_EQ(keys.format(), "mediamtx:format");
  EXPECT_EQ(keys.lease("local"), "mediamtx:lease:{local}");
  EXPECT_EQ(keys.history_things(SourceKind::Node, "local"), "mediamtx:history:{local}:things");
  EXPECT_EQ(keys.history_open(SourceKind::Host, "a"), "mediamtx:history:{host:a}:open");
  EXPECT_EQ(keys.history_chunks(SourceKind::Node, "local", 17, Tier::TenSeconds),
            "mediamtx:history:{local}:17:10s");
}

TEST(Keys, OtherPrefix) { EXPECT_EQ(Keys("event7:").lease("a"), "event7:lease:{a}"); }

struct NameCase {
  std::string name;
  std::string encoded;
};

class HostileName : public testing::TestWithParam<NameCase> {};

TEST_P(HostileName, IsPercentEncoded) {
  const Keys keys("p:");
  EXPECT_EQ(keys.history_open(SourceKind::Host, GetParam().name),
            "p:history:{host:" + GetParam().encoded + "}:open");
  EXPECT_EQ(keys.events(GetParam().name), "p:events:{" + GetParam().encoded + "}");
  EXPECT_EQ(keys.lease(GetParam().name), "p:lease:{" + GetParam().encoded + "}");
}

INSTANTIATE_TEST_SUITE_P(Names, HostileName,
                         testing::Values(NameCase{"", ""},
                                         NameCase{"plain-Name_1.2~x/y", "plain-Name_1.2~x/y"},
                                         NameCase{"<img src=x onerror=alert(1)>",
                                                  "%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E"},
                                         NameCase{"{}", "%7B%7D"}, NameCase{"a:b", "a%3Ab"},
                                         NameCase{"100%41", "100%2541"},
                                         NameCase{"k\xC3\xBC"
                                                  "che",
                                                  "k%C3%BCche"},
                                         NameCase{"\x80\xFF", "%80%FF"},
                                         NameCase{std::string("\0\r\n", 3), "%00%0D%0A"}));

TEST(Keys, EveryByteGivesItsOwnPrintableKey) {
  const Keys keys("p:");
  std::set<std::string> all;
  for (int byte = 0; byte < 256; ++byte) {
    const auto key = keys.events(std::string(1, static_cast<char>(byte)));
    all.insert(key);
    EXPECT_EQ(key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789._~/-%:{}"),
              std::string::npos);
  }
  EXPECT_EQ(all.size(), 256U);
}

TEST(Keys, NodeCannotLookLikeHost) {
  const Keys keys("p:");
  EXPECT_NE(keys.history_open(SourceKind::Node, "host:a"),
            keys.history_open(SourceKind::Host, "a"));
}

TEST(Keys, LongNameStaysWhole) {
  const std::string name(3000, 'x');
  EXPECT_EQ(Keys("p:").events(name), "p:events:{" + name + "}");
}

}  // namespace
}  // namespace mtxmon
