#include "cli/long_work.h"

#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>

#include "base/decimal.h"

namespace servanda {
namespace {

std::atomic<bool> cancelled = false;  // NOLINT(*-global-variables): a signal handler can reach nothing else
std::atomic<WorkProgress*> running = nullptr;  // NOLINT(*-global-variables): likewise; the work that it cancels

extern "C" void on_interrupt(int signal_number) {
  if (WorkProgress* progress = running.load()) progress->cancel();
  if (!cancelled.exchange(true)) return;
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

// How far a work is, on one line of a terminal that is rewritten and ended with the work, or on a line each.
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet) : quiet_(quiet) {}
  ~ProgressLine() {
    running = nullptr;
    if (open_) std::fputc('\n', stderr);
  }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(std::string_view step, std::int64_t done, std::int64_t total) {
    const auto now = std::chrono::steady_clock::now();
    if (quiet_ || now - begin_ < std::chrono::seconds(1) || now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    open_ = isatty(STDERR_FILENO) == 1;
    std::fprintf(stderr, "%s%.*s: %lld of %lld%s", open_ ? "\r\033[K" : "", static_cast<int>(step.size()), step.data(),
                 static_cast<long long>(done), static_cast<long long>(total), open_ ? "" : "\n");
  }

 private:
  bool quiet_;
  bool open_ = false;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_ = begin_;
};

}  // namespace

const std::atomic<bool>& interrupted() { return cancelled; }

void listen_for_interrupt() {
  struct sigaction action{};
  action.sa_handler = on_interrupt;
  sigaction(SIGINT, &action, nullptr);
}

void add_long_work_options(CLI::App& verb, LongWorkOptions& options) {
  constexpr std::int64_t kMostSeed = 999'999'999'999, kMostThreads = 4'096;
  verb.add_option("--seed", options.seed, "the same seed gives the same bytes")->check(whole_number(0, kMostSeed))->capture_default_str();
  verb.add_option("--threads", options.threads, "how many to use; the answer does not depend on it (0: all)")
      ->check(whole_number(0, kMostThreads))
      ->capture_default_str();
  verb.add_option("--time-limit", options.time_limit, "stop after so many seconds with what there is")->type_name("S");
}

Result<std::unique_ptr<WorkProgress>> make_progress(const CommonOptions& common, const LongWorkOptions& options) {
  auto progress = std::make_unique<WorkProgress>(
      [line = std::make_shared<ProgressLine>(common.quiet)](std::string_view step, std::int64_t done, std::int64_t total) { line->show(step, done, total); });
  if (!options.time_limit.empty()) {
    const auto seconds = Decimal::parse(options.time_limit);
    if (!seconds || seconds->units() <= 0)
      return bad_usage("--time-limit: found '" + options.time_limit + "', expected seconds, such as 30");
    progress->limit(std::chrono::milliseconds(seconds->units() / 10));
  }
  running = progress.get();
  listen_for_interrupt();
  return progress;
}

Result<bool> parse_switch(const std::string& option, const std::string& text) {
  if (text == "on" || text == "off") return text == "on";
  return bad_usage(option + ": found '" + text + "', expected on or off");
}

Result<std::int32_t> parse_span(const std::string& option, const std::string& text) {
  std::string digits = text;
  int unit = 1;
  if (!digits.empty() && (digits.back() == 'w' || digits.back() == 'd')) {
    unit = digits.back() == 'w' ? 7 : 1;
    digits.pop_back();
  }
  const auto number = Decimal::parse(digits);
  constexpr std::int64_t kMostDays = 3650;
  if (number && number->units() % Decimal::kUnit == 0) {
    const std::int64_t days = number->units() / Decimal::kUnit * unit;
    if (days >= 1 && days <= kMostDays) return static_cast<std::int32_t>(days);
  }
  return bad_usage(option + ": found '" + text + "', expected weeks or days up to ten years, such as 12w or 90d");
}

}  // namespace servanda
