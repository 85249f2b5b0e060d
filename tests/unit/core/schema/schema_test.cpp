// What the compile-time checks of schema.cpp cannot see: that the table is what others rely on.
#include "core/schema/schema.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(Schema, EveryResourceHasAnEndpointOfItsOwn) {
  std::set<std::string_view> endpoints;
  for (const Resource* resource : kResources) {
    EXPECT_TRUE(endpoints.insert(resource->endpoint).second) << resource->endpoint;
    EXPECT_TRUE(resource->route.starts_with(resource->endpoint)) << resource->route;
  }
}

TEST(Schema, RowsAreFoundByTheirNativeName) {
  EXPECT_EQ(kSrtFields[srt_field("msRTT")].key, "rtt_seconds");
  EXPECT_EQ(kSrtFields[srt_field("packetsReceivedLoss")].key, "packets_received_lost_total");
}

TEST(Schema, ScalesLeadToTheUnit) {
  for (const Resource* resource : kResources) {
    for (const Field& field : resource->fields) {
      const bool milliseconds = field.native.starts_with("ms");
      const bool mebibits = field.native.starts_with("mbps");
      EXPECT_EQ(field.scale, milliseconds ? 1e-3 : mebibits ? 1024.0 * 1024.0 : 1) << field.native;
      EXPECT_EQ(field.unit == Unit::Seconds, milliseconds) << field.native;
      EXPECT_EQ(field.unit == Unit::BitsPerSecond, mebibits) << field.native;
    }
  }
}

}  // namespace
}  // namespace mtxmon
