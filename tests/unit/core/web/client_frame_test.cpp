#include "core/web/client_frame.h"

#include <string>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

const AcceptMessage kAcceptAll = [](std::string_view) { return true; };

TEST(ClientFrame, AKnownTextMessageKeepsTheConnection) {
  EXPECT_EQ(close_code_after(0x81, "hello", kAcceptAll), std::nullopt);
  EXPECT_EQ(close_code_after(0x81, std::string(kMaxMessageBytes, 'x'), kAcceptAll), std::nullopt);
  EXPECT_EQ(close_code_after(0x81, "äöü€😀", kAcceptAll), std::nullopt);
}

TEST(ClientFrame, TheMessageReachesTheJudge) {
  std::string seen;
  const auto verdict = close_code_after(0x81, "hello", [&](std::string_view text) {
    seen = text;
    return false;
  });
  EXPECT_EQ(seen, "hello");
  EXPECT_EQ(verdict, close_code::kUnsupported);
}

TEST(ClientFrame, WithoutAJudgeEveryMessageIsUnknown) {
  EXPECT_EQ(close_code_after(0x81, "hello", {}), close_code::kUnsupported);
}

TEST(ClientFrame, WhatIsNoCompleteShortTextMessageCloses) {
  EXPECT_EQ(close_code_after(0x82, "binary", kAcceptAll), close_code::kUnsupported);
  EXPECT_EQ(close_code_after(0x01, "first fragment", kAcceptAll), close_code::kUnsupported);
  EXPECT_EQ(close_code_after(0x80, "continuation", kAcceptAll), close_code::kProtocolError);
  EXPECT_EQ(close_code_after(0xc1, "reserved bit", kAcceptAll), close_code::kProtocolError);
  EXPECT_EQ(close_code_after(0x83, "reserved opcode", kAcceptAll), close_code::kProtocolError);
  EXPECT_EQ(close_code_after(0x81, std::string(kMaxMessageBytes + 1, 'x'), kAcceptAll),
            close_code::kTooBig);
}

TEST(ClientFrame, TextMustBeUtf8) {
  for (const char* bad :
       {"\xff", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xe2\x82", "\x80", "a\xe2\x28\xa1"}) {
    EXPECT_EQ(close_code_after(0x81, bad, kAcceptAll), close_code::kNotUtf8)
        << testing::PrintToString(bad);
  }
}

TEST(ClientFrame, ACloseIsAnsweredWithItsOwnCode) {
  EXPECT_EQ(close_code_after(0x88, "", kAcceptAll), 1000);
  EXPECT_EQ(close_code_after(0x88, "\x03\xe8", kAcceptAll), 1000);
  EXPECT_EQ(close_code_after(0x88, "\x03\xe9 bye", kAcceptAll), 1001);
  EXPECT_EQ(close_code_after(0x88, "\x0f\xa0", kAcceptAll), 4000);
}

TEST(ClientFrame, AMalformedCloseIsAProtocolError) {
  EXPECT_EQ(close_code_after(0x88, "\x03", kAcceptAll), close_code::kProtocolError);
  EXPECT_EQ(close_code_after(0x88, "\x03\xed", kAcceptAll),
            close_code::kProtocolError);  // 1005 is never sent
  EXPECT_EQ(close_code_after(0x88, "\x03\xe7", kAcceptAll), close_code::kProtocolError);  // 999
  EXPECT_EQ(close_code_after(0x88, "\x03\xe8" + std::string(124, 'x'), kAcceptAll),
            close_code::kProtocolError);
  EXPECT_EQ(close_code_after(0x08, "\x03\xe8", kAcceptAll), close_code::kProtocolError);
  EXPECT_EQ(close_code_after(0x88, "\x03\xe8\xff", kAcceptAll), close_code::kNotUtf8);
}

}  // namespace
}  // namespace mtxmon
