#include "core/web/civet_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::Pair;

const ListenAddress kAddress{"127.0.0.1", 8088};

TEST(CivetOptions, EveryLiveClientHasAWorkerBesidesThoseForRequests) {
  const auto options = civet_options(kAddress, 8, 100, [](std::string_view) { return true; });
  ASSERT_TRUE(options.ok());
  EXPECT_THAT(*options, Contains(Pair("num_threads", "110")));
  EXPECT_THAT(*options, Contains(Pair("listening_ports", "127.0.0.1:8088")));
  EXPECT_THAT(*options, Contains(Pair("access_control_allow_origin", "")));
  EXPECT_THAT(*options, Not(Contains(Key("document_root"))));
}

TEST(CivetOptions, LeavesOutWhatThisCivetwebDoesNotKnow) {
  const auto options = civet_options(
      kAddress, 8, 0, [](std::string_view name) { return name != "connection_queue"; });
  ASSERT_TRUE(options.ok());
  EXPECT_THAT(*options, Not(Contains(Key("connection_queue"))));
}

TEST(CivetOptions, RefusesToRunWithoutALimitItNeeds) {
  const auto options = civet_options(
      kAddress, 8, 0, [](std::string_view name) { return name != "request_timeout_ms"; });
  ASSERT_FALSE(options.ok());
  EXPECT_THAT(options.error().message, HasSubstr("request_timeout_ms"));
}

}  // namespace
}  // namespace mtxmon
