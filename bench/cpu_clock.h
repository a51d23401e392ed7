#pragma once

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace servanda::bench {

inline double seconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}
// User and system time of this process. On a busy machine it says more than the clock on the wall.
inline double cpu_seconds() { return seconds(CLOCK_PROCESS_CPUTIME_ID); }
inline double wall_seconds() { return seconds(CLOCK_MONOTONIC); }

inline double cpu_seconds(const rusage& usage) {
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

inline double peak_mib(const rusage& usage) { return static_cast<double>(usage.ru_maxrss) / 1024; }
inline double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return peak_mib(usage);
}

// Repeated measurements of one thing.
class Samples {
 public:
  void add(double value) { values_.push_back(value); }
  double minimum() const { return *std::ranges::min_element(values_); }
  double median() const {
    std::vector<double> sorted = values_;
    std::ranges::sort(sorted);
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

 private:
  std::vector<double> values_;
};

inline void print_machine() {
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // so that a child inherits nothing to print
  std::ifstream info("/proc/cpuinfo");
  std::string model = "unknown";
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) {
      model = line.substr(line.find(": ") + 2);
      break;
    }
  std::printf("machine: %s, %u cores\n", model.c_str(), std::thread::hardware_concurrency());
}

inline void print_samples(std::string_view what, const Samples& samples, double scale, const char* unit) {
  std::printf("%-28.*s min %9.3f  median %9.3f %s\n", static_cast<int>(what.size()), what.data(),
              samples.minimum() * scale, samples.median() * scale, unit);
}

// How many times `theirs` takes what `ours` takes.
inline void print_ratio(const Samples& ours, const Samples& theirs, double goal) {
  const double ratio = theirs.median() / ours.median();
  std::printf("theirs / ours: by minimum %.2f, by median %.2f; goal %.1f: %s\n", theirs.minimum() / ours.minimum(), ratio,
              goal, ratio >= goal ? "reached" : "MISSED");
}

inline void print_goal(std::string_view what, double value, const char* unit, double at_most) {
  std::printf("%-28.*s %.3f %s; goal at most %g: %s\n", static_cast<int>(what.size()), what.data(), value, unit, at_most,
              value <= at_most ? "reached" : "MISSED");
}

// The answers are the first thing that a benchmark measures.
inline void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "wrong answer: %.*s\n", static_cast<int>(what.size()), what.data());
  std::exit(1);
}

struct Run {
  double cpu = 0;
  double peak_mib = 0;
};

// Runs `work` in a child and waits for it.
template <class Work>
Run in_child(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  rusage usage{};
  require(child > 0 && wait4(child, &status, 0, &usage) == child, "the child runs");
  require(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the child ends well");
  return {cpu_seconds(usage), peak_mib(usage)};
}

inline bool has_option(int argc, char** argv, std::string_view option) {
  return std::any_of(argv + 1, argv + argc, [&](const char* argument) { return argument == option; });
}

}  // namespace servanda::bench
