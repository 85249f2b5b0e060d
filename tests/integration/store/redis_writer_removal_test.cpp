// Documents that nobody writes any more.
#include <gmock/gmock.h>

#include "core/base/time_text.h"
#include "tests/integration/store/writer_fixture.h"

namespace mtxmon {
namespace {

using std::chrono::hours;
using testing::UnorderedElementsAre;

class RedisWriterRemovalTest : public WriterFixture {
 protected:
  void put(const std::string& kind, const std::string& name, const std::string& member,
           std::chrono::hours age, const std::string& more = "") {
    const auto time = format_rfc3339(SystemClock().wall_now() - age);
    redis_.ask({"HSET", "mediamtx:" + kind + ":latest", name,
                R"({"seq":1,)" + more + "\"" + member + "\":\"" + time + "\"}"});
  }

  std::vector<std::string> held(const std::string& kind) const {
    std::vector<std::string> names;
    for (const auto& item : redis_.ask({"HKEYS", "mediamtx:" + kind + ":latest"}).items) {
      names.push_back(item.text);
    }
    return names;
  }

  bool becomes(const std::string& kind, const std::vector<std::string>& names) const {
    return eventually(kPatience, [&] {
      auto now = held(kind);
      std::sort(now.begin(), now.end());
      return now == names;
    });
  }

  RedisServer redis_;
};

TEST_F(RedisWriterRemovalTest, NodesOlderThanRememberGoAndOursStay) {
  put("streams", "old", "polled_at", hours(25));
  put("streams", "young", "polled_at", hours(23));
  put("streams", "ours", "polled_at", hours(25));
  put("streams", "ours-restored", "polled_at", hours(25));
  put("streams", "a-name-like-a-time", "polled_at", hours(1),
      R"("name":"\"polled_at\":\"2020-01-01T00:00:00.000Z\"",)");
  redis_.ask({"HSET", "mediamtx:streams:latest", "foreign", "no document"});
  put("hosts", "old", "collected_at", hours(25));
  RedisWriter writer(options_for(redis_), {"ours-restored"}, {});
  writer.submit(poll("ours", at(0), 1));
  EXPECT_TRUE(
      becomes("streams", {"a-name-like-a-time", "foreign", "ours", "ours-restored", "young"}));
  EXPECT_THAT(held("hosts"), UnorderedElementsAre("old"));
  EXPECT_EQ(writer.state().error, "");
}

TEST_F(RedisWriterRemovalTest, HostsAreRemovedByAgents) {
  put("streams", "old", "polled_at", hours(25));
  put("hosts", "old", "collected_at", hours(3));
  put("hosts", "young", "collected_at", hours(1));
  auto options = options_for(redis_);
  options.remember = hours(2);
  RedisWriter writer(options, {}, {});
  auto sample = poll("venue-a", at(0), 1);
  sample.kind = SourceKind::Host;
  writer.submit(std::move(sample));
  EXPECT_TRUE(becomes("hosts", {"venue-a", "young"}));
  EXPECT_THAT(held("streams"), UnorderedElementsAre("old"));
}

TEST_F(RedisWriterRemovalTest, AnHourIsTheLeast) {
  put("streams", "old", "polled_at", hours(2));
  redis_.ask({"HSET", "mediamtx:streams:latest", "young",
              R"({"polled_at":")" + format_rfc3339(start_) + "\"}"});
  auto options = options_for(redis_);
  options.remember = std::chrono::seconds(0);
  RedisWriter writer(options, {}, {});
  writer.submit(poll("ours", at(0), 1));
  EXPECT_TRUE(becomes("streams", {"ours", "young"}));
}

TEST_F(RedisWriterRemovalTest, AUserWhoMayNotIsNoFailure) {
  put("streams", "old", "polled_at", hours(25));
  redis_.ask({"ACL", "SETUSER", "writer", "on", ">pw", "~*", "&*", "+@all", "-hdel"});
  auto options = options_for(redis_);
  options.address.user = "writer";
  options.address.password = "pw";
  RedisWriter writer(options, {}, {});
  writer.submit(poll("ours", at(0), 1));
  EXPECT_TRUE(written(writer, 1));
  writer.submit(poll("ours", at(2), 2));
  EXPECT_TRUE(written(writer, 2));
  EXPECT_EQ(writer.state().error, "");
  EXPECT_TRUE(becomes("streams", {"old", "ours"}));
}

}  // namespace
}  // namespace mtxmon
