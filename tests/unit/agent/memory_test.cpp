#include "agent/memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using ::testing::HasSubstr;

TEST(Memory, ParsesMeminfo) {
  const auto memory = parse_memory(
      "MemTotal:        1000 kB\nMemFree:          100 kB\nMemAvailable:     400 kB\n"
      "SwapTotal:        200 kB\nSwapFree:          50 kB\nHugePages_Total:       0\n");
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->total_bytes, 1'024'000U);
  EXPECT_EQ(memory->available_bytes, 409'600U);
  EXPECT_EQ(memory->used_bytes(), 614'400U);
  EXPECT_EQ(memory->swap_total_bytes, 204'800U);
  EXPECT_EQ(memory->swap_free_bytes, 51'200U);
  EXPECT_EQ(memory->swap_used_bytes(), 153'600U);
}

TEST(Memory, WhatAnOldKernelDoesNotSayIsAbsent) {
  const auto memory = parse_memory("MemTotal: 1000 kB\nMemFree: 100 kB\n");
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->total_bytes, 1'024'000U);
  EXPECT_EQ(memory->available_bytes, std::nullopt);
  EXPECT_EQ(memory->used_bytes(), std::nullopt);
  EXPECT_EQ(memory->swap_total_bytes, std::nullopt);
  EXPECT_EQ(memory->swap_used_bytes(), std::nullopt);
}

TEST(Memory, NeverUsesLessThanNothing) {
  const auto memory =
      parse_memory("MemTotal: 1000 kB\nMemAvailable: 1001 kB\nSwapTotal: 0 kB\nSwapFree: 1 kB\n");
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->used_bytes(), std::nullopt);
  EXPECT_EQ(memory->swap_used_bytes(), std::nullopt);
}

TEST(Memory, SwapThatIsOffIsZero) {
  const auto memory = parse_memory("MemTotal: 1000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n");
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->swap_total_bytes, 0U);
  EXPECT_EQ(memory->swap_used_bytes(), 0U);
}

TEST(Memory, RefusesWhatIsNotMeminfo) {
  struct Case {
    const char* text;
    const char* error;
  };
  for (const auto& [text, error] : {
           Case{"", "no line \"MemTotal\""},
           Case{"MemFree: 1 kB\n", "no line \"MemTotal\""},
           Case{"MemTotal: 1000 kB\nMemAvailable: ", "\"MemAvailable:\""},
           Case{"MemTotal: 1000\n", "\"MemTotal:\" is not followed by a number of kB"},
           Case{"MemTotal: 1000 MB\n", "\"MemTotal:\""},
           Case{"MemTotal: -1 kB\n", "\"MemTotal:\""},
           Case{"MemTotal: 18446744073709551615 kB\n", "\"MemTotal:\""},
           Case{"MemTotal: 1 kB\nSwapFree: much kB\n", "\"SwapFree:\""},
       }) {
    const auto memory = parse_memory(text);
    ASSERT_FALSE(memory) << text;
    EXPECT_THAT(memory.error().message, HasSubstr(error)) << text;
  }
}

}  // namespace
}  // namespace mtxmon
