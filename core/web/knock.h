// Knock: wakes the accept loop of a server that is stopping.
//
// civetweb's accept loop looks at its stop flag once in two seconds; a connection makes it look at
// once. A thread connects again and again until the Knock is destroyed. Failures do not matter:
// then the stop takes two seconds.
#pragma once

#include <thread>

#include "core/web/listen_address.h"

namespace mtxmon {

class Knock {
 public:
  explicit Knock(const ListenAddress& address);

 private:
  std::jthread thread_;
};

}  // namespace mtxmon
