#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/partial_date.h"
#include "base/result.h"
#include "book/scenario.h"
#include "book/snapshot.h"
#include "plan/planned.h"
#include "views/plan_view.h"

namespace servanda {

// What slips if a place closes, a capacity changes, something is ready on another day, or a link is added.
//
// Rules
//   1. What is asked becomes a scenario (book/scenario.h), the same as a file would say; several changes at once.
//   2. The plan of the scenario starts from the base plan, and among equal ones is the one that changes least from it.
//   3. Changed is every line that arrives in another week, is late by other weeks, is short by other tonnes, goes another way
//      or in other weeks, or is in only one of the plans. `slips` counts weeks of arrival; a line that no longer arrives slips without end.
//   4. A line pays if it is later or shorter than before.
//      Of a line that pays, `through` is what the scenario changes and it was to pass then, is made at, or is held by now; where it is none of them, it
//      pays for others, which take its room. A reason that the line had before explains no slip.
//   5. Differences are stated between two finished plans: where one of them was ended before, none is, and the answer says so.
//   6. Both plans look equally far. Where what is asked needs later weeks, its plan looks further, and the answer says so.
struct WhatIfAsked {
  std::vector<std::string> close;      // PLACE:FROM..UNTIL, or PLACE:FROM..UNTIL=SHARE_LEFT
  std::vector<std::string> capacity;   // PLACE=+20%, PLACE=-10%, PLACE=350 (tonnes a week; of a resource its amount), and
                                       // NODE.handling, NODE.storage, NODE.hazardous or SITE.ramp in place of PLACE
  std::vector<std::string> ready;      // CONSIGNMENT=DATE
  std::vector<std::string> add_links;  // FROM:TO:COLUMN=VALUE,…
  bool empty() const { return close.empty() && capacity.empty() && ready.empty() && add_links.empty(); }
};

// Errors: bad_usage for what is not of the form above, a share of a capacity that is not reported, two that say the same thing otherwise, or a node alone of which no
// handling is (which of its limits is meant?); bad_input for a place,
// link, resource or consignment that the snapshot does not show, a share outside 0 to 1, a column or value that links do not take.
Result<Scenario> what_if_scenario(const Snapshot& snapshot, const WhatIfAsked& asked);

struct WhatIfLine {
  std::string consignment;
  int part = 0;
  std::int64_t priority = 0;
  Decimal tonnes;
  std::string was;  // week of arrival; blank: does not arrive, or is not in that plan
  std::string is;
  std::optional<int> slips;  // weeks of the last arrival
  Decimal later_tonnes;    // the most by which it lies behind what was planned, in any week
  Decimal earlier_tonnes;  // the most by which it lies before it
  Decimal more_in_time;    // tonnes that arrive by the due week beyond what was planned; below zero: fewer
  int was_late = 0;
  int late_weeks = 0;
  Decimal was_short;
  Decimal short_tonnes;
  std::optional<PlanReasonRow> reason;
  bool pays = false;
  std::string was_reason;  // blank: had none
  std::string through;     // id; blank: pays for others, or does not pay
  std::string was_way;  // plan_view.h; blank: does not arrive, or is not in that plan
  std::string way;
};

struct WhatIfResult {
  Day as_known;
  std::string head;
  std::string scenario;
  std::string description;
  std::string status;
  bool checked = false;
  std::string base_status;
  bool finished = true;  // both plans; else nothing is compared
  std::vector<PlanLevelRow> base_levels;
  std::vector<PlanLevelRow> levels;
  std::vector<WhatIfLine> changed;  // those that pay first, the most weeks first; then those that gain; then by consignment
  std::int64_t unchanged = 0;
  std::optional<PlanHorizonRow> base_horizon = {};
  std::optional<PlanHorizonRow> horizon = {};
  std::vector<PlanScheduleRow> schedule = {};  // of the plan of the scenario
  std::vector<std::string> notes = {};  // what closes, limits or changes nothing, as it names what is not there
  bool asks_nothing = false;  // the scenario leaves the question to the planner as it was
};

// What a scenario changes of the network and of consignments: each place, and when; blank dates are open.
struct TouchedPlace {
  std::string place;
  std::optional<PartialDate> from = {};
  std::optional<PartialDate> until = {};
};
std::vector<TouchedPlace> touched_by(const Scenario& scenario);

// `scenario` is not planned where the base plan was ended: it is `base` then.
WhatIfResult what_if(const PlanResult& base, const PlanResult& scenario, std::string name, std::string description,
                     const std::vector<TouchedPlace>& touched = {});
Json to_json(const WhatIfResult& result);
std::vector<Sheet> to_sheets(const WhatIfResult& result);

}  // namespace servanda
