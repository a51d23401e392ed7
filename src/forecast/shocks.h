#pragma once

#include <map>
#include <string>
#include <vector>

#include "book/snapshot.h"
#include "forecast/delays.h"
#include "forecast/simulate.h"

namespace servanda {

// What would have been said at an earlier origin of the consignments then open.
struct PastWindow {
  DayNumber origin = 0;
  DayNumber days = 0;
  struct One {
    std::string id;
    std::uint16_t mode;
    double odds;      // of arriving within the window
    double gradient;  // of the odds, by the logarithm of the hazard
  };
  std::vector<One> open;
};

// Windows that were computed already; several origins of one book share most of theirs. The key is (origin, days).
using PastWindows = std::map<std::pair<DayNumber, DayNumber>, PastWindow>;

// How strongly everything moves together, from rolling residuals of the share.
//
//   1. For each month before T whose window of `days` is over by T (at most kMostWindows): the book as it was known then,
//      its model, its share; against what T knows. Never what was known later: an origin sees its own Snapshot only.
//   2. Residual squared, less the variance of independent consignments, is shock variance times gradient squared
//      (by mode: half of the variance common to all modes, half each mode's own). Weighted least squares over the
//      windows, shrunk to `shock_sd` by the weight of `shock_windows` windows.
inline constexpr int kMostWindows = 36;
CommonShocks fit_shocks(const Snapshot& snapshot, const ShipmentLog& log, DayNumber days,
                        const DelayParameters& parameters, PastWindows& cache);

}  // namespace servanda
