#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "views/trajectory.h"

namespace servanda {

// The lines of the trajectory that the briefing draws: those of one currency, basis and instrument, the one with the
// most pledged this year. The other kinds stand in a table.
struct TrajectoryLines {
  AmountKey key;
  std::vector<std::size_t> series;         // in TrajectoryResult::series: this year, the other as known then, as known now
  std::optional<std::size_t> growth;       // that the drawn lines show: with the periods that were over
  std::optional<std::size_t> growth_weeks;  // only what is dated to the day or week
};
// Empty if nothing was pledged in either year in the reporting currency.
std::optional<TrajectoryLines> trajectory_lines(const TrajectoryResult& result, Currency currency);

}  // namespace servanda
