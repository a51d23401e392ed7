#pragma once

#include "plan/master.h"
#include "plan/whole_plan.h"

namespace servanda {

// Whole lots by fixing and solving again: lots that the flows carry whole are kept, a part of the others is rounded up, and
// what is left is solved through what the limits leave, where fewer places hold a lot; until nothing more can be kept.
//   plan: what it has stays. first: the flows of what it has not; empty: to be found.
//   share: one in so many of the flows that carry no whole lot is rounded up at a time. Stopped, it leaves what it has.
void dive(WholePlan& plan, const PlanInstance& instance, const std::vector<FlowColumn>& first, std::size_t share,
          const FlowObjective& objective, const FlowControl& control);

}  // namespace servanda
