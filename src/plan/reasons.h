#pragma once

#include "plan/plan.h"
#include "plan/residual.h"

namespace servanda {

// Why a line is late or short: the fewest things that, out of the way together, let some of it arrive better while all
// other cargo stays where it is; without any of them nothing would.
//
//   1. They are: what its release waits for (not_ready, ramp, unfunded; several, where they end in the same week), permits, its
//      crew, full places in some weeks (capacity; ramp, of a link that makes or trains), links that would run with less than their minimum although all that is late or
//      short of it went there (below_minimum), and, where no way is fast enough however empty, transit; where none leads
//      there, no_path. What is released in week 0 waits for nothing.
//   2. Of as few, those that let it arrive soonest, so what holds it up longest; of these, full places come before release, release
//      before permits (behind them where it is released in time for a way without permits), both before crew, crew before
//      transit. The first is the reason, the dearest place at the plan's prices; the others go along with it.
//   3. "Some of it" is a lot, of divisible cargo a tonne, or what is late or short where that is less; of what is late, from
//      the move that arrives last, which then takes up nothing where it went.
//   4. Where there is room, the links with a minimum that would not run for so much, or that it would leave below it, are the
//      reason. It is transit too where nothing betters it, since it arrived in the first week.
//   5. given_up: a better way is free for it, and the plan pays less for that: what PlanOptions allow to give up or weigh; or
//      the search ended before.
//   `residual` is what the plan leaves, and left as it is given; `loads`, by arc, what goes there, empty if no link has a minimum; `line` has its moves.
std::vector<PlanReason> reasons_of(const PlanInstance& instance, const SpaceTime& space, Residual& residual,
                                   const std::vector<PlanTonnes>& loads, const std::vector<double>& prices, int cargo,
                                   const PlanLine& line);

}  // namespace servanda
