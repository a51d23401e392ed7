#pragma once

#include <optional>

#include "forecast/accepted_plan.h"

namespace servanda {

// The newest plan that was accepted into the book (`plan --accept`), by its known day, then by its place in the book. What
// the Snapshot's reader may not see is not there. Split consignments are taken apart into ways by departure.
//   Error bad_input where its content is none that this version prints.
Result<std::optional<AcceptedPlan>> accepted_plan(const Snapshot& snapshot);

}  // namespace servanda
