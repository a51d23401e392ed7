#pragma once

#include "network/instance.h"

namespace servanda {

// Whether a change of an instance only takes away: no plan is possible afterwards that was not possible before, and none is
// worth more. So a plan that was the best, still holds and is worth what it was, is the best still. Nodes, links, resources
// and cargo are found again by id.
//
//   1. Limits are lower or the same, minimums, permits, costs and uses of resources higher or the same; links are removed.
//   2. Cargo is the same, ready later, due sooner, or its crew later. Later readiness gives something where goods that wait
//      at their origin take room or cost something: then this is false.
//   3. Other weeks, transit, vehicles, lots or tonnes are no change of this kind.
bool only_takes(const PlanInstance& before, const PlanInstance& after);

}  // namespace servanda
