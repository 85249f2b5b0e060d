#include "core/store/redis_connection.h"

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/support/eventually.h"
#include "tests/support/redis_fixture.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr RedisTimeouts kShort{.connect = std::chrono::milliseconds(200),
                               .command = std::chrono::milliseconds(200)};

std::string open_error(const RedisAddress& address) {
  auto opened = RedisConnection::open(address, kShort, "test");
  return opened.ok() ? "" : opened.error().message;
}

// Listens on a unix socket, takes one client and answers every read with the same bytes.
class FakeRedis {
 public:
  explicit FakeRedis(std::string answer) : answer_(std::move(answer)) {
    path_ = (std::filesystem::temp_directory_path() / ("mtxmon-fake-" + std::to_string(::getpid())))
                .string();
    ::unlink(path_.c_str());
    listener_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    path_.copy(name.sun_path, sizeof name.sun_path - 1);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    thread_ = std::jthread([this] { serve(); });
  }
  ~FakeRedis() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
    ::unlink(path_.c_str());
  }

  [[nodiscard]] RedisAddress address() const {
    RedisAddress address;
    address.socket_path = path_;
    return address;
  }

 private:
  void serve() const {
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client < 0) return;
    char buffer[4096];
    while (::read(client, buffer, sizeof buffer) > 0) {
      if (::send(client, answer_.data(), answer_.size(), MSG_NOSIGNAL) <= 0) break;
    }
    ::close(client);
  }

  std::string answer_;
  std::string path_;
  int listener_ = -1;
  std::jthread thread_;
};

TEST(RedisConnection, RefusedPortIsNamed) {
  const int reserved = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(reserved, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
  socklen_t length = sizeof name;
  ASSERT_EQ(::getsockname(reserved, reinterpret_cast<sockaddr*>(&name), &length), 0);
  RedisAddress address;  // bound, but nobody listens
  address.host = "127.0.0.1";
  address.port = ntohs(name.sin_port);
  address.password = "s3cret";
  EXPECT_EQ(open_error(address), "cannot reach Redis at 127.0.0.1:" + std::to_string(address.port) +
                                     ": Connection refused; start it or set --redis.url");
  ::close(reserved);
}

TEST(RedisConnection, ClusterIsRefused) {
  const FakeRedis cluster("$17\r\ncluster_enabled:1\r\n");
  EXPECT_THAT(open_error(cluster.address()), HasSubstr("is a cluster, which is not supported"));
}

TEST(RedisConnection, GarbageIsAnError) {
  const FakeRedis web_server("HTTP/1.1 400 Bad Request\r\n\r\n");
  EXPECT_THAT(open_error(web_server.address()), HasSubstr("Protocol error"));
}

TEST(RedisConnection, SilenceIsATimeOut) {
  const FakeRedis silent("");
  EXPECT_THAT(open_error(silent.address()), Not(testing::IsEmpty()));
}

TEST(RedisConnection, SignsOn) {
  const RedisServer redis({"--requirepass", "pass:word"}, "pass:word");
  redis.ask({"ACL", "SETUSER", "reader", "on", ">other", "~*", "+ping", "+select", "+acl|whoami",
             "+client|getname"});
  RedisAddress address = redis.address();
  address.password = "";
  EXPECT_THAT(open_error(address), HasSubstr("needs a password; set MTXMON_REDIS_PASSWORD_FILE"));
  address.password = "s3cret";
  EXPECT_THAT(open_error(address), HasSubstr("refused user or password"));
  EXPECT_THAT(open_error(address), Not(HasSubstr("s3cret")));
  address.user = "reader";
  address.password = "other";
  address.database = 2;
  auto connection = RedisConnection::open(address, kShort, "mediamtx-test:reader");
  ASSERT_TRUE(connection.ok())
      << connection.error().message;  // NAME and INFO are forbidden, that is no reason
  EXPECT_EQ(connection->command({"ACL", "WHOAMI"})->text, "reader");
}

TEST(RedisConnection, IsNamedAndSelectsItsDatabase) {
  const RedisServer redis;
  RedisAddress address = redis.address();
  address.database = 5;
  auto connection = RedisConnection::open(address, kShort, "mediamtx-test:reader");
  ASSERT_TRUE(connection.ok());
  EXPECT_THAT(redis.ask({"CLIENT", "LIST"}).text, HasSubstr("name=mediamtx-test:reader"));
  EXPECT_THAT(redis.ask({"CLIENT", "LIST"}).text, HasSubstr("db=5"));
  address.database = 999;
  EXPECT_THAT(open_error(address), HasSubstr("DB index is out of range"));
}

TEST(RedisConnection, RepliesOfEveryType) {
  const RedisServer redis;
  auto connection = redis.connect();
  using Type = RedisReply::Type;
  const std::string binary("\0\r\n\xFF", 4);
  EXPECT_EQ(connection.command({"SET", "k", binary})->text, "OK");
  EXPECT_EQ(connection.command({"GET", "k"})->text, binary);
  EXPECT_EQ(connection.command({"GET", "absent"})->type, Type::Nil);
  EXPECT_EQ(connection.command({"INCRBY", "n", "-3"})->integer, -3);
  const auto array = connection.command({"EVAL", "return {1,'two',{3}}", "0"});
  ASSERT_EQ(array->items.size(), 3U);
  EXPECT_EQ(array->items[1].text, "two");
  EXPECT_EQ(array->items[2].items[0].integer, 3);
}

TEST(RedisConnection, ServerErrorNamesTheCommandAndKeepsTheConnection) {
  const RedisServer redis;
  auto connection = redis.connect();
  ASSERT_TRUE(connection.command({"SET", "text", "x"}).ok());
  EXPECT_THAT(connection.command({"INCR", "text"}).error().message,
              HasSubstr("INCR text: ERR value"));
  EXPECT_THAT(connection.command({"AUTH", "s3cret"}).error().message, Not(HasSubstr("s3cret")));
  EXPECT_FALSE(connection.broken());
  EXPECT_TRUE(connection.command({"PING"}).ok());
}

TEST(RedisConnection, PipelineKeepsItsOrder) {
  const RedisServer redis;
  auto connection = redis.connect();
  for (int i = 0; i < 2000; ++i) ASSERT_TRUE(connection.append({"INCR", "n"}).ok());
  ASSERT_TRUE(connection.append({"HGET", "n", "f"}).ok());
  for (int i = 1; i <= 2000; ++i) ASSERT_EQ(connection.next_reply()->integer, i);
  EXPECT_TRUE(connection.next_reply()->is_error());
}

TEST(RedisConnection, TimeOutBreaksItForGood) {
  RedisServer redis;
  auto connection = RedisConnection::open(redis.address(), kShort, "test");
  ASSERT_TRUE(connection.ok());
  redis.freeze();
  EXPECT_THAT(connection->command({"PING"}).error().message,
              HasSubstr("did not answer within 200 ms"));
  redis.thaw();
  EXPECT_TRUE(connection->broken());
  EXPECT_FALSE(connection->command({"PING"}).ok());
  EXPECT_FALSE(connection->append({"PING"}).ok());
  EXPECT_FALSE(connection->next_message(std::chrono::milliseconds(1)).ok());
}

TEST(RedisConnection, KilledRedisIsNoticedAndKillsNobody) {
  RedisServer redis;
  auto connection = redis.connect();
  EXPECT_FALSE(connection.broken());
  redis.kill_hard();
  EXPECT_TRUE(connection.broken());
  EXPECT_FALSE(connection.command({"PING"}).ok());
  EXPECT_FALSE(connection.command({"PING"}).ok());
}

}  // namespace
}  // namespace mtxmon
