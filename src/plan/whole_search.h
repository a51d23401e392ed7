#pragma once

#include <cstdint>
#include <functional>

#include "plan/whole_plan.h"

namespace servanda {

// What makes one plan in whole lots better than another: the levels from `level` on, in their order, with those before it
// within `held`; or, if `weighted`, the one objective by which ways are sought.
struct WholeGoal {
  int level = 0;
  WholePlan::Value held{};
  bool weighted = false;
  int first = 0;  // a search goes by the levels from here on: by all, where none before `level` is given up in part

  bool keeps(const WholePlan::Value& value) const;
  bool betters(const WholePlan& a, const WholePlan& b) const;
};

// Betters a plan in whole lots by taking some cargo out and placing it anew, again and again.
//
//   1. Of each cargo that is late or short (of every cargo, where cost counts), the places that are in the way of a better
//      one are found; some of the cargo in them makes room, and seeks other ways after it.
//   2. What is tried depends on the plan alone. A plan that cannot be bettered is returned as it is.
class WholeSearch {
 public:
  WholeSearch(const PlanInstance& instance, const SpaceTime& space, const WholeGoal& goal, std::function<bool()> stop)
      : instance_(instance), space_(space), goal_(goal), stop_(std::move(stop)) {}

  // A change stays if it betters the plan; until nothing that is tried does, or after `steps` of work.
  void descend(WholePlan& plan, std::int64_t steps) const;
  // A change stays if it makes the one objective no worse, or not much: less and less, in so many tries, or `steps` of work.
  //   Source: Kirkpatrick, Gelatt and Vecchi (1983), Optimization by simulated annealing.
  WholePlan annealed(const WholePlan& plan, std::int64_t tries, std::int64_t steps) const;

 private:
  const PlanInstance& instance_;
  const SpaceTime& space_;
  const WholeGoal& goal_;
  std::function<bool()> stop_;
};

}  // namespace servanda
