#include "core/store/redis_writer.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "core/base/log.h"
#include "core/store/pending_writes.h"
#include "core/store/writer_session.h"

namespace mtxmon {
namespace {

constexpr Milliseconds kFirstBackOff{200};
constexpr Milliseconds kLastBackOff{5000};
constexpr Milliseconds kFlushLimit{1000};

// Unlike every other writer's, also one of another machine or of our own past.
std::string random_owner(const std::string& client_name, std::mt19937_64& random) {
  return fmt::format("{}:{}:{:016x}", client_name, ::getpid(), random());
}

}  // namespace

struct RedisWriter::Impl {
  Impl(Options options_in, std::vector<std::string> restore_nodes_in, Restore restore_in,
       Guarded<WriterState>& state_in)
      : options(std::move(options_in)),
        restore_nodes(std::move(restore_nodes_in)),
        state(state_in),
        restorer{std::move(restore_in)},
        random(std::random_device()()),
        owner(options.lease_owner.empty() ? random_owner(options.client_name, random)
                                          : options.lease_owner),
        pending(options.keep_unwritten),
        thread([this](const std::stop_token& stop) { run(stop); }) {}
  ~Impl();

  void run(const std::stop_token& stop);
  void connect();
  bool write_pending(SteadyTime deadline);
  void finish();
  void lost(const Error& error);
  void show_error(const std::string& error);
  void show_leases();

  const Options options;
  const std::vector<std::string> restore_nodes;
  Guarded<WriterState>& state;

  // The thread's own.
  WriterSession::Restorer restorer;
  std::mt19937_64 random;
  const std::string owner;
  std::optional<WriterSession> session;
  Milliseconds back_off{0};  // 0: the last attempt did not fail
  SteadyTime retry_at;

  std::mutex mutex;
  std::condition_variable_any wake;
  PendingWrites pending;   // guarded by mutex
  bool submitted = false;  // guarded by mutex
  bool has_ended = false;  // guarded by mutex
  std::condition_variable ended;
  std::stop_source hang_up;  // ends what waits for Redis

  std::jthread thread;  // last: it uses everything above
};

RedisWriter::Impl::~Impl() {
  thread.request_stop();
  {
    std::unique_lock lock(mutex);
    ended.wait_for(lock, kFlushLimit, [this] { return has_ended; });
  }
  hang_up.request_stop();
}

void RedisWriter::Impl::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (!session && std::chrono::steady_clock::now() >= retry_at) connect();
    {
      std::unique_lock lock(mutex);
      if (session) {
        wake.wait(lock, stop, [this] { return submitted; });
      } else {
        // What is submitted meanwhile waits in `pending`; only stopping ends the pause early.
        wake.wait_until(lock, stop, retry_at, [] { return false; });
      }
    }
    if (session && !stop.stop_requested() && write_pending(SteadyTime::max())) {
      if (Status read = session->read_others(); !read) lost(read.error());
    }
  }
  finish();
  {
    const std::lock_guard lock(mutex);
    has_ended = true;
  }
  ended.notify_one();
}

void RedisWriter::Impl::connect() {
  auto opened = WriterSession::open(options, owner, hang_up.get_token());
  if (!opened) return lost(opened.error());
  // At once, so that a new exporter's first poll knows what is muted.
  if (Status read = opened->read_others(); !read) return lost(read.error());
  const auto leader = state.copy().leader;
  for (const auto& node : restore_nodes) {
    const auto led = leader.find(node);
    const bool ours = led != leader.end() && led->second;
    const auto first_poll = [&] {
      const std::lock_guard lock(mutex);
      return pending.first_poll(node);
    }();
    const auto found = opened->restore_node(node, restorer, ours, first_poll);
    if (!found) return lost(found.error());
    if (*found == 0) continue;
    const std::lock_guard lock(mutex);
    pending.note_found(node, *found, ours);
  }
  spdlog::info("connected to Redis at {}", options.address.display());
  session.emplace(std::move(*opened));
  {
    auto view = state.lock();
    view->connected = true;
    view->error.clear();
  }
  const std::lock_guard lock(mutex);
  pending.write_all_again();
  submitted = true;
}

// One turn. False when the connection was lost.
bool RedisWriter::Impl::write_pending(SteadyTime deadline) {
  std::vector<PendingWrites::Job> jobs;
  {
    const std::lock_guard lock(mutex);
    jobs = pending.take();
    submitted = false;
  }
  if (jobs.empty()) return true;
  auto report = session->write(jobs, restorer, deadline);
  if (!report) {
    lost(report.error());
    return false;
  }
  back_off = Milliseconds(0);
  {
    const std::lock_guard lock(mutex);
    for (std::size_t i = 0; i < jobs.size(); ++i) pending.complete(jobs[i], report->outcomes[i]);
  }
  show_error(report->first_error);
  show_leases();
  auto view = state.lock();
  view->written_total += report->written;
  view->errors_total += report->errors;
  view->trimmed_total += report->trimmed;
  return true;
}

// Stopping: the last documents, then the leases. The destructor sees to the time.
void RedisWriter::Impl::finish() {
  const auto deadline = std::chrono::steady_clock::now() + kFlushLimit;
  const bool redis_was_away = back_off.count() > 0;
  if (!session && !redis_was_away) connect();
  if (session && write_pending(deadline)) session->give_leases_back();
}

void RedisWriter::Impl::lost(const Error& error) {
  session.reset();
  back_off = std::clamp(back_off * 2, kFirstBackOff, kLastBackOff);
  std::uniform_real_distribution<double> jitter(0.5, 1.0);
  retry_at = std::chrono::steady_clock::now() +
             std::chrono::duration_cast<Milliseconds>(back_off * jitter(random));
  {
    auto view = state.lock();
    view->connected = false;
    ++view->errors_total;
  }
  show_error(hang_up.stop_requested()
                 ? fmt::format("Redis at {} has not taken the last documents in time",
                               options.address.display())
                 : error.message);
}

// Says an error, and its end, once: not at every turn.
void RedisWriter::Impl::show_error(const std::string& error) {
  const auto before = std::exchange(state.lock()->error, error);
  if (error == before) return;
  if (error.empty()) {
    spdlog::info("writing to Redis at {} works again", options.address.display());
  } else {
    spdlog::warn("{}", error);
  }
}

void RedisWriter::Impl::show_leases() {
  const auto before = std::exchange(state.lock()->leader, session->leader());
  for (const auto& [node, ours] : session->leader()) {
    const auto known = before.find(node);
    if (known != before.end() && known->second == ours) continue;
    if (ours) {
      spdlog::info("this exporter writes node {}", printable(node));
    } else {
      spdlog::warn("another exporter writes node {}; this one stands by", printable(node));
    }
  }
}

RedisWriter::RedisWriter(Options options, std::vector<std::string> restore_nodes, Restore restore)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(restore_nodes), std::move(restore),
                                   state_)) {}

RedisWriter::~RedisWriter() = default;

void RedisWriter::submit(SourceWrite write) {
  std::size_t dropped = 0;
  {
    const std::lock_guard lock(impl_->mutex);
    dropped = impl_->pending.add(std::move(write), std::chrono::steady_clock::now());
    impl_->submitted = true;
  }
  impl_->wake.notify_one();
  if (dropped > 0) state_.lock()->dropped_total += dropped;
}

}  // namespace mtxmon
