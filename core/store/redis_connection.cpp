#include "core/store/redis_connection.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fmt/format.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "core/base/clock.h"
#include "core/base/log.h"

namespace mtxmon {
namespace {

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using RawReply = std::unique_ptr<redisReply, FreeReply>;

timeval to_timeval(Milliseconds duration) {
  return {.tv_sec = duration.count() / 1000, .tv_usec = duration.count() % 1000 * 1000};
}

RedisReply to_plain(const redisReply& raw) {
  RedisReply reply;
  switch (raw.type) {
    case REDIS_REPLY_INTEGER:
      reply.type = RedisReply::Type::Integer;
      reply.integer = raw.integer;
      break;
    case REDIS_REPLY_ARRAY:
      reply.type = RedisReply::Type::Array;
      reply.items.reserve(raw.elements);
      for (std::size_t i = 0; i < raw.elements; ++i) {
        reply.items.push_back(to_plain(*raw.element[i]));
      }
      break;
    case REDIS_REPLY_STATUS:
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_ERROR:
      reply.type = raw.type == REDIS_REPLY_ERROR ? RedisReply::Type::Error : RedisReply::Type::Text;
      reply.text.assign(raw.str, raw.len);
      break;
    default:
      break;  // REDIS_REPLY_NIL
  }
  return reply;
}

RedisReply take_plain(void* raw) { return to_plain(*RawReply(static_cast<redisReply*>(raw))); }

// "HSET mediamtx:streams:latest"; never the argument of AUTH, never the text of a script.
std::string command_name(RedisConnection::Args args) {
  if (args.empty()) return "(no command)";
  std::string name = printable(args[0], 20);
  if (args.size() > 1 && args[0] != "AUTH" && args[0] != "EVAL") name += " " + printable(args[1]);
  return name;
}

std::string sign_on_fault(const RedisAddress& address, std::string_view reply) {
  const auto where = address.display();
  if (reply.starts_with("NOAUTH")) {
    return fmt::format("Redis at {} needs a password; set MTXMON_REDIS_PASSWORD_FILE", where);
  }
  if (reply.starts_with("WRONGPASS") || reply.find("AUTH") != std::string_view::npos) {
    return fmt::format("Redis at {} refused user or password: {}", where, printable(reply));
  }
  return fmt::format("Redis at {} refused the connection: {}", where, printable(reply));
}

// What a new connection must say before it is of use. Refusals of NAME and INFO (ACL) do no harm.
Status sign_on(RedisConnection& connection, const RedisAddress& address,
               std::string_view client_name) {
  using Command = std::vector<std::string_view>;
  const auto database = std::to_string(address.database);
  struct Step {
    Command command;
    bool required;
  };
  std::vector<Step> steps;
  if (!address.password.empty()) {
    steps.push_back({address.user.empty() ? Command{"AUTH", address.password}
                                          : Command{"AUTH", address.user, address.password},
                     true});
  }
  if (address.database != 0) steps.push_back({{"SELECT", database}, true});
  steps.push_back({{"CLIENT", "SETNAME", client_name}, false});
  steps.push_back({{"INFO", "cluster"}, false});
  for (const auto& step : steps) {
    if (Status sent = connection.append(step.command); !sent) return sent;
    auto reply = connection.next_reply();
    if (!reply) return std::move(reply).error();
    if (reply->is_error() && (step.required || !reply->text.starts_with("NOPERM"))) {
      return Error{sign_on_fault(address, reply->text)};
    }
    if (reply->text.find("cluster_enabled:1") != std::string::npos) {
      return Error{
          fmt::format("Redis at {} is a cluster, which is not supported; use a Redis "
                      "without cluster mode (cluster-enabled no)",
                      address.display())};
    }
  }
  return {};
}

}  // namespace

void RedisConnection::Free::operator()(redisContext* context) const { redisFree(context); }

Result<RedisConnection> RedisConnection::open(const RedisAddress& address,
                                              const RedisTimeouts& timeouts,
                                              std::string_view client_name, std::stop_token stop) {
  const timeval connect_timeout = to_timeval(timeouts.connect);
  const bool tcp = address.socket_path.empty();
  std::unique_ptr<redisContext, Free> context(
      tcp ? redisConnectWithTimeout(address.host.c_str(), address.port, connect_timeout)
          : redisConnectUnixWithTimeout(address.socket_path.c_str(), connect_timeout));
  if (!context || context->err != 0) {
    return Error{fmt::format("cannot reach Redis at {}: {}; start it or set --redis.url",
                             address.display(),
                             context ? printable(context->errstr) : "out of memory")};
  }
  RedisConnection connection(std::move(context), timeouts, address.display());
  if (redisSetTimeout(connection.context_.get(), to_timeval(timeouts.command)) != REDIS_OK ||
      (tcp && redisEnableKeepAlive(connection.context_.get()) != REDIS_OK)) {
    return connection.failure("setting socket options");
  }
  const auto hang_up = [fd = connection.context_->fd] { ::shutdown(fd, SHUT_RDWR); };
  connection.hang_up_ =
      std::make_shared<std::stop_callback<decltype(hang_up)>>(std::move(stop), hang_up);
  if (Status signed_on = sign_on(connection, address, client_name); !signed_on) {
    return std::move(signed_on).error();
  }
  return connection;
}

Result<RedisReply> RedisConnection::command(Args args) {
  if (Status sent = append(args); !sent) return std::move(sent).error();
  auto reply = next_reply();
  if (reply && reply->is_error()) {
    return Error{printable(reply->text)}.within(command_name(args));
  }
  return reply;
}

Status RedisConnection::append(Args args) {
  if (context_->err != 0) return failure("lost the connection");
  texts_.clear();
  lengths_.clear();
  for (const std::string_view arg : args) {
    texts_.push_back(arg.data());
    lengths_.push_back(arg.size());
  }
  if (redisAppendCommandArgv(context_.get(), static_cast<int>(args.size()), texts_.data(),
                             lengths_.data()) != REDIS_OK) {
    return failure("lost the connection");
  }
  return {};
}

Result<RedisReply> RedisConnection::next_reply() {
  if (context_->err != 0) return failure("lost the connection");
  void* raw = nullptr;
  if (redisGetReply(context_.get(), &raw) != REDIS_OK) {
    const bool timed_out = context_->err == REDIS_ERR_IO && (errno == EAGAIN || errno == ETIMEDOUT);
    if (!timed_out) return failure("lost the connection");
    return Error{fmt::format("Redis at {} did not answer within {} ms", display_,
                             timeouts_.command.count())};
  }
  return take_plain(raw);
}

Status RedisConnection::send(std::initializer_list<std::string_view> args) {
  if (Status appended = append(args); !appended) return appended;
  int done = 0;
  while (done == 0) {
    if (redisBufferWrite(context_.get(), &done) != REDIS_OK) return failure("lost the connection");
  }
  return {};
}

Result<std::optional<RedisReply>> RedisConnection::next_message(std::chrono::milliseconds timeout) {
  if (context_->err != 0) return failure("lost the connection");
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    void* raw = nullptr;
    if (redisGetReplyFromReader(context_.get(), &raw) != REDIS_OK) {
      return failure("lost the connection");
    }
    if (raw != nullptr) return std::optional(take_plain(raw));
    // Asked with poll(), because a time-out inside hiredis would make the connection unusable.
    const auto left =
        std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    pollfd readable{.fd = context_->fd, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&readable, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
    if (ready == 0 || (ready < 0 && errno == EINTR)) return std::optional<RedisReply>();
    if (redisBufferRead(context_.get()) != REDIS_OK) return failure("lost the connection");
  }
}

bool RedisConnection::broken() const {
  if (context_->err != 0) return true;
  pollfd state{.fd = context_->fd, .events = POLLRDHUP, .revents = 0};
  return ::poll(&state, 1, 0) > 0;
}

Error RedisConnection::failure(std::string_view what) const {
  return Error{fmt::format("Redis at {}: {}: {}", display_, what, printable(context_->errstr))};
}

}  // namespace mtxmon
