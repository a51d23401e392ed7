#include "views/exact_worth.h"

#include <algorithm>

#include "plan/fixed_point.h"
#include "plan/limits_of.h"

namespace servanda {
namespace {

constexpr PlanTonnes kMoreTonnes[] = {1, 10};

PlanInstance with_more(PlanInstance instance, const BottleneckRow& row, PlanTonnes more) {
  if (std::vector<PlanTonnes>* limits = limits_of(instance, row.at); limits != nullptr && !limits->empty())
    for (const int week : row.week_numbers)
      if (PlanTonnes& limit = (*limits)[static_cast<std::size_t>(week)]; limit != kNoLimit) limit += more * kTonne;
  return instance;
}

// What is gained: more in time, less lateness, less cost.
Result<ExactWorth> gain(const Planned& planned, const PlanInstance& changed, PlanOptions options, PlanTonnes more) {
  options.base_instance = &planned.input.instance;
  options.base = &planned.plan;
  ASSIGN_OR_RETURN(const Plan plan, optimise(changed, options));
  ExactWorth out{Decimal::whole(more), {}};
  for (std::size_t level = 0; level < out.gains.size() && level < plan.levels.size(); ++level)
    out.gains[level] = fixed_point((plan.levels[level].value - planned.plan.levels[level].value) * (level == 0 ? 1 : -1));
  return out;
}

}  // namespace

Status state_exact_worth(const Planned& planned, std::size_t count, const PlanOptions& options, PlanResult& result) {
  for (const PlanTonnes more : kMoreTonnes) result.planned_anew.push_back(Decimal::whole(more));
  for (std::size_t i = 0; i < std::min(count, result.bottlenecks.size()); ++i)
    for (const PlanTonnes more : kMoreTonnes) {
      BottleneckRow& row = result.bottlenecks[i];
      ASSIGN_OR_RETURN(const ExactWorth worth, gain(planned, with_more(planned.input.instance, row, more), options, more));
      row.exact.push_back(worth);
    }
  for (std::size_t i = 0; i < std::min(count, result.readiness.size()); ++i) {
    ReadinessRow& row = result.readiness[i];
    PlanInstance changed = planned.input.instance;
    --changed.cargo[static_cast<std::size_t>(row.cargo)].release;
    ASSIGN_OR_RETURN(const ExactWorth worth, gain(planned, changed, options, 1));
    row.exact = worth;
  }
  return {};
}

}  // namespace servanda
