#include "core/history/fold.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::ElementsAre;

HistoryTable poll(const std::map<std::int64_t, std::int64_t>& readers) {
  HistoryTable table;
  for (const auto& [thing, value] : readers) {
    const HistoryCell cell{{6}, value};
    append_row(table, thing, {&cell, 1});
  }
  return table;
}

TEST(FoldPolls, EveryThingGetsItsRowsInOrder) {
  const std::vector<TimedTable> polls = {{1000, poll({{1, 10}, {5, 50}})},
                                         {2000, poll({{5, 51}})},
                                         {3000, HistoryTable()},
                                         {4000, poll({{1, 12}, {2, 20}, {5, 52}})}};
  std::vector<std::int64_t> things;
  std::map<std::int64_t, HistoryTable> rows;
  fold_polls(polls, [&](std::int64_t thing, const HistoryTable& its) {
    things.push_back(thing);
    rows[thing] = its;
  });
  EXPECT_THAT(things, ElementsAre(1, 2, 5));
  EXPECT_THAT(rows[1].keys, ElementsAre(1000, 4000));
  EXPECT_THAT(rows[1].find({6})->values, ElementsAre(10, 12));
  EXPECT_THAT(rows[2].keys, ElementsAre(4000));
  EXPECT_THAT(rows[5].find({6})->values, ElementsAre(50, 51, 52));
}

TEST(FoldPolls, NothingMakesNothing) {
  fold_polls({}, [](std::int64_t, const HistoryTable&) { FAIL(); });
}

}  // namespace
}  // namespace mtxmon
