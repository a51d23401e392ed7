#pragma once

#include <string_view>

#include "network/plan_input.h"
#include "plan/optimise.h"
#include "plan/plan.h"

namespace servanda {

// A programme and its plan: what views, forecasts, page and commands start from.
struct Planned {
  PlanInput input;
  Plan plan;
};

// What made a plan, as accepted plans say it.
inline constexpr std::string_view kPlanEngine = "servanda-plan-1";

// Reads the programme and plans it. With Usable::crewed, crews are given out anew to what the plan makes usable first, of which
// nothing has to wait longer, and it is planned again from there, until nothing changes, at most three times. Errors: those of plan_input() and optimise().
Result<Planned> plan_programme(const Snapshot& snapshot, Usable usable = Usable::arrived, const PlanOptions& options = {},
                               const PlanHorizon& horizon = {});

// The same, started from a plan of the same programme, and with the least change from it among equals. It looks as far as that
// plan does, or further where the programme asks for more and `horizon` for nothing. `closures` are added to the book's.
Result<Planned> replan(const Snapshot& snapshot, const Planned& base, PlanOptions options = {}, PlanHorizon horizon = {},
                       const std::vector<Closure>& closures = {});

}  // namespace servanda
