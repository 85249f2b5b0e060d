#include "tests/support/http_get.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace mtxmon {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool has(const HttpHeaders& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& header) { return header.first == name; });
}

}  // namespace

std::string HttpReply::header(const std::string& lower_name) const {
  const auto found = headers.find(lower_name);
  return found == headers.end() ? "" : found->second;
}

std::string http_request_text(std::string_view method, std::string_view target,
                              HttpHeaders headers) {
  if (!has(headers, "Host")) headers.emplace_back("Host", "127.0.0.1");
  std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
  for (const auto& [name, value] : headers) {
    if (name == "Host" && value.empty()) continue;
    text += name + ": " + value + "\r\n";
  }
  return text + "\r\n";
}

std::optional<HttpReply> read_http_answer(TcpClient& client, std::string_view method) {
  const auto head = client.read_until("\r\n\r\n");
  if (!head) return std::nullopt;
  HttpReply answer;
  answer.status_line = head->substr(0, head->find("\r\n"));
  if (answer.status_line.starts_with("HTTP/1.1 "))
    answer.status = std::atoi(answer.status_line.c_str() + 9);
  std::size_t at = answer.status_line.size() + 2;
  while (at + 2 < head->size()) {
    const std::size_t end = head->find("\r\n", at);
    const std::string line = head->substr(at, end - at);
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) return std::nullopt;
    answer.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
    at = end + 2;
  }
  const bool bodiless = method == "HEAD" || answer.status == 304 || answer.status == 101;
  const std::string length = answer.header("content-length");
  if (bodiless || length.empty()) return answer;
  auto body = client.read_exactly(static_cast<std::size_t>(std::atoll(length.c_str())));
  if (!body) return std::nullopt;
  answer.body = std::move(*body);
  return answer;
}

std::optional<HttpReply> http_request(std::uint16_t port, std::string_view method,
                                      std::string_view target, HttpHeaders headers) {
  if (!has(headers, "Connection")) headers.emplace_back("Connection", "close");
  TcpClient client(port);
  if (!client.connected() || !client.write(http_request_text(method, target, std::move(headers))))
    return std::nullopt;
  return read_http_answer(client, method);
}

std::optional<HttpReply> http_get(std::uint16_t port, std::string_view target,
                                  HttpHeaders headers) {
  return http_request(port, "GET", target, std::move(headers));
}

}  // namespace mtxmon
