#include "plan/planned.h"

namespace servanda {

Result<Planned> plan_programme(const Snapshot& snapshot, Usable usable, const PlanOptions& options, const PlanHorizon& horizon) {
  ASSIGN_OR_RETURN(PlanInput input, plan_input(snapshot, usable, horizon));
  ASSIGN_OR_RETURN(Plan plan, optimise(input.instance, options));
  return Planned{std::move(input), std::move(plan)};
}

Result<Planned> replan(const Snapshot& snapshot, const Planned& base, PlanOptions options, PlanHorizon horizon) {
  options.base_instance = &base.input.instance;
  options.base = &base.plan;
  horizon.at_least = base.input.instance.weeks;
  return plan_programme(snapshot, base.input.usable, options, horizon);
}

}  // namespace servanda
