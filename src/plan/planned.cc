#include "plan/planned.h"

#include <algorithm>

#include "plan/matched.h"

namespace servanda {

namespace {

constexpr int kCrewRounds = 3;

std::vector<int> usable_weeks(const PlanInput& input, const Plan& plan) {
  std::vector<int> out;
  for (std::size_t i = 0; i < plan.lines.size(); ++i)
    out.push_back(plan.lines[i].arrival < 0 ? input.instance.weeks : std::max(plan.lines[i].arrival, input.instance.cargo[i].crew_week));
  return out;
}

// By cargo; what `base` does not have takes its crew last.
std::vector<int> crew_weeks_of(const PlanInstance& base, const PlanInstance& instance) {
  const std::vector<int> before = matched(instance.cargo, base.cargo);
  std::vector<int> out;
  for (const int k : before) out.push_back(k < 0 ? instance.weeks : base.cargo[static_cast<std::size_t>(k)].crew_week);
  return out;
}

Result<Planned> plan_from(const Snapshot& snapshot, PlanInput input, PlanOptions options) {
  ASSIGN_OR_RETURN(Plan plan, optimise(input.instance, options));
  for (int round = 0; input.usable == Usable::crewed && round < kCrewRounds && finished(plan.status); ++round) {
    const PlanInstance before = input.instance;
    give_crews(snapshot, input, usable_weeks(input, plan));
    if (input.instance == before) break;
    options.base_instance = &before;
    options.base = &plan;
    ASSIGN_OR_RETURN(Plan next, optimise(input.instance, options));
    plan = std::move(next);
  }
  return Planned{std::move(input), std::move(plan)};
}

}  // namespace

Result<Planned> plan_programme(const Snapshot& snapshot, Usable usable, const PlanOptions& options, const PlanHorizon& horizon) {
  ASSIGN_OR_RETURN(PlanInput input, plan_input(snapshot, usable, horizon));
  return plan_from(snapshot, std::move(input), options);
}

Result<Planned> replan(const Snapshot& snapshot, const Planned& base, PlanOptions options, PlanHorizon horizon, const std::vector<Closure>& closures) {
  options.base_instance = &base.input.instance;
  options.base = &base.plan;
  horizon.at_least = base.input.instance.weeks;
  ASSIGN_OR_RETURN(PlanInput input, plan_input(snapshot, base.input.usable, horizon, closures));
  if (input.usable == Usable::crewed) give_crews(snapshot, input, crew_weeks_of(base.input.instance, input.instance));
  return plan_from(snapshot, std::move(input), options);
}

}  // namespace servanda
