#pragma once

#include <set>
#include <vector>

#include "book/snapshot.h"
#include "views/netting.h"
#include "views/status.h"

namespace servanda {

// What sources state, side by side with what totals count (views/status.h, rule 6).

// The newest actual report of each series; those that neither date nor grade tells apart stand side by side.
std::vector<SeriesFigure> newest_reports(const Snapshot& snapshot);

// The groups of entries that conflicts_with joins, and of reports of one series, unit, donors, period and day that two
// sources give otherwise (bounds that leave room for each other, and 5 percent about `approx`, do not); each with what they
// say and the best graded of those that totals count; reports are in no total, so there one that repeats another may be it, and none that is
// part of another or replaced. Where all say the same there is no disagreement.
std::vector<Conflict> disagreements(const Snapshot& snapshot, const Netting& netting);
// The reports that are part of another or replaced by it.
std::set<RowIndex> reports_held(const Snapshot& snapshot);

}  // namespace servanda
