#pragma once

#include <functional>
#include <optional>

#include "plan/whole_search.h"

namespace servanda {

// Which links with a minimum run in which weeks: a mixed integer programme of arcs by week (COIN-OR Cbc), in which cargo
// waits for others, goes another way, or goes all in one week.
//
//   1. A network whose programme is small is solved as a whole, whether any link has a minimum or not: lots and vehicles
//      are in it too. Of a larger one, link by link, the cargo that is late or goes there, with ways not much longer than
//      its shortest, while all else stays where it is.
//   2. A plan is replaced only by one that is better by the goal, so it never gets worse.
//   3. What is done depends on the plan alone, and no clock ends it but `stop`.
struct RunChoice {
  bool solved = false;   // as a whole, within the gap
  double bound = -kFar;  // of the goal's level (or one objective), to be minimised, in tonnes and currency; -kFar: none
};

struct RunEffort {
  double gap = 0;          // that proves a whole network
  int parts_in_vain = 0;   // so many after each other that hardly better the plan end the search by parts
};

RunChoice choose_runs(std::optional<WholePlan>& plan, const PlanInstance& instance, const SpaceTime& space, const WholeGoal& goal,
                      const FlowObjective& objective, const RunEffort& effort, const std::function<bool()>& stop);

}  // namespace servanda
