// Guarded<T>: a value that can only be reached through its lock.
//
//   Guarded<std::vector<int>> numbers;
//   numbers.lock()->push_back(1);
//
// Any thread may call lock(). The handle holds the mutex for its whole life: keep it to one
// statement or one short block, and never across I/O.
#pragma once

#include <mutex>
#include <utility>

namespace mtxmon {

template <typename T>
class Guarded {
 public:
  template <typename U>
  class Handle {
   public:
    Handle(U& value, std::mutex& mutex) : lock_(mutex), value_(value) {}
    U* operator->() { return &value_; }
    U& operator*() { return value_; }

   private:
    std::unique_lock<std::mutex> lock_;
    U& value_;
  };

  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  [[nodiscard]] Handle<T> lock() { return Handle<T>(value_, mutex_); }
  [[nodiscard]] Handle<const T> lock() const { return Handle<const T>(value_, mutex_); }

  // A copy of the value; with a shared_ptr inside this is how snapshots cross threads.
  [[nodiscard]] T copy() const { return *lock(); }
  void set(T value) { std::swap(*lock(), value); }  // the old value is destroyed outside the lock

 private:
  mutable std::mutex mutex_;
  T value_{};
};

}  // namespace mtxmon
