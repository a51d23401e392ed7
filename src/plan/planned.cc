#include "plan/planned.h"

namespace servanda {

Result<Planned> plan_programme(const Snapshot& snapshot, Usable usable, const PlanOptions& options) {
  ASSIGN_OR_RETURN(PlanInput input, plan_input(snapshot, usable));
  ASSIGN_OR_RETURN(Plan plan, optimise(input.instance, options));
  return Planned{std::move(input), std::move(plan)};
}

Result<Planned> replan(const Snapshot& snapshot, const Planned& base, PlanOptions options) {
  options.base_instance = &base.input.instance;
  options.base = &base.plan;
  return plan_programme(snapshot, base.input.usable, options);
}

}  // namespace servanda
