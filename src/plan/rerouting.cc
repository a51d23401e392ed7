#include "plan/rerouting.h"

#include <algorithm>

namespace servanda {
namespace {

// What is in time before lateness, lateness before cost.
FlowObjective objective_of(const SpaceTime& space) {
  double dearest = 1;
  for (const SpaceTime::Link& link : space.order) dearest = std::max(dearest, link.cost);
  return {{300 * dearest, 3 * dearest, 1}, {}};
}

}  // namespace

Rerouting::Rerouting(const PlanInstance& instance, const Plan& plan)
    : instance_(instance), space_(space_time(instance)), plan_(instance, space_, objective_of(space_)) {
  for (std::size_t k = 0; k < plan.lines.size(); ++k) {
    std::vector<WholeMove> moves;
    for (const PlanMove& move : plan.lines[k].moves) {
      std::vector<std::int32_t> arcs;
      for (const PlanLeg& leg : move.legs) arcs.push_back(leg.depart * space_.links + space_.position[index_of(leg.link)]);
      moves.push_back({static_cast<int>(k), std::move(arcs), move.arrival, move.tonnes, move.lots});
    }
    plan_.restore(moves);
  }
}

Rerouting::Cost Rerouting::without_link(int link, int from_week, int until_week) {
  std::vector<char> shut(index_of(space_.weeks * space_.links), 0);
  for (int week = from_week; week <= std::min(until_week, space_.weeks - 1); ++week) shut[index_of(week * space_.links + space_.position[index_of(link)])] = 1;
  return without(shut);
}

Rerouting::Cost Rerouting::without_node(int node, int from_week, int until_week) {
  std::vector<char> shut(index_of(space_.weeks * space_.links), 0);
  const auto within = [&](int week) { return week >= from_week && week <= until_week; };
  for (int at = 0; at < space_.links; ++at)
    for (int week = 0; week < space_.weeks; ++week) {
      const SpaceTime::Link& link = space_.order[index_of(at)];
      if ((link.from == node && within(week)) || (link.to == node && within(week + link.transit))) shut[index_of(week * space_.links + at)] = 1;
    }
  return without(shut);
}

Rerouting::Cost Rerouting::without(const std::vector<char>& shut) {
  const auto passes = [&](const WholeMove& move) { return std::any_of(move.arcs.begin(), move.arcs.end(), [&](std::int32_t arc) { return shut[index_of(arc)] != 0; }); };
  const WholePlan::Value before = plan_.value();
  std::vector<int> moved;
  for (int k = 0; k < static_cast<int>(instance_.cargo.size()); ++k)
    if (std::ranges::any_of(plan_.moves(k), passes)) moved.push_back(k);
  std::ranges::sort(moved, [&](int a, int b) { return plan_.before(WholePlan::Order::due, a, b); });
  for (std::int32_t arc = 0; arc < static_cast<std::int32_t>(shut.size()); ++arc)
    if (shut[index_of(arc)] != 0) plan_.shut(arc);
  std::vector<std::vector<WholeMove>> planned;
  for (const int k : moved) {
    planned.push_back(plan_.remove(k));
    std::vector<WholeMove> stays = planned.back();
    std::erase_if(stays, passes);
    plan_.restore(stays);
  }
  for (const int k : moved) plan_.place(k);
  const WholePlan::Value after = plan_.value();
  for (const int k : moved) plan_.remove(k);
  for (const std::vector<WholeMove>& moves : planned) plan_.restore(moves);
  plan_.open_all();
  return {static_cast<double>(after[0] - before[0]) / kTonne, static_cast<double>(after[1] - before[1]) / kTonne};
}

}  // namespace servanda
