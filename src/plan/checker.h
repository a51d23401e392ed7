#pragma once

#include <string>
#include <vector>

#include "network/instance.h"
#include "plan/plan.h"

namespace servanda {

// Verifies a plan against its instance in integers, sharing no code with the optimiser: capacities, handling, storage,
// hazardous limits, resources, minimum rates; calendars, ready dates, permits; conservation of each consignment; whole
// lots; and that arrival, lateness, shortness and use are what the moves say. One sentence each for what is broken;
// empty: the plan holds.
std::vector<std::string> check_plan(const PlanInstance& instance, const Plan& plan);

}  // namespace servanda
