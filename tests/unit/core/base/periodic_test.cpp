#include "core/base/periodic.h"

#include <future>
#include <memory>
#include <optional>
#include <semaphore>
#include <stdexcept>

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include "core/base/stop_wait.h"

namespace mtxmon {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kDeadline{30};  // only reached when a test fails

class Started : public Periodic {
 public:
  Started(std::string name, milliseconds interval, Work work)
      : Periodic(std::move(name), interval, std::move(work)) {
    start();
  }
};

TEST(Periodic, TheFirstCallComesAtOnce) {
  std::binary_semaphore called(0);
  const Started periodic("test", hours(24), [&](const std::stop_token&) { called.release(); });
  EXPECT_TRUE(called.try_acquire_for(kDeadline));
}

TEST(Periodic, CallsAgainAndAgain) {
  std::counting_semaphore<> calls(0);
  const Started periodic("test", milliseconds(1), [&](const std::stop_token&) { calls.release(); });
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(calls.try_acquire_for(kDeadline));
}

TEST(Periodic, DestroyingItEndsTheWait) {
  std::binary_semaphore called(0);
  std::optional<Started> periodic;
  periodic.emplace("test", hours(24), [&](const std::stop_token&) { called.release(); });
  ASSERT_TRUE(called.try_acquire_for(kDeadline));
  auto ended = std::async(std::launch::async, [&] { periodic.reset(); });
  EXPECT_EQ(ended.wait_for(kDeadline), std::future_status::ready);
}

TEST(Periodic, DestroyingItEndsAWaitInsideTheCall) {
  std::binary_semaphore called(0);
  bool paused_to_the_end = true;
  {
    const Started periodic("test", hours(24), [&](const std::stop_token& stop) {
      called.release();
      paused_to_the_end = pause_for(stop, hours(24));
    });
    ASSERT_TRUE(called.try_acquire_for(kDeadline));
  }
  EXPECT_FALSE(paused_to_the_end);
}

TEST(Periodic, ACallLongerThanTheIntervalSkipsTicksAndCountsThem) {
  constexpr milliseconds kInterval(10);
  std::counting_semaphore<> calls(0);
  std::atomic<int> running{0};
  std::atomic<bool> overlapped{false};
  bool first = true;
  const Started periodic("test", kInterval, [&](const std::stop_token&) {
    if (running.fetch_add(1) != 0) overlapped = true;
    // Work that takes three and a half intervals.
    const auto until = std::chrono::steady_clock::now() + kInterval * 7 / 2;
    while (first && std::chrono::steady_clock::now() < until) {
    }
    first = false;
    running.fetch_sub(1);
    calls.release();
  });
  ASSERT_TRUE(calls.try_acquire_for(kDeadline));
  ASSERT_TRUE(calls.try_acquire_for(kDeadline));  // the second call: the ticks are counted by now
  EXPECT_GE(periodic.missed_ticks(), 3U);
  EXPECT_FALSE(overlapped);
}

TEST(Periodic, APunctualCallMissesNothing) {
  std::binary_semaphore called(0);
  const Started periodic("test", hours(24), [&](const std::stop_token&) { called.release(); });
  ASSERT_TRUE(called.try_acquire_for(kDeadline));
  EXPECT_EQ(periodic.missed_ticks(), 0U);
}

TEST(Periodic, WhatTheCallThrowsDoesNotEndIt) {
  const auto logger = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("quiet"));
  std::counting_semaphore<> calls(0);
  {
    int count = 0;
    const Started periodic("test", milliseconds(1), [&](const std::stop_token&) {
      calls.release();
      if (++count % 2 == 0) throw std::runtime_error("bug of a test");
      throw count;
    });
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(calls.try_acquire_for(kDeadline));
  }
  spdlog::set_default_logger(logger);
}

TEST(PauseFor, TellsWhetherTheTimePassed) {
  std::stop_source source;
  EXPECT_TRUE(pause_for(source.get_token(), milliseconds(1)));
  source.request_stop();
  EXPECT_FALSE(pause_for(source.get_token(), hours(24)));
}

TEST(Periodic, NothingHappensBeforeItStarts) {
  std::binary_semaphore called(0);
  Periodic periodic("test", milliseconds(1), [&](const std::stop_token&) { called.release(); });
  periodic.request_stop();
  EXPECT_FALSE(called.try_acquire());
  EXPECT_EQ(periodic.missed_ticks(), 0U);
  periodic.start();
  EXPECT_TRUE(called.try_acquire_for(kDeadline));
  periodic.stop();
}

}  // namespace
}  // namespace mtxmon
