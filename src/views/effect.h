#pragma once

#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "views/diff.h"
#include "views/prices.h"

namespace servanda {

// The totals of the funnel at both ends of a diff: each stage's sums and records, where they differ. The two funnels are counted
// on two threads. Error as of status().
Result<std::vector<EffectFigure>> effect_between(const Snapshot& from, const Snapshot& to, const Prices& prices = {});

}  // namespace servanda
