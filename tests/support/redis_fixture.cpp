#include "tests/support/redis_fixture.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/eventually.h"

namespace mtxmon {
namespace {

constexpr std::chrono::seconds kPatience{20};

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "test set-up failed: %s\n", why.c_str());
  std::abort();
}

}  // namespace

RedisServer::RedisServer(std::vector<std::string> arguments, std::string password)
    : arguments_(std::move(arguments)) {
  std::signal(SIGPIPE, SIG_IGN);  // as our programs do
  std::string pattern = (std::filesystem::temp_directory_path() / "mtxmon-redis-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) give_up("no temporary directory");
  directory_ = pattern;
  address_.socket_path = (directory_ / "redis.sock").string();
  address_.password = std::move(password);
  start();
}

RedisServer::~RedisServer() {
  kill_hard();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void RedisServer::start() {
  std::vector<std::string> words = {"/usr/bin/redis-server", "--port", "0", "--save", ""};
  words.insert(words.end(), {"--unixsocket", address_.socket_path, "--dir", directory_.string()});
  words.insert(words.end(), {"--logfile", (directory_ / "log").string(), "--daemonize", "no"});
  words.insert(words.end(), arguments_.begin(), arguments_.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {  // only async-signal-safe calls from here
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() == parent) ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  if (pid_ < 0) give_up("fork");
  const bool answers = eventually(kPatience, [this] {
    auto connection = RedisConnection::open(address_, {}, "test");
    return connection.ok() && connection->command({"PING"}).ok();
  });
  if (!answers) give_up("redis-server does not answer, see " + (directory_ / "log").string());
}

void RedisServer::kill_hard() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void RedisServer::freeze() { ::kill(pid_, SIGSTOP); }

void RedisServer::thaw() { ::kill(pid_, SIGCONT); }

void RedisServer::delete_snapshot() { std::filesystem::remove(directory_ / "dump.rdb"); }

RedisConnection RedisServer::connect() const {
  auto connection = RedisConnection::open(address_, {}, "test");
  if (!connection) give_up(connection.error().message);
  return std::move(*connection);
}

RedisReply RedisServer::ask(const std::vector<std::string>& words) const {
  auto connection = connect();
  const std::vector<std::string_view> args(words.begin(), words.end());
  if (Status sent = connection.append(args); !sent) give_up(sent.error().message);
  auto reply = connection.next_reply();
  if (!reply) give_up(reply.error().message);
  return std::move(*reply);
}

std::string RedisServer::info(const std::string& field) const {
  const auto text = ask({"INFO"}).text;
  const auto at = text.find("\n" + field + ":");
  if (at == std::string::npos) give_up("INFO knows no " + field);
  const auto begin = at + field.size() + 2;
  return text.substr(begin, text.find('\r', begin) - begin);
}

}  // namespace mtxmon
