#pragma once

#include "plan/plan.h"
#include "plan/residual.h"

namespace servanda {

// Why a line is late or short: the one thing that, relaxed alone, betters it, where there is such a thing.
//
//   1. not released within the horizon, or what keeps it waiting: not_ready, ramp, unfunded. 2. No links lead there:
//   no_path. 3. Even through empty places it could not arrive by then: what it waits for if an earlier release would do,
//   else transit. 4. It is there, and its crew is not: crew. 5. Otherwise the place that blocks the way with the fewest
//   full places; of several the one without which a way opens, else the dearest by price.
//   `residual` is what the plan leaves; `line` has its moves.
PlanReason reason_of(const PlanInstance& instance, const SpaceTime& space, const Residual& residual,
                     const std::vector<double>& prices, int cargo, const PlanLine& line);

}  // namespace servanda
