#pragma once

#include "book/snapshot.h"
#include "network/cargo.h"
#include "network/network.h"
#include "network/weeks.h"

namespace servanda {

// What a site makes beside its ramp: so many units a month, by week of the plan.
struct RampMore {
  std::string place;
  std::vector<Decimal> by_week;
};

// A site with a stated monthly capacity turns contracts into ready items: what starts from it and no event calls ready
// becomes ready when the site has made it.
//
// Rules
//   1. The capacity of a month is the newest statement at or before it, of announced and actual ones; of one month the
//      actual one counts. A target is a wish and counts for nothing. Before the first statement the site makes nothing.
//      What is asked for beside the ramp (RampMore) is made from its first week on, also before that statement.
//   2. A day makes its month's capacity / days of the month, times what closures of the site leave. What is made before it
//      is asked for is kept.
//   3. The unit of a ramp (`vehicle/month`) says which lines it counts: those of items with that unit. Lines of other
//      units are not limited. All ramps of a site must have one unit; else none of them limits, and a note says so.
//   4. Each week the site gives what it has made to the consignments whose planned date has come, one after the other: by
//      priority, then due date, planned date and content. What the first of them still lacks is kept for it. A plan does not
//      choose this order.
//   5. A consignment is ready at the end of the week in which it has got all, or on its planned date if that is
//      later. What never gets all within the weeks is ready on the day after them. `after` names those that got theirs
//      while it waited.
std::vector<std::string> apply_ramps(const Snapshot& snapshot, Weeks weeks, Cargoes& cargoes, const std::vector<Closure>& closures = {},
                                     const std::vector<RampMore>& more = {});

// Whether a site has a ramp that limits it (rules 1 and 3).
bool has_ramp(const Snapshot& snapshot, const std::string& place);

}  // namespace servanda
