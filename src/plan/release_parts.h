#pragma once

#include <vector>

#include "plan/master.h"

namespace servanda {

// Where a solve of everything may begin: cargo is parted by its week of release and each part solved as if it were alone;
// then two neighbours together from where both ended, and so on, until only all of them together are left to solve.
//
//   1. A cut lies where few limits are full, so what the parts do meets in few places, and joining them takes few pivots. A
//      programme of a part takes far less than its share of the time of one of everything.
//   2. Parts of one depth are solved beside each other, so the answer does not depend on `control.threads`.
//   3. Stopped, what the parts had by then, and first flows of those that were not begun; joined, it may break limits where
//      they meet.
//   stays: what a tonne of each cargo costs that is not delivered.
//   Empty where the cargo is too little, or released in too few weeks, to be parted, or where it was stopped at once.
FlowStart start_of_parts(const SpaceTime& space, const FlowObjective& objective, const std::vector<double>& stays,
                         const FlowControl& control);

}  // namespace servanda
