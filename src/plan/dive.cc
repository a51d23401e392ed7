#include "plan/dive.h"

#include <algorithm>

namespace servanda {
namespace {

constexpr int kMostDives = 400;

// What is left to plan, and what the limits leave for it; links, nodes and cargo keep their places.
PlanInstance left_of(const PlanInstance& instance, const SpaceTime& space, const WholePlan& plan) {
  PlanInstance out = instance;
  const auto restate = [&](std::vector<PlanTonnes>& limits, const auto& at) {
    for (std::size_t week = 0; week < limits.size(); ++week)
      if (limits[week] != kNoLimit && static_cast<int>(week) < space.weeks) limits[week] = plan.residual().left(at(static_cast<int>(week)));
  };
  for (int l = 0; l < space.links; ++l)
    restate(out.links[index_of(space.order[index_of(l)].original)].capacity, [&](int week) { return space.link_limit(l, week); });
  for (int n = 0; n < space.nodes; ++n) {
    restate(out.nodes[index_of(n)].handling, [&](int week) { return space.handling(n, week); });
    restate(out.nodes[index_of(n)].storage, [&](int week) { return space.storage(n, week); });
    restate(out.nodes[index_of(n)].hazardous, [&](int week) { return space.hazard(n, week); });
  }
  for (std::size_t r = 0; r < out.resources.size(); ++r)
    restate(out.resources[r].amount, [&](int week) { return space.resource(static_cast<int>(r), week); });
  for (std::size_t k = 0; k < out.cargo.size(); ++k) {
    out.cargo[k].lots = plan.lots_left(static_cast<int>(k));
    out.cargo[k].tonnes = plan.left(static_cast<int>(k));
  }
  return out;
}

// Keeps what is whole, then rounds up a share of the rest, the fullest and weightiest first. Whether there was any.
bool keep_some(WholePlan& plan, const PlanInstance& instance, const std::vector<FlowColumn>& columns, std::size_t share) {
  bool kept = false;
  std::vector<const FlowColumn*> parts;
  for (const FlowColumn& column : columns) {
    if (column.flow <= 0) continue;
    if (plan.keep(column) > 0) {
      kept = true;
    } else {
      parts.push_back(&column);
    }
  }
  const auto worth = [&](const FlowColumn* column) {
    const double lot = static_cast<double>(std::max<PlanTonnes>(1, plan.smallest(column->cargo))) / kTonne;
    return std::min(1.0, column->flow / lot) * static_cast<double>(instance.cargo[index_of(column->cargo)].weight);
  };
  std::stable_sort(parts.begin(), parts.end(), [&](const FlowColumn* a, const FlowColumn* b) { return worth(a) > worth(b); });
  std::size_t left = parts.size() / share + 1;
  for (const FlowColumn* column : parts) {
    if (left == 0) break;
    if (plan.put(column->cargo, column->arcs, column->arrival, plan.smallest(column->cargo)) <= 0) continue;
    kept = true;
    --left;
  }
  return kept;
}

}  // namespace

void dive(WholePlan& plan, const PlanInstance& instance, const std::vector<FlowColumn>& first, std::size_t share,
          const FlowObjective& objective, const FlowControl& control) {
  const SpaceTime space = space_time(instance);
  bool going = first.empty() || keep_some(plan, instance, first, share);
  for (int dives = 1; going && dives < kMostDives && !(control.stop && control.stop()); ++dives) {
    const PlanInstance rest = left_of(instance, space, plan);
    const SpaceTime narrower = space_time(rest, KnowsLots::by_row);
    FlowMaster master(narrower, control);
    master.solve(objective);
    going = keep_some(plan, instance, master.columns(), share);
  }
}

}  // namespace servanda
