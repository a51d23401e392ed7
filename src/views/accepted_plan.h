#pragma once

#include <vector>

#include "forecast/accepted_plan.h"

namespace servanda {

// The plans that were accepted into the book (`plan --accept`), by known day, of one day the one that stands last in the book.
// What the Snapshot's reader may not see is not there. Split consignments are taken apart into ways by departure.
//   Error bad_input where a content is none that this version prints.
Result<std::vector<AcceptedPlan>> accepted_plans(const Snapshot& snapshot);

}  // namespace servanda
