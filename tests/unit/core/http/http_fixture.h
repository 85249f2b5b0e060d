// Requests to a server that a test plays, by a client that lives as long as the test.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/http/curl_http_client.h"
#include "tests/unit/core/http/scripted_server.h"

namespace mtxmon {

constexpr std::chrono::seconds kDeadline{30};  // only reached when a test fails

class HttpFixture : public testing::Test {
 protected:
  static HttpRequest request(std::string target = "/") {
    HttpRequest request;
    request.target = std::move(target);
    request.timeout = kDeadline;
    request.connect_timeout = kDeadline;
    return request;
  }

  // The client of `access` and the server's URL; a new one when the server is another one.
  CurlHttpClient& client_of(const std::string& url) {
    if (!client_ || access.url != url) {
      access.url = url;
      client_ = std::make_unique<CurlHttpClient>(access);
    }
    return *client_;
  }
  HttpOutcome ask(const std::string& url, const HttpRequest& one) {
    std::optional<HttpOutcome> result;
    client_of(url).get({&one, 1}, 1, {}, [&](std::size_t, HttpOutcome outcome) {
      EXPECT_FALSE(result.has_value());
      result = std::move(outcome);
      return true;
    });
    EXPECT_TRUE(result.has_value());
    return result ? *std::move(result) : HttpOutcome{Error{"nothing was reported"}};
  }
  Result<HttpAnswer> get(const ScriptedServer& server, std::string target = "/") {
    return ask(server.url(), request(std::move(target))).answer;
  }
  // The error; a request that succeeds fails the test.
  static std::string error(const HttpOutcome& outcome) {
    EXPECT_FALSE(outcome.answer.ok());
    return outcome.answer.ok() ? "" : outcome.answer.error().message;
  }
  std::string error(const ScriptedServer& server) { return error(ask(server.url(), request())); }

  HttpAccess access;  // changed before the first request

 private:
  CurlLibrary library_;
  std::unique_ptr<CurlHttpClient> client_;
};

}  // namespace mtxmon
