#pragma once

#include <string>
#include <vector>

#include "views/runway.h"

namespace servanda {

// What the newest accepted plan (table `plans`) will cost, by month (runway.h, rule 3).
//
// Rules
//   1. The newest plan that views/accepted_plan.h reads. One that this reader may not see is none.
//   2. What goes over a link in a week, all consignments together, costs its tonnes times the link's cost a tonne; where
//      the link goes by vehicles, those of whole vehicles. It counts in the month in which the week of departure begins.
//   3. A link that the book lacks, or that has no cost, is left out and named.
struct PlanCosts {
  std::string plan;  // blank: none is accepted
  std::optional<Day> known;
  std::vector<RunwayCost> costs;  // by month, in the programme's currency
  std::vector<std::string> left_out;
};
// Error bad_input for a plan whose content cannot be read.
Result<PlanCosts> accepted_plan_costs(const Snapshot& snapshot);

}  // namespace servanda
