#include "core/http/curl_http_client.h"

#include <algorithm>
#include <csignal>
#include <new>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>

#include "core/base/files.h"
#include "core/http/transfer.h"

namespace mtxmon {
namespace {

// Requests repeat, so there are few; this only bounds what a caller could do.
constexpr std::size_t kMostTargets = 1000;

bool may_stand_in_a_header(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

CurlLibrary::CurlLibrary() {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::bad_alloc();
  std::signal(SIGPIPE, SIG_IGN);
}
CurlLibrary::~CurlLibrary() { curl_global_cleanup(); }

void CurlHttpClient::FreeMulti::operator()(void* multi) const { curl_multi_cleanup(multi); }

// One get(): its requests, from the first to the last that has ended.
class CurlHttpClient::Batch {
 public:
  Batch(CurlHttpClient& client, std::span<const HttpRequest> requests, std::string_view token,
        const HttpDone& done)
      : client_(client),
        requests_(requests),
        done_(done),
        rules_{client.access_, token, client.pin_} {}

  void run(unsigned parallel, const std::stop_token& stop) {
    CURLM* const multi = client_.multi_.get();
    const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });
    while (!stop.stop_requested()) {
      while (running_ < parallel && more_ && next_ < requests_.size()) start(next_++);
      if (running_ == 0) return;
      int still_running = 0;
      curl_multi_perform(multi, &still_running);
      if (!take_finished()) curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
    }
    for (const auto& transfer : client_.transfers_) {
      if (transfer->busy) end(*transfer, CURLE_ABORTED_BY_CALLBACK);
    }
  }

 private:
  void start(std::size_t index) {
    const HttpRequest& request = requests_[index];
    const auto time_left = std::chrono::duration_cast<std::chrono::milliseconds>(
        request.timeout - (std::chrono::steady_clock::now() - start_));
    if (time_left.count() <= 0) {
      report(index, {Error{fmt::format("not asked: the {} ms were used up before its turn",
                                       request.timeout.count())},
                     true});
      return;
    }
    Transfer& transfer = idle_transfer();
    const auto expected = client_.body_bytes_.find(request.target);
    if (auto ready = transfer.prepare(rules_, request, time_left,
                                      expected == client_.body_bytes_.end() ? 0 : expected->second);
        !ready) {
      report(index, {std::move(ready).error()});
      return;
    }
    transfer.index = index;
    transfer.busy = true;
    ++running_;
    if (curl_multi_add_handle(client_.multi_.get(), transfer.handle()) != CURLM_OK)
      throw std::bad_alloc();  // the only cause
  }

  Transfer& idle_transfer() {
    const auto idle =
        std::ranges::find_if(client_.transfers_, [](auto& one) { return !one->busy; });
    if (idle != client_.transfers_.end()) return **idle;
    return *client_.transfers_.emplace_back(std::make_unique<Transfer>());
  }

  // Whether there were any.
  bool take_finished() {
    int left = 0;
    bool any = false;
    while (const CURLMsg* message = curl_multi_info_read(client_.multi_.get(), &left)) {
      any = true;
      end(Transfer::of(message->easy_handle), message->data.result);
    }
    return any;
  }

  void end(Transfer& transfer, CURLcode code) {
    curl_multi_remove_handle(client_.multi_.get(), transfer.handle());
    transfer.busy = false;
    --running_;
    HttpOutcome outcome = transfer.finish(code, rules_);
    if (outcome.answer) {
      auto& expected = client_.body_bytes_;
      if (expected.size() >= kMostTargets) expected.clear();
      expected[requests_[transfer.index].target] = outcome.answer->body.size();
    }
    report(transfer.index, std::move(outcome));
  }

  void report(std::size_t index, HttpOutcome outcome) {
    if (!done_(index, std::move(outcome))) more_ = false;
  }

  CurlHttpClient& client_;
  const std::span<const HttpRequest> requests_;
  const HttpDone& done_;
  const TransferRules rules_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::size_t next_ = 0;
  unsigned running_ = 0;
  bool more_ = true;
};

CurlHttpClient::CurlHttpClient(HttpAccess access)
    : access_(std::move(access)), pin_(access_.fingerprint), multi_(curl_multi_init()) {
  if (!multi_) throw std::bad_alloc();
}
CurlHttpClient::~CurlHttpClient() = default;

Result<std::string> CurlHttpClient::read_token() const {
  if (access_.token_file.empty()) return std::string();
  auto token = read_secret(access_.token_file, "mediamtx.token_file");
  if (token && !may_stand_in_a_header(*token)) {
    return Error{
        fmt::format("mediamtx.token_file: the first line of {} is no token", access_.token_file)};
  }
  return token;
}

void CurlHttpClient::get(std::span<const HttpRequest> requests, unsigned parallel,
                         const std::stop_token& stop, const HttpDone& done) {
  const auto token = read_token();
  if (!token) {
    for (std::size_t i = 0; i < requests.size() && done(i, {token.error()}); ++i) {
    }
    return;
  }
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(parallel));
  Batch(*this, requests, *token, done).run(parallel, stop);
}

}  // namespace mtxmon
