#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "views/trajectory.h"

namespace servanda {

// Lines that stand in one chart: those of one currency, basis and instrument, which are never added to others.
struct TrajectoryLines {
  AmountKey key;
  Wide pledged;                             // this year
  std::vector<std::size_t> series;          // in TrajectoryResult::series: this year, the other as known then, as known now
  std::optional<std::size_t> growth;        // with the periods that were over, as the drawn lines count
  std::optional<std::size_t> growth_weeks;  // only what is dated to the day or week
};
// The kinds of pledge in the reporting currency of which something was pledged this year, the largest first; the first
// few are drawn.
inline constexpr std::size_t kTrajectoriesShown = 3;
std::vector<TrajectoryLines> trajectory_lines(const TrajectoryResult& result, Currency currency);

}  // namespace servanda
