#pragma once

#include <cstddef>

#include "base/result.h"
#include "plan/planned.h"
#include "views/plan_view.h"

namespace servanda {

// What bottlenecks and earlier readiness are worth, by planning anew instead of by prices: the first `count` rows of each.
//
//   1. A place has kMoreTonnes more in each week in which it binds, a resource as many units more; a consignment may leave a
//      week earlier. Each is planned anew from the plan, so none is worth less than nothing in the first level that differs.
//   2. A price is the worth of the first grain more, in fractions: whole lots and vehicles, or two full places one after the
//      other, make one tonne more worth less, and ten more, or nothing.
//   3. Beside a plan that was ended before it was finished, nothing is stated; nor of what was not planned anew to its end.
//   Errors: those of optimise().
Status state_exact_worth(const Planned& planned, std::size_t count, const PlanOptions& options, PlanResult& result);

}  // namespace servanda
