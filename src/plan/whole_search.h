#pragma once

#include <cstdint>
#include <functional>

#include "plan/whole_plan.h"

namespace servanda {

// Betters a plan in whole lots by taking some cargo out and placing it anew, again and again.
//
//   1. Of each cargo that is late or short (of every cargo, where cost is what counts), the places that are in the way of
//      a better one are found; some of the cargo in them makes room, and seeks other ways after it.
//   2. A change stays if the levels before `level` stay within `held` and the others are better, in their order.
//   3. What is tried depends on the plan alone. The search ends when nothing that it tries betters the plan, or after
//      `steps` of work: a plan that it cannot better it returns as it is.
struct WholeSearch {
  const PlanInstance& instance;
  const SpaceTime& space;
  int level = 0;
  WholePlan::Value held{};
  std::int64_t steps = 0;
  std::function<bool()> stop;

  void better(WholePlan& plan) const;
};

// Whether `a` keeps the levels before `level` within `held` and betters `b` from there on.
bool betters(const WholePlan::Value& a, const WholePlan::Value& b, int level, const WholePlan::Value& held);

}  // namespace servanda
