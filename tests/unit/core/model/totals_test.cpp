#include "core/model/totals.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(CountTotals, OfNothingAreAbsentNotZero) {
  const Totals totals = count_totals({});
  EXPECT_TRUE(totals.streams_by_state.empty());
  EXPECT_EQ(totals.readers, 0U);
  EXPECT_EQ(totals.inbound_bits_per_second, std::nullopt);
  EXPECT_EQ(totals.outbound_bits_per_second, std::nullopt);
}

TEST(CountTotals, SumWhatIsKnown) {
  Snapshot snapshot;
  snapshot.streams.resize(4);
  snapshot.streams[0].state = StreamState::Live;
  snapshot.streams[0].readers = 2;
  snapshot.streams[0].inbound_bits_per_second = 100;
  snapshot.streams[1].state = StreamState::Live;
  snapshot.streams[1].readers = 3;
  snapshot.streams[1].inbound_bits_per_second = 0.5;
  snapshot.streams[2].state = StreamState::Gone;
  const Totals totals = count_totals(snapshot);
  EXPECT_EQ(totals.streams_by_state,
            (std::map<std::string_view, std::size_t>{{"live", 2}, {"gone", 1}, {"unknown", 1}}));
  EXPECT_EQ(totals.readers, 5U);
  EXPECT_EQ(totals.inbound_bits_per_second, 100.5);
  EXPECT_EQ(totals.outbound_bits_per_second, std::nullopt);
}

}  // namespace
}  // namespace mtxmon
