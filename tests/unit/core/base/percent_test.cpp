#include "core/base/percent.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(Percent, LeavesSegmentsAndPlainCharacters) {
  EXPECT_EQ(percent_encoded("cam/Front-1_a.~"), "cam/Front-1_a.~");
  EXPECT_EQ(percent_encoded("k\xC3\xBC"
                            "che 1?#&%"),
            "k%C3%BCche%201%3F%23%26%25");
  EXPECT_EQ(percent_encoded(""), "");
}

}  // namespace
}  // namespace mtxmon
