#pragma once

#include "plan/plan.h"
#include "plan/residual.h"

namespace servanda {

// Why a line is late or short: the one thing that, relaxed alone, betters it, where there is such a thing.
//
//   1. No links lead there: no_path. 2. Not released within the horizon: what keeps it waiting: not_ready, ramp, unfunded.
//   3. It is there, and its crew is not: crew. 4. No way is fast enough however empty: what it waits for, if released at
//   once it would find room in time. 5. The place that blocks the way with the fewest full places, if a way opens without
//   it alone. 6. What it waits for, if that alone does. 7. Where only several things together would do: crew, the place
//   with the highest price, or transit.
//   `residual` is what the plan leaves; `line` has its moves.
PlanReason reason_of(const PlanInstance& instance, const SpaceTime& space, const Residual& residual,
                     const std::vector<double>& prices, int cargo, const PlanLine& line);

}  // namespace servanda
