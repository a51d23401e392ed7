#pragma once

#include <array>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "book/snapshot.h"
#include "forecast/accepted_plan.h"
#include "forecast/delays.h"
#include "forecast/simulate.h"

namespace servanda {

// Parts of a window, from its beginning: 1/24, 1/12, 1/6, 1/3, 1/2 and all of it.
inline constexpr std::size_t kWindowParts = 6;

// What would have been said at an earlier origin of the consignments then open.
struct PastWindow {
  DayNumber origin = 0;
  DayNumber days = 0;
  struct One {
    std::string id;
    std::uint16_t mode;
    using Odds = std::array<double, kWindowParts>;  // of arriving by the end of each part of the window
    Odds hazards, past;                             // by the hazards alone, and by the lags seen alone
  };
  std::vector<One> open;
};

// Windows that were computed already; several origins of one book share most of theirs. The key is (origin, days, stage, whether
// accepted plans were followed).
using PastWindows = std::map<std::tuple<DayNumber, DayNumber, Stage, bool>, PastWindow>;

// How strongly everything moves together, from rolling residuals of the share.
//
//   1. For each month before T whose window of `days` is over by T (at most kMostWindows): the book as it was known then,
//      its model, its share; against what T knows. Never what was known later: an origin sees its own Snapshot only.
//   2. Residual squared, less the variance of independent consignments, is shock variance times gradient squared, where
//      the law of each consignment stays what it is whatever the shock (mixed_hazard.h)
//      (by mode: half of the variance common to all modes, half each mode's own). Least squares over the windows, which
//      count alike, shrunk to `shock_sd` by the weight of `shock_windows` windows.
//   3. The weight of the lags seen beside the hazards is the one with which the odds of these windows and of their parts would
//      have missed least (least squares, shrunk to none by `past_ridge`).
//   4. Where `progress` stops it, the newest windows, those that were done, count.
inline constexpr int kMostWindows = 36;
CommonShocks fit_shocks(const Snapshot& snapshot, const ShipmentLog& log, DayNumber days,
                        const DelayParameters& parameters, PastWindows& cache, const WorkProgress& progress, const ReadAcceptedPlans& plans = {});

}  // namespace servanda
