#pragma once

#include <cstdint>
#include <tuple>

#include "book/snapshot.h"

namespace servanda {

// How much an entry weighs where sources disagree: the best credibility, then the best reliability of the entry, else of its
// source; what cannot be judged comes last. Then what was known last. Names decide nothing: where two are left, none is
// chosen. The smallest is the best.
using Grade = std::tuple<Cell, Cell, std::int64_t>;
// Whether an entry is of credibility 5 (improbable) or 6 (cannot be judged): totals count it, and say so.
bool is_doubtful(const Snapshot& snapshot, Table table, RowIndex row);
Grade grade(const Snapshot& snapshot, Table table, RowIndex row);

}  // namespace servanda
