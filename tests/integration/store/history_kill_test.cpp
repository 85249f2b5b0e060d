// Writers that are killed while they write, and Redis with them: what was acknowledged is there
// once, as it was.
#include <atomic>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/history/aggregate.h"
#include "core/history/thing.h"
#include "core/store/history_writer.h"
#include "core/store/redis_store.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_fixture.h"

namespace mtxmon {
namespace {

class HistoryKillTest : public testing::Test {
 protected:
  static constexpr std::int64_t kStart = 1'800'000'000'000;  // a whole hour
  static constexpr std::int64_t kStepMs = 2000;
  static constexpr int kStreams = 40;
  static constexpr std::uint16_t kReaders = 6;

  static std::string name_of(int stream) { return stream_thing("s" + std::to_string(stream)); }
  static std::uint64_t readers_at(int stream, std::int64_t time_ms) {
    return static_cast<std::uint64_t>(time_ms / kStepMs * 7919 % 1000 + stream);
  }

  static HistoryPoll poll_at(std::int64_t time_ms) {
    HistoryPollBuilder poll;
    for (int stream = 0; stream < kStreams; ++stream) {
      poll.begin(name_of(stream));
      poll.set(series_named("readers"), readers_at(stream, time_ms));
    }
    return poll.finish(WallTime(Milliseconds(time_ms)));
  }
  static NoteRefusal refuse_nothing() {
    return [](std::string_view, const std::string& reply) -> Status { return Error{reply}; };
  }

  // In a process of its own: writes polls from `time_ms` on, as fast as it can, and tells each that
  // Redis has taken through the pipe; after so many a signal kills it within so many microseconds,
  // wherever it is then.
  [[noreturn]] void write_until_killed(std::int64_t time_ms, int polls, int microseconds,
                                       int pipe) {
    auto connection = redis_.connect();
    HistoryWriter writer(Keys("mediamtx:"), TierRetention());
    const itimerval timer{.it_interval = {}, .it_value = {.tv_sec = 0, .tv_usec = microseconds}};
    for (;; time_ms += kStepMs) {
      if (polls-- == 0) ::setitimer(ITIMER_REAL, &timer, nullptr);
      const auto written = writer.write(connection, SourceKind::Node, "local", poll_at(time_ms),
                                        false, refuse_nothing());
      if (!written.ok() || !*written) std::_Exit(1);
      if (::write(pipe, &time_ms, sizeof(time_ms)) != sizeof(time_ms)) std::_Exit(1);
    }
  }

  // The times of the polls that Redis has taken.
  std::vector<std::int64_t> run_and_kill(std::int64_t time_ms, int polls, int microseconds) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      write_until_killed(time_ms, polls, microseconds, ends[1]);
    }
    ::close(ends[1]);
    std::vector<std::int64_t> taken;
    std::int64_t time = 0;
    while (::read(ends[0], &time, sizeof(time)) > 0) taken.push_back(time);
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself: Redis refused something";
    return taken;
  }

  HistoryTable read(int stream, Tier tier) {
    RedisStore store({.address = redis_.address()});
    auto rows = store.history({.source = "local",
                               .thing = name_of(stream),
                               .tier = tier,
                               .to = WallTime(Milliseconds(kStart * 2)),
                               .series = {kReaders}});
    EXPECT_TRUE(rows.ok());
    return rows ? std::move(*rows) : HistoryTable();
  }

  // Every acknowledged poll is there once and right; beside them at most one per kill that Redis
  // had taken and nobody was told of.
  void expect_all(const std::vector<std::int64_t>& acknowledged, std::size_t kills) {
    for (const int stream : {0, kStreams / 2, kStreams - 1}) {
      SCOPED_TRACE(stream);
      const auto rows = read(stream, Tier::Samples);
      EXPECT_THAT(rows.keys, testing::IsSupersetOf(acknowledged));
      EXPECT_LE(rows.keys.size(), acknowledged.size() + kills);
      const auto* values = rows.find({kReaders});
      ASSERT_NE(values, nullptr);
      for (std::size_t row = 0; row < rows.keys.size(); ++row)
        ASSERT_EQ(values->values[row],
                  static_cast<std::int64_t>(readers_at(stream, rows.keys[row])));
      EXPECT_EQ(read(stream, Tier::TenSeconds), aggregate(rows, form_of(Tier::TenSeconds).step_ms));
    }
  }

  RedisServer redis_;
  std::optional<RedisConnection> connection_;
  std::optional<HistoryWriter> writer_;
};

TEST_F(HistoryKillTest, AWriterThatIsKilledLosesNothingThatItHadWritten) {
  std::mt19937 random(1);  // NOLINT: the same every time
  std::vector<std::int64_t> acknowledged;
  constexpr std::size_t kKills = 60;
  std::int64_t time = kStart;
  for (std::size_t kill = 0; kill < kKills; ++kill) {
    const auto taken =
        run_and_kill(time, static_cast<int>(random() % 40), 1 + static_cast<int>(random() % 3000));
    acknowledged.insert(acknowledged.end(), taken.begin(), taken.end());
    // The next one begins two polls later, as after a start.
    time = (taken.empty() ? time : taken.back()) + 3 * kStepMs;
  }
  ASSERT_GT(acknowledged.size(), 600U);
  expect_all(acknowledged, kKills);
}

TEST_F(HistoryKillTest, RedisAndItsWriterKilledLoseWhatIsNewerThanTheSnapshot) {
  std::vector<std::int64_t> saved;
  std::int64_t time = kStart;
  std::size_t kills = 0;
  for (int round = 0; round < 6; ++round) {
    const auto before = run_and_kill(time, 47, 500);
    saved.insert(saved.end(), before.begin(), before.end());
    redis_.ask({"SAVE"});
    time = before.back() + 3 * kStepMs;
    const auto lost = run_and_kill(time, 33, 500);
    redis_.kill_hard();
    redis_.start();
    time = lost.back() + 3 * kStepMs;
    kills += 2;
  }
  expect_all(saved, kills);
}

// What was asked of it before it hung it does when it wakes, after its writer has given up.
TEST_F(HistoryKillTest, ARedisThatHangsInTheMiddleGetsEachPollOnce) {
  constexpr int kHangs = 40;
  const RedisTimeouts impatient{.connect = std::chrono::milliseconds(20),
                                .command = std::chrono::milliseconds(20)};
  std::atomic<int> hangs = 0, given_up = 0, taken = 0;
  std::jthread hanging([&] {
    std::mt19937 random(2);  // NOLINT: the same every time
    const auto reach = [](const std::atomic<int>& count, int least) {
      EXPECT_TRUE(eventually(std::chrono::seconds(20), [&] { return count >= least; }));
    };
    for (; hangs < kHangs; ++hangs) {
      reach(taken, taken + static_cast<int>(random() % 30));
      redis_.freeze();
      reach(given_up, given_up + 1);
      redis_.thaw();
    }
  });
  std::vector<std::int64_t> acknowledged;
  for (std::int64_t time = kStart; hangs < kHangs; time += kStepMs) {
    for (bool is_written = false, replay = false; !is_written; replay = true) {
      if (!connection_ || connection_->broken()) {
        connection_.reset();
        auto opened = RedisConnection::open(redis_.address(), impatient, "test");
        if (!opened) {
          ++given_up;
          continue;
        }
        connection_.emplace(std::move(*opened));
        writer_.emplace(Keys("mediamtx:"), TierRetention{.samples = std::chrono::hours(1000)});
      }
      const auto written = writer_->write(*connection_, SourceKind::Node, "local", poll_at(time),
                                          replay, refuse_nothing());
      is_written = written.ok() && *written;
      if (!is_written) ++given_up;
    }
    acknowledged.push_back(time);
    ++taken;
  }
  EXPECT_GE(given_up, kHangs);
  expect_all(acknowledged, 0);
}

}  // namespace
}  // namespace mtxmon
