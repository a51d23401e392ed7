#pragma once

#include <vector>

#include "book/snapshot.h"
#include "views/netting.h"
#include "views/status.h"

namespace servanda {

// What sources state, side by side with what totals count (views/status.h, rule 6).

// The newest actual report of each series; those that neither date nor grade tells apart stand side by side.
std::vector<SeriesFigure> newest_reports(const Snapshot& snapshot);

// The groups of entries that conflicts_with joins, each with what they say and the best graded of those that totals count.
std::vector<Conflict> disagreements(const Snapshot& snapshot, const Netting& netting);

}  // namespace servanda
