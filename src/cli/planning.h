#pragma once

#include <string>

#include "cli/long_work.h"
#include "cli/verb.h"
#include "plan/planned.h"

namespace CLI {
class App;
}

namespace servanda {

// What the verbs that plan share: options and progress on stderr.
struct PlanningFlags {
  std::string gap = "0";
  std::string give_up = "0";
  std::string time_limit = "0";
  int threads = 1;
  bool crewed = false;
};

void add_planning_options(CLI::App& verb, PlanningFlags& flags);

// Error bad_usage for a number.
Result<PlanOptions> planning_options(const PlanningFlags& flags, bool quiet);

// A Snapshot with a network: the book's own, or one inferred from what was moved, said on stderr.
Result<Snapshot> planning_snapshot(OpenBook& book, const CommonOptions& common);
// The same with a scenario on top of all others.
Result<Snapshot> planning_snapshot(OpenBook& book, const CommonOptions& common, const Scenario& more);

Result<Planned> plan_with_progress(const Snapshot& snapshot, const CommonOptions& common, const PlanningFlags& flags,
                                   const Planned* base = nullptr);

// `servanda industry --site-options FILE`: which of the options to open.
Result<int> run_site_options(const CommonOptions& common, const std::string& file);

}  // namespace servanda
