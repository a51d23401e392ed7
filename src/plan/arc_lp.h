#pragma once

#include <array>

#include "network/instance.h"

namespace servanda {

// The same question as one LP over every arc of every cargo, for tests and benchmarks: none of the optimiser's code.
// Lots, vehicles and minimum rates are left out.
struct ArcLpAnswer {
  std::array<double, 3> levels{};  // on_time (higher is better), lateness, cost
  bool solved = false;
};

// All three levels, each held while the next is solved.
ArcLpAnswer solve_arc_lp(const PlanInstance& instance);

// One weighted objective, -on_time * weights[0] + lateness * weights[1] + cost * weights[2] + undelivered, by presolve and
// dual simplex, ended unsolved after `most_seconds` (0: never).
struct ArcLpWeighted {
  double value = 0;
  bool solved = false;
  int rows = 0;
  int columns = 0;
};
ArcLpWeighted solve_arc_lp(const PlanInstance& instance, const std::array<double, 3>& weights,
                           const std::vector<double>& undelivered, double most_seconds = 0);

}  // namespace servanda
