#include "core/web/client_frame.h"

#include <string>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(ClientFrame, AShortTextMessageKeepsTheConnection) {
  EXPECT_EQ(close_code_after(0x81, "hello"), std::nullopt);
  EXPECT_EQ(close_code_after(0x81, std::string(kMaxMessageBytes, 'x')), std::nullopt);
  EXPECT_EQ(close_code_after(0x81, "äöü€😀"), std::nullopt);
}

TEST(ClientFrame, WhatIsNoCompleteShortTextMessageCloses) {
  EXPECT_EQ(close_code_after(0x82, "binary"), close_code::kUnsupported);
  EXPECT_EQ(close_code_after(0x01, "first fragment"), close_code::kUnsupported);
  EXPECT_EQ(close_code_after(0x80, "continuation"), close_code::kProtocolError);
  EXPECT_EQ(close_code_after(0xc1, "reserved bit"), close_code::kProtocolError);
  EXPECT_EQ(close_code_after(0x83, "reserved opcode"), close_code::kProtocolError);
  EXPECT_EQ(close_code_after(0x81, std::string(kMaxMessageBytes + 1, 'x')), close_code::kTooBig);
}

TEST(ClientFrame, TextMustBeUtf8) {
  for (const char* bad :
       {"\xff", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xe2\x82", "\x80", "a\xe2\x28\xa1"}) {
    EXPECT_EQ(close_code_after(0x81, bad), close_code::kNotUtf8) << testing::PrintToString(bad);
  }
}

TEST(ClientFrame, ACloseIsAnsweredWithItsOwnCode) {
  EXPECT_EQ(close_code_after(0x88, ""), 1000);
  EXPECT_EQ(close_code_after(0x88, "\x03\xe8"), 1000);
  EXPECT_EQ(close_code_after(0x88, "\x03\xe9 bye"), 1001);
  EXPECT_EQ(close_code_after(0x88, "\x0f\xa0"), 4000);
}

TEST(ClientFrame, AMalformedCloseIsAProtocolError) {
  EXPECT_EQ(close_code_after(0x88, "\x03"), close_code::kProtocolError);
  EXPECT_EQ(close_code_after(0x88, "\x03\xed"),
            close_code::kProtocolError);                                      // 1005 is never sent
  EXPECT_EQ(close_code_after(0x88, "\x03\xe7"), close_code::kProtocolError);  // 999
  EXPECT_EQ(close_code_after(0x88, "\x03\xe8" + std::string(124, 'x')), close_code::kProtocolError);
  EXPECT_EQ(close_code_after(0x08, "\x03\xe8"), close_code::kProtocolError);
  EXPECT_EQ(close_code_after(0x88, "\x03\xe8\xff"), close_code::kNotUtf8);
}

}  // namespace
}  // namespace mtxmon
