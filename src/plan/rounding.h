#pragma once

#include <cstdint>
#include <vector>

#include "plan/master.h"
#include "plan/residual.h"

namespace servanda {

struct WholeMove {
  int cargo = 0;
  std::vector<std::int32_t> arcs;
  int arrival = 0;
  PlanTonnes tonnes = 0;
  std::int64_t lots = 0;
};

// Whole lots, or whole counts of 1e-4 t, from the flows of the master: what is whole stays, what is left seeks new ways
// through what the limits leave, in order of weight, due week and index; links below their minimum are emptied and shut
// for that week until none is left. `residual` ends as what the moves leave.
std::vector<WholeMove> whole_moves(const PlanInstance& instance, const SpaceTime& space,
                                   const std::vector<FlowColumn>& columns, const std::array<double, 3>& weights,
                                   Residual& residual);

}  // namespace servanda
