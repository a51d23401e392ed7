#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "network/instance.h"
#include "plan/plan.h"

namespace servanda {

struct PlanProgress {
  int level = 0;         // 0 on_time, 1 lateness, 2 cost; -1: all together, from which the levels begin
  bool whole = false;    // in whole lots and vehicles; else in fractions
  double value = 0;
  double bound = 0;
  double gap = 0;
  double seconds = 0;
  int parts = 0;          // of the cargo, each solved by itself first: of so many are done `parts_done`, and there is no value yet
  int parts_done = 0;
  std::string work = {};  // which of several plans: "without X-NORTH, 3 of 20"; set by who asks for them
};

// One objective instead of three levels, to be minimised: of a weighted tonne in time minus `on_time`, of a weighted
// tonne-week late `lateness`, of the currency `cost`, and more for each tonne of a cargo that stays.
struct PlanWeights {
  double on_time = 0;
  double lateness = 0;
  double cost = 1;
  std::vector<double> undelivered;  // by cargo; empty: nothing
};

struct PlanOptions {
  double gap = 0;                      // relative, each level; 0: to the error of arithmetic
  std::array<double, 3> give_up{};     // by level: the share of its value that later ones may give up
  std::optional<std::chrono::steady_clock::time_point> deadline = {};  // all plans of a run share one
  int threads = 1;
  const std::atomic<bool>* cancel = nullptr;
  // Called from the solving thread, at most a few times a second.
  std::function<void(const PlanProgress&)> progress;  // a function: the caller's terminal or job list is not known here
  // The same options for one of several plans.
  PlanOptions of_several(const std::string& what, std::size_t number, std::size_t all) const {
    PlanOptions out = *this;
    if (progress)
      out.progress = [told = progress, work = what + ", " + std::to_string(number) + " of " + std::to_string(all)](PlanProgress now) {
        now.work = work;
        told(now);
      };
    return out;
  }

  const Plan* warm_start = nullptr;    // of an instance with the same nodes and links
  // Among equal plans the one that changes least from this: cargo is matched by id. Also a warm start.
  const PlanInstance* base_instance = nullptr;
  const Plan* base = nullptr;
  // Then without a base, and the plan has one level, `weighted`: for the measurements of bench/; see docs/planning.md.
  std::optional<PlanWeights> weights;

  // By whom the run was ended, after which no plan is begun any more; nothing while it goes on.
  std::optional<PlanStatus> ended_by() const {
    if (cancel != nullptr && cancel->load()) return PlanStatus::interrupted;
    if (deadline && std::chrono::steady_clock::now() >= *deadline) return PlanStatus::time_limit;
    return std::nullopt;
  }
};

// The plan that delivers most weight on time, of those the one with the least weighted lateness, of those the cheapest.
//
//   1. Lateness counts weeks after the due date; what is not delivered counts until the week after the horizon (or after
//      its `latest`, or its crew's week). Cost is links (whole vehicles) and holding.
//   2. Every plan has passed plan/checker.h.
//   3. The bound of a level holds for every plan that keeps the levels before it as well as this one does. It is
//      recomputed from prices by full pricing, never read from the LP solver; it knows lots and vehicles in part, minimum
//      rates only in small networks, where it may be the bound of a mixed integer programme (plan/run_choice.h).
//   4. The same instance and options give the same plan, on one thread or many, when no clock ends the run.
//   Errors: nothing_to_do without links or cargo. An instance in which nothing can move is no error: infeasible.
//   Source: column generation on the time-expanded network (Dantzig-Wolfe), docs/planning.md.
Result<Plan> optimise(const PlanInstance& instance, const PlanOptions& options = {});

}  // namespace servanda
