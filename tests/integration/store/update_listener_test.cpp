#include "core/store/update_listener.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/eventually.h"
#include "tests/support/redis_fixture.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

constexpr std::chrono::seconds kPatience{20};

class UpdateListenerTest : public testing::Test {
 protected:
  bool connects() {
    return eventually(kPatience, [this] {
      (void)listener_.next(Milliseconds(50));
      return listener_.connected();
    });
  }

  // The next message, whatever silence lies before it.
  std::string message() {
    std::string text;
    (void)eventually(kPatience, [&] {
      auto next = listener_.next(Milliseconds(50));
      if (!next || !*next) return false;
      text = **next;
      return true;
    });
    return text;
  }

  RedisServer redis_;
  UpdateListener listener_{{.address = redis_.address()}};
};

TEST_F(UpdateListenerTest, GetsMessagesInOrder) {
  EXPECT_FALSE(listener_.connected());
  EXPECT_EQ(listener_.generation(), 0U);
  ASSERT_TRUE(connects());
  EXPECT_EQ(listener_.generation(), 1U);
  EXPECT_EQ(redis_.ask({"PUBLISH", "mediamtx:updates", "one"}).integer, 1);
  redis_.ask({"PUBLISH", "mediamtx:other", "not ours"});
  redis_.ask({"PUBLISH", "mediamtx:updates", std::string(200'000, 'x')});
  EXPECT_EQ(message(), "one");
  EXPECT_EQ(message(), std::string(200'000, 'x'));
}

TEST_F(UpdateListenerTest, SilenceIsNoErrorAndBreaksNothing) {
  ASSERT_TRUE(connects());
  for (int i = 0; i < 3; ++i) {
    const auto nothing = listener_.next(Milliseconds(10));
    ASSERT_TRUE(nothing.ok());
    EXPECT_FALSE(nothing->has_value());
  }
  redis_.ask({"PUBLISH", "mediamtx:updates", "still there"});
  EXPECT_EQ(message(), "still there");
  EXPECT_EQ(listener_.generation(), 1U);
}

TEST_F(UpdateListenerTest, ReconnectRaisesTheGeneration) {
  ASSERT_TRUE(connects());
  redis_.kill_hard();
  EXPECT_TRUE(eventually(kPatience, [this] {
    (void)listener_.next(Milliseconds(20));
    return !listener_.connected();
  }));
  const auto away = listener_.next(Milliseconds(20));
  ASSERT_FALSE(away.ok());
  EXPECT_THAT(away.error().message, HasSubstr(redis_.address().socket_path));
  EXPECT_EQ(listener_.generation(), 1U);
  redis_.start();
  ASSERT_TRUE(connects());
  EXPECT_EQ(listener_.generation(), 2U);
  redis_.ask({"PUBLISH", "mediamtx:updates", "again"});
  EXPECT_EQ(message(), "again");
}

TEST_F(UpdateListenerTest, NoticesAFrozenRedisByItsSilence) {
  UpdateListener listener(
      {.address = redis_.address(),
       .quiet_before_ping = Milliseconds(50),
       .timeouts = {.connect = Milliseconds(200), .command = Milliseconds(200)}});
  ASSERT_TRUE(listener.next(kPatience).ok());
  // A quiet Redis that answers is no failure, however often it is asked.
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(listener.next(Milliseconds(40)).ok());
  ASSERT_EQ(listener.generation(), 1U);
  redis_.freeze();
  EXPECT_TRUE(eventually(kPatience, [&] { return !listener.next(Milliseconds(40)).ok(); }));
  EXPECT_FALSE(listener.connected());
  redis_.thaw();
  EXPECT_TRUE(eventually(kPatience, [&] {
    (void)listener.next(Milliseconds(40));
    return listener.connected();
  }));
  EXPECT_EQ(listener.generation(), 2U);
}

}  // namespace
}  // namespace mtxmon
