#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "cli/long_work.h"
#include "cli/verb.h"
#include "plan/planned.h"
#include "views/plan_view.h"

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
  std::string horizon;
};

void add_planning_options(CLI::App& verb, PlanningFlags& flags);

// What the help of each of them says of reasons.
inline constexpr const char* kReasonsHelp =
    "Reasons: capacity(LIMIT at PLACE, WEEKS), below_minimum(LINK, WEEKS), not_ready(WEEK), ramp(WEEK, after IDS),\n"
    "unfunded(WEEK), permit(LINK, WEEK), crew(WEEK), transit, no_path, given_up; a LIMIT is a link, a resource, or handling, storage or hazardous goods of a node;\n"
    "what is closed then, and not full, says so (docs/planning-howto.md).\n";

// Error bad_usage for a number.
Result<PlanOptions> planning_options(const PlanningFlags& flags, bool quiet);

// A Snapshot with a network: the book's own, or one inferred from what was moved, said on stderr.
Result<Snapshot> planning_snapshot(OpenBook& book, const CommonOptions& common);
// The same with a scenario on top of all others.
Result<Snapshot> planning_snapshot(OpenBook& book, const CommonOptions& common, const Scenario& more);

// Says on stderr which closures and uses name what is not there. Error bad_input where a scenario adds one.
Status check_places(const Snapshot& snapshot, const CommonOptions& common);

// Says on stderr how many open consignments are left out of a plan, and why. A verb that shows a plan does so itself.
void tell_left_out(const PlanResult& result, const CommonOptions& common);

Result<Planned> plan_with_progress(const Snapshot& snapshot, const CommonOptions& common, const PlanningFlags& flags,
                                   const Planned* base = nullptr);

// What a plan of this Snapshot would start from. Errors: those of plan_input(), and bad_usage for the horizon.
Result<PlanInput> planning_input(const Snapshot& snapshot, const PlanningFlags& flags);

// `servanda industry --site-options FILE`: which of the options to open.
Result<int> run_site_options(const CommonOptions& common, const std::string& file, const std::string& time_limit);

// When the run ends by its --time-limit, counted from the first that asks; 0: never. Error bad_usage for what is no number of
// zero or more.
Result<std::optional<std::chrono::steady_clock::time_point>> deadline_of(const std::string& time_limit);

}  // namespace servanda
