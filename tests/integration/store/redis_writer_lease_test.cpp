#include <optional>
#include <set>

#include <gmock/gmock.h>

#include "tests/integration/store/writer_fixture.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RedisWriterLeaseTest : public WriterFixture {
 protected:
  std::unique_ptr<RedisWriter> exporter(std::chrono::milliseconds lease = std::chrono::minutes(10),
                                        RedisWriter::Restore restore = {}) {
    auto options = options_for(redis_);
    options.take_leases = true;
    options.lease = lease;
    return std::make_unique<RedisWriter>(options, std::vector<std::string>{}, std::move(restore));
  }

  RedisServer redis_;
};

TEST_F(RedisWriterLeaseTest, FirstOneLeadsTheOtherStandsBy) {
  const auto first = exporter();
  first->submit(poll("local", at(0), 1));
  ASSERT_TRUE(written(*first, 1));
  EXPECT_TRUE(leads(*first, "local", true));
  EXPECT_THAT(redis_.ask({"GET", "mediamtx:lease:{local}"}).text,
              HasSubstr("mediamtx-exporter:writer"));
  EXPECT_GT(redis_.ask({"PTTL", "mediamtx:lease:{local}"}).integer, 0);

  const auto second = exporter();
  second->submit(poll("local", at(1), 100));
  second->submit(poll("other", at(1), 101));
  EXPECT_TRUE(leads(*second, "local", false));
  EXPECT_TRUE(leads(*second, "other", true));
  EXPECT_EQ(latest_of(redis_, "local"), R"({"seq":1})");
  EXPECT_EQ(latest_of(redis_, "other"), R"({"seq":101})");
  EXPECT_THAT(readers_in(redis_), ElementsAre(1));
  EXPECT_EQ(second->state().error, "");
}

// Held up for longer than its lease, while another wrote and went: no sample is lost, and no number
// is two things'.
TEST_F(RedisWriterLeaseTest, OneThatWasHeldUpGoesOnFromTheHistoryOfTheOther) {
  const auto with_stream = [](SourceWrite write, WallTime time, const std::string& path) {
    write.samples = samples(time, 1, path);
    return write;
  };
  const auto first = exporter();
  first->submit(with_stream(poll("local", at(0), 1), at(0), "a"));
  ASSERT_TRUE(written(*first, 1));
  redis_.ask({"DEL", "mediamtx:lease:{local}"});
  {
    const auto second = exporter();
    second->submit(with_stream(poll("local", at(2), 2), at(2), "b"));
    ASSERT_TRUE(written(*second, 1));
  }
  first->submit(with_stream(poll("local", at(4), 3), at(4), "c"));
  ASSERT_TRUE(written(*first, 2));
  ASSERT_TRUE(eventually(kPatience, [&] { return redis_.ask({"XLEN", kOpenKey}).integer == 3; }));
  const auto things = redis_.ask({"HGETALL", "mediamtx:history:{local}:things"}).items;
  std::set<std::string> numbers;
  for (std::size_t i = 1; i < things.size(); i += 2)
    numbers.insert(things[i].text.substr(0, things[i].text.find(' ')));
  EXPECT_EQ(things.size(), 6U);
  EXPECT_EQ(numbers.size(), 3U);
}

// Killed, it could not give its lease back; started again under the same name it need not wait for
// it to run out.
TEST_F(RedisWriterLeaseTest, OneThatIsStartedAgainHasItsOldLeaseAtOnce) {
  redis_.ask({"SET", "mediamtx:lease:{local}", "exporter@venue/127.0.0.1:9972", "PX", "600000"});
  auto options = options_for(redis_);
  options.take_leases = true;
  options.lease_owner = "exporter@venue/127.0.0.1:9973";
  RedisWriter other(options, {}, {});
  other.submit(poll("local", at(0), 1));
  EXPECT_TRUE(leads(other, "local", false));
  options.lease_owner = "exporter@venue/127.0.0.1:9972";
  RedisWriter again(options, {}, {});
  again.submit(poll("local", at(0), 2));
  EXPECT_TRUE(leads(again, "local", true));
  EXPECT_EQ(latest_of(redis_, "local"), R"({"seq":2})");
}

TEST_F(RedisWriterLeaseTest, OrderlyEndHandsOverAtOnceAndRestores) {
  auto first = exporter();
  first->submit(poll("local", at(0), 1));
  ASSERT_TRUE(written(*first, 1));

  Guarded<std::string> restored;
  const auto second = exporter(std::chrono::minutes(10), [&](const FoundDocument& found) {
    restored.set(found.source + "=" + found.latest);
    return std::nullopt;
  });
  second->submit(poll("local", at(1), 2));
  ASSERT_TRUE(leads(*second, "local", false));
  EXPECT_EQ(restored.copy(), "");

  first.reset();
  EXPECT_EQ(redis_.ask({"EXISTS", "mediamtx:lease:{local}"}).integer, 0);
  second->submit(poll("local", at(2), 3));
  EXPECT_TRUE(leads(*second, "local", true));
  EXPECT_EQ(restored.copy(), R"(local={"seq":1})");
  // Also what it saw while it stood by: nobody else has written these times.
  EXPECT_TRUE(eventually(kPatience, [&] {
    return readers_in(redis_) == std::vector<std::int64_t>{1, 2, 3};
  }));
  EXPECT_EQ(second->state().error, "");
  EXPECT_EQ(second->state().errors_total, 0U);
}

// It was polled before anybody knew of the other's numbering and vanished streams.
TEST_F(RedisWriterLeaseTest, SnapshotFromBeforeTheTakeOverDoesNotReplaceTheOthers) {
  auto first = exporter();
  first->submit(poll("local", at(0), 41));
  ASSERT_TRUE(written(*first, 1));
  const auto second =
      exporter(std::chrono::minutes(10), [](const FoundDocument&) { return std::nullopt; });
  second->submit(poll("local", at(1), 1));
  ASSERT_TRUE(leads(*second, "local", false));
  first.reset();

  second->submit(poll("local", at(2), 2));
  ASSERT_TRUE(leads(*second, "local", true));
  ASSERT_TRUE(eventually(kPatience, [&] { return readers_in(redis_).size() == 3; }));
  EXPECT_EQ(latest_of(redis_, "local"), R"({"seq":41})");
  second->submit(restored_from(1, poll("local", at(3), 42)));
  EXPECT_TRUE(written(*second, 1));
  EXPECT_EQ(latest_of(redis_, "local"), R"({"seq":42})");
}

TEST_F(RedisWriterLeaseTest, SilentLeaderLosesItsLease) {
  const auto first = exporter(std::chrono::milliseconds(50));
  first->submit(poll("local", at(0), 1));
  ASSERT_TRUE(written(*first, 1));
  const auto second = exporter();
  EXPECT_TRUE(eventually(kPatience, [&, step = 1]() mutable {
    ++step;
    second->submit(poll("local", at(step), step));
    return second->state().leader["local"];
  }));
  first->submit(poll("local", at(0), 99));
  EXPECT_TRUE(leads(*first, "local", false));
  EXPECT_NE(latest_of(redis_, "local"), R"({"seq":99})");
}

TEST_F(RedisWriterLeaseTest, EndingStandbyLeavesTheLeaseAlone) {
  const auto first = exporter();
  first->submit(poll("local", at(0), 1));
  ASSERT_TRUE(written(*first, 1));
  const auto holder = redis_.ask({"GET", "mediamtx:lease:{local}"}).text;
  {
    const auto second = exporter();
    second->submit(poll("local", at(1), 2));
    ASSERT_TRUE(leads(*second, "local", false));
  }
  EXPECT_EQ(redis_.ask({"GET", "mediamtx:lease:{local}"}).text, holder);
}

}  // namespace
}  // namespace mtxmon
