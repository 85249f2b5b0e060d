#include "core/web/knock.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mtxmon {
namespace {

constexpr auto kPause = std::chrono::milliseconds(20);

void connect_once(const ListenAddress& address) {
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (client < 0) return;
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(address.port);
  inet_pton(AF_INET, address.host.c_str(), &target.sin_addr);  // 0.0.0.0 is this machine, too
  static_cast<void>(connect(client, reinterpret_cast<const sockaddr*>(&target), sizeof target));
  close(client);
}

}  // namespace

Knock::Knock(const ListenAddress& address)
    : thread_([address](const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any stopped;
        while (!stop.stop_requested()) {
          connect_once(address);
          std::unique_lock lock(mutex);
          stopped.wait_for(lock, stop, kPause, [] { return false; });
        }
      }) {}

}  // namespace mtxmon
