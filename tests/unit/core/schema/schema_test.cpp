// What the compile-time checks of schema.cpp cannot see: that the table is what others rely on.
#include "core/schema/schema.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(Schema, EveryListHasAnEndpointAndRoutesOfItsOwn) {
  std::set<std::string_view> names;
  for (const ListRoute& list : kLists) {
    EXPECT_TRUE(names.insert(list.endpoint).second) << list.endpoint;
    EXPECT_TRUE(names.insert(list.route).second) << list.route;
    EXPECT_TRUE(names.insert(list.new_route).second) << list.new_route;
    EXPECT_EQ(list.route, std::string(list.endpoint) + "/list");
    std::string squeezed(list.new_route.substr(0, list.new_route.rfind('/')));
    std::erase(squeezed, '/');
    EXPECT_EQ(squeezed, list.endpoint) << "both name the same list";
  }
}

TEST(Schema, RowsAreFoundByTheirNativeName) {
  EXPECT_EQ(kSrtFields[srt_field("msRTT")].key, "rtt_seconds");
  EXPECT_EQ(kSrtFields[srt_field("packetsReceivedLoss")].key, "packets_received_lost_total");
}

TEST(Schema, ScalesLeadToTheUnit) {
  for (const Resource* resource : kResources) {
    for (const Field& field : resource->fields) {
      if (field.native.empty()) continue;
      const bool milliseconds = field.native.starts_with("ms");
      const bool microseconds = field.native.starts_with("us");
      const bool percent = field.native.ends_with("LossRate");
      const bool mebibits = field.native.starts_with("mbps");
      EXPECT_EQ(field.scale, milliseconds   ? 1e-3
                             : microseconds ? 1e-6
                             : percent      ? 1e-2
                             : mebibits     ? 1024.0 * 1024.0
                                            : 1)
          << field.native;
      EXPECT_EQ(field.unit == Unit::Seconds, milliseconds || microseconds) << field.native;
      EXPECT_EQ(field.unit == Unit::Ratio, percent) << field.native;
      EXPECT_EQ(field.unit == Unit::BitsPerSecond, mebibits) << field.native;
    }
  }
}

}  // namespace
}  // namespace mtxmon
