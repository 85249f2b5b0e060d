// RedisServer: a real redis-server of a test's own, on a unix socket in a temporary directory.
//
// Owned by the test, used by its thread. The directory outlives restarts, so a snapshot (RDB) is
// found again. The destructor ends the server and removes the directory; the server dies with the
// test program in any case.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/store/redis_address.h"
#include "core/store/redis_connection.h"

namespace mtxmon {

class RedisServer {
 public:
  // `arguments` go to redis-server, for example {"--maxmemory", "3mb"}; a test that needs a
  // password gives it here and in "--requirepass". Starts at once unless told not to.
  explicit RedisServer(std::vector<std::string> arguments = {}, std::string password = "");
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  void start();      // returns when it answers PING; ends the program when it does not within 20 s
  void kill_hard();  // SIGKILL, as if the power went
  void freeze();     // SIGSTOP: accepts connections, answers nothing
  void thaw();
  void delete_snapshot();  // of a stopped server: the next start finds nothing

  [[nodiscard]] const RedisAddress& address() const { return address_; }
  // A connection for the test's own eyes.
  [[nodiscard]] RedisConnection connect() const;
  // One command on a connection of its own; server errors are replies.
  RedisReply ask(const std::vector<std::string>& words) const;
  // What INFO says about one field, "connected_clients".
  [[nodiscard]] std::string info(const std::string& field) const;

 private:
  std::filesystem::path directory_;
  std::vector<std::string> arguments_;
  RedisAddress address_;
  pid_t pid_ = -1;
};

}  // namespace mtxmon
