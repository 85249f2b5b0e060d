#include "core/model/endpoint.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(Endpoint, StatesHaveWords) {
  EXPECT_EQ(endpoint_word(EndpointState::Ok), "ok");
  EXPECT_EQ(endpoint_word(EndpointState::Off), "off");
  EXPECT_EQ(endpoint_word(EndpointState::Failed), "failed");
  EXPECT_EQ(endpoint_word(EndpointState::Unknown), "unknown");
}

}  // namespace
}  // namespace mtxmon
