#pragma once

#include <array>
#include <vector>

#include "network/instance.h"
#include "plan/mip.h"
#include "plan/plan.h"

namespace servanda {

// The oracle of tests of small networks: every way of every cargo is a column, of whole lots or of tonnes; vehicles are
// whole, and a link that has a minimum runs in a week with at least so much or not at all. Hazardous limits, resources and
// permits are left out.
struct AllPlans {
  Mip mip;
  std::array<std::vector<double>, 3> value;  // by column, of the levels: minus weighted t in time, weighted t-weeks, cost
  std::vector<double> tonnes;                // by column; vehicles and runs: 0
  double late_if_all_stay = 0;

  explicit AllPlans(const PlanInstance& instance);
  // The least value of a level among plans that keep those before it as `plan` does.
  double best(std::size_t level, const Plan& plan) const;

 private:
  void add(const std::vector<std::pair<int, double>>& entries, double most, bool whole, const std::array<double, 3>& values);
};

}  // namespace servanda
