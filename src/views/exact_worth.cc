#include "views/exact_worth.h"

#include <algorithm>
#include <iterator>

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

// What is gained: more in time, less lateness, less cost. Nothing where one of the two plans is not finished.
Result<ExactWorth> gain(const Planned& planned, const PlanInstance& changed, PlanOptions options, PlanTonnes more) {
  options.base_instance = &planned.input.instance;
  options.base = &planned.plan;
  ExactWorth out{Decimal::whole(more), planned.plan.status};
  if (const auto by = options.ended_by(); by && finished(out.status)) out.status = *by;
  if (!finished(out.status)) return out;
  ASSIGN_OR_RETURN(const Plan plan, optimise(changed, options));
  out.status = plan.status;
  if (!finished(out.status)) return out;
  out.gains.emplace();
  for (std::size_t level = 0; level < out.gains->size() && level < plan.levels.size(); ++level)
    (*out.gains)[level] = fixed_point((plan.levels[level].value - planned.plan.levels[level].value) * (level == 0 ? 1 : -1));
  return out;
}

}  // namespace

Status state_exact_worth(const Planned& planned, std::size_t count, const PlanOptions& options, PlanResult& result) {
  for (const PlanTonnes more : kMoreTonnes) result.planned_anew.push_back(Decimal::whole(more));
  const std::size_t places = std::min(count, result.bottlenecks.size());
  const std::size_t lines = std::min(count, result.readiness.size());
  const std::size_t all = places * std::size(kMoreTonnes) + lines;
  std::size_t number = 0;
  for (std::size_t i = 0; i < places; ++i)
    for (const PlanTonnes more : kMoreTonnes) {
      BottleneckRow& row = result.bottlenecks[i];
      ASSIGN_OR_RETURN(const ExactWorth worth, gain(planned, with_more(planned.input.instance, row, more), options.of_several("more at " + row.place, ++number, all), more));
      row.exact.push_back(worth);
    }
  for (std::size_t i = 0; i < lines; ++i) {
    ReadinessRow& row = result.readiness[i];
    PlanInstance changed = planned.input.instance;
    --changed.cargo[static_cast<std::size_t>(row.cargo)].release;
    ASSIGN_OR_RETURN(const ExactWorth worth, gain(planned, changed, options.of_several(row.consignment + " a week earlier", ++number, all), 1));
    row.exact = worth;
  }
  return {};
}

}  // namespace servanda
