#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace servanda {

// How a long work says how far it is, and how it is told to stop. Passed by reference; it outlives the work.
//   1. `report` is called from the thread that started the work, with done <= total.
//   2. A work asks stopped() at least ten times a second, and then ends as soon as it can with what it has.
class WorkProgress {
 public:
  using Report = std::function<void(std::string_view step, std::int64_t done, std::int64_t total)>;

  WorkProgress() = default;
  explicit WorkProgress(Report report) : report_(std::move(report)) {}

  void limit(std::chrono::milliseconds time) { deadline_ = std::chrono::steady_clock::now() + time; }
  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }

  void report(std::string_view step, std::int64_t done, std::int64_t total) const {
    if (report_ && !silent_) report_(step, done, total);
  }
  // While it lives, nothing is reported: a part of a longer work, which says itself how far it is.
  class Silence {
   public:
    explicit Silence(const WorkProgress& progress) : progress_(progress), was_(progress.silent_) { progress.silent_ = true; }
    ~Silence() { progress_.silent_ = was_; }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

   private:
    const WorkProgress& progress_;
    bool was_;
  };

  bool limited() const { return deadline_.has_value(); }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }
  bool out_of_time() const { return deadline_ && std::chrono::steady_clock::now() >= *deadline_; }
  bool stopped() const { return cancelled() || out_of_time(); }

 private:
  Report report_;
  std::optional<std::chrono::steady_clock::time_point> deadline_;
  std::atomic<bool> cancelled_ = false;
  mutable bool silent_ = false;
};

}  // namespace servanda
