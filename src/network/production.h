#pragma once

#include "book/snapshot.h"
#include "network/cargo.h"
#include "network/weeks.h"

namespace servanda {

// A site with a stated monthly capacity turns contracts into ready items: what starts from it and no event calls ready
// becomes ready when the site has made it.
//
// Rules
//   1. The capacity of a month is the newest statement at or before it, of announced and actual ones; of one month the
//      actual one counts. A target is a wish and counts for nothing. Before the first statement the site makes nothing.
//   2. A day makes its month's capacity / days of the month, times what closures of the site leave. What is made before it
//      is asked for is kept.
//   3. The unit of a ramp (`vehicle/month`) says which lines it counts: those of items with that unit. Lines of other
//      units are not limited. All ramps of a site must have one unit; else none of them limits, and a note says so.
//   4. Consignments are made one after the other: by planned ready date, then due date, priority and content.
//   5. A consignment is ready at the end of the week in which its last item is made, or on its planned date if that is
//      later. What is never made within the weeks is ready on the day after them.
std::vector<std::string> apply_ramps(const Snapshot& snapshot, Weeks weeks, Cargoes& cargoes);

}  // namespace servanda
