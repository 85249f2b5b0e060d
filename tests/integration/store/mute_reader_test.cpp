// The exporter's side of mutes, at a real Redis.
#include <gmock/gmock.h>

#include "core/base/guarded.h"
#include "core/base/time_text.h"
#include "tests/integration/store/writer_fixture.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class MuteReading : public WriterFixture {
 protected:
  using Mutes = std::vector<std::string>;

  RedisWriter::Options options() {
    auto options = options_for(redis_);
    options.on_mutes = [this](Mutes mutes) {
      auto seen = seen_.lock();
      seen->push_back(std::move(mutes));
    };
    return options;
  }
  // Polls until what the writer handed on last is `expected`.
  bool hands_on(RedisWriter& writer, const Mutes& expected) {
    return eventually(kPatience, [&] {
      writer.submit(poll("local", SystemClock().wall_now(), 1));
      auto seen = seen_.lock();
      return !seen->empty() && seen->back() == expected;
    });
  }
  void put(const std::string& id, const std::string& value) {
    redis_.ask({"HSET", "mediamtx:mutes", id, value});
  }
  static std::string until(std::chrono::seconds from_now) {
    return R"({"until":")" + format_rfc3339(SystemClock().wall_now() + from_now) + "\"}";
  }

  RedisServer redis_;
  Guarded<std::vector<Mutes>> seen_;
};

TEST_F(MuteReading, WhatIsThereIsKnownBeforeTheFirstPoll) {
  put("a", until(std::chrono::hours(1)));
  RedisWriter writer(options(), {}, {});
  EXPECT_TRUE(eventually(kPatience, [&] { return !seen_.lock()->empty(); }));
}

TEST_F(MuteReading, ChangesAreHandedOnAndNothingElse) {
  RedisWriter writer(options(), {}, {});
  const auto one = until(std::chrono::hours(1));
  const auto other = until(std::chrono::hours(2));
  ASSERT_TRUE(hands_on(writer, {}));
  put("a", one);
  ASSERT_TRUE(hands_on(writer, {one}));
  put("a", other);
  ASSERT_TRUE(hands_on(writer, {other}));
  redis_.ask({"HDEL", "mediamtx:mutes", "a"});
  ASSERT_TRUE(hands_on(writer, {}));
  EXPECT_THAT(*seen_.lock(), ElementsAre(Mutes(), Mutes{one}, Mutes{other}, Mutes()));
}

TEST_F(MuteReading, WhatIsOverIsRemoved) {
  put("over", until(std::chrono::seconds(-1)));
  RedisWriter writer(options(), {}, {});
  EXPECT_TRUE(hands_on(writer, {}));
  EXPECT_EQ(redis_.ask({"EXISTS", "mediamtx:mutes"}).integer, 0);
}

TEST_F(MuteReading, AKeyOfAnotherTypeStopsNobody) {
  redis_.ask({"SET", "mediamtx:mutes", "mine"});
  RedisWriter writer(options(), {}, {});
  writer.submit(poll("local", SystemClock().wall_now(), 1));
  EXPECT_TRUE(written(writer, 1));
  EXPECT_THAT(*seen_.lock(), IsEmpty());
}

}  // namespace
}  // namespace mtxmon
