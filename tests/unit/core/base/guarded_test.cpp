#include "core/base/guarded.h"

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(Guarded, LosesNoChangeOfManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 2000;
  Guarded<int> sum(0);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < kRounds; ++round) ++*sum.lock();
      });
    }
  }
  EXPECT_EQ(sum.copy(), kThreads * kRounds);
}

TEST(Guarded, AHandleReachesMembers) {
  Guarded<std::vector<int>> numbers;
  numbers.lock()->push_back(3);
  const auto& readable = numbers;
  EXPECT_EQ(readable.lock()->size(), 1U);
}

// Destroying the old value may take long or take the lock again.
TEST(Guarded, SetDestroysTheOldValueOutsideTheLock) {
  struct Noticed {
    std::function<void()> on_end;
    ~Noticed() {
      if (on_end) on_end();
    }
  };
  Guarded<std::shared_ptr<Noticed>> held;
  bool reached = false;
  auto noticed = std::make_shared<Noticed>();
  noticed->on_end = [&] { reached = held.copy() == nullptr; };
  held.set(std::move(noticed));
  EXPECT_FALSE(reached);
  held.set(nullptr);
  EXPECT_TRUE(reached);
}

}  // namespace
}  // namespace mtxmon
