#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "cli/verb.h"

namespace servanda {

// What verbs that simulate take beside the common options.
struct LongWorkOptions {
  std::uint64_t seed = 1;
  std::size_t threads = 0;
  std::string time_limit;  // seconds
};
void add_long_work_options(CLI::App& verb, LongWorkOptions& options);

// Set by the interrupt signal once listen_for_interrupt() was called; a second one ends the program.
const std::atomic<bool>& interrupted();
void listen_for_interrupt();

// WorkProgress on stderr, at most ten lines a second rewritten in place on a terminal, and nothing in the first second; the
// interrupt signal cancels it. One at a time; to be ended before its answer is printed. Error bad_usage for a time limit that is no number above 0.
Result<std::unique_ptr<WorkProgress>> make_progress(const CommonOptions& common, const LongWorkOptions& options);

// `on` or `off`. Error bad_usage for anything else.
Result<bool> parse_switch(const std::string& option, const std::string& text);

// `12w`, `84d` or `84`: days. Error bad_usage for anything else.
Result<std::int32_t> parse_span(const std::string& option, const std::string& text);

}  // namespace servanda
