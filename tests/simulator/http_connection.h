// HttpConnection: one client's connection, served until it ends, it idles for 30 s, or the server
// stops.
//
// serve() runs on one thread of its own; `stopped` is a descriptor that becomes readable when all
// must end and interrupts every wait. Failures of the client just end the connection.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "tests/simulator/http_message.h"
#include "tests/simulator/unique_fd.h"

namespace mtxmon::sim {

// Answers a request; called from any connection's thread.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

class HttpConnection {
 public:
  // `date` gives the time of the Date header.
  HttpConnection(UniqueFd socket, int stopped, const HttpHandler& handler,
                 const std::function<WallTime()>& date)
      : socket_(std::move(socket)), stopped_(stopped), handler_(handler), date_(date) {}

  // `refuse` is called after an answer that asks for refusal.
  void serve(const std::function<void(double seconds)>& refuse);

 private:
  enum class Wake { Ready, Timeout, Ended };

  Wake wait(short events, std::chrono::milliseconds timeout) const;
  // More bytes into the buffer; false at the end of the connection.
  bool receive();
  bool read_request(HttpRequest& request);
  bool send(std::string_view bytes) const;
  bool deliver(const HttpRequest& request, const HttpResponse& response);
  bool send_chunked(std::string_view body) const;
  bool drip(std::string_view body) const;
  void hang();

  UniqueFd socket_;
  int stopped_;
  const HttpHandler& handler_;
  const std::function<WallTime()>& date_;
  std::string buffer_;
};

}  // namespace mtxmon::sim
