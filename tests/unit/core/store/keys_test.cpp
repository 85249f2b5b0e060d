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
  EXPECT_EQ(keys.stream_history("local", "cam/front"), "mediamtx:history:{local}:stream:cam/front");
  EXPECT_EQ(keys.host_history("venue-a"), "mediamtx:history:{host:venue-a}:host");
}

TEST(Keys, OtherPrefix) { EXPECT_EQ(Keys("event7:").lease("a"), "event7:lease:{a}"); }

struct NameCase {
  std::string name;
  std::string encoded;
};

class HostileName : public testing::TestWithParam<NameCase> {};

TEST_P(HostileName, IsPercentEncoded) {
  const Keys keys("p:");
  EXPECT_EQ(keys.stream_history("n", GetParam().name),
            "p:history:{n}:stream:" + GetParam().encoded);
  EXPECT_EQ(keys.host_history(GetParam().name), "p:history:{host:" + GetParam().encoded + "}:host");
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
    const auto key = keys.stream_history("n", std::string(1, static_cast<char>(byte)));
    all.insert(key);
    EXPECT_EQ(key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789._~/-%:{}"),
              std::string::npos);
  }
  EXPECT_EQ(all.size(), 256U);
}

TEST(Keys, NodeCannotLookLikeHost) {
  const Keys keys("p:");
  EXPECT_NE(keys.stream_history("host:a", "x"), "p:history:{host:a}:stream:x");
}

TEST(Keys, LongNameStaysWhole) {
  const std::string name(3000, 'x');
  EXPECT_EQ(Keys("p:").stream_history("n", name), "p:history:{n}:stream:" + name);
}

}  // namespace
}  // namespace mtxmon
