#include "plan/all_plans.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace servanda {
namespace {

struct Way {
  std::vector<std::pair<int, int>> legs;   // link, departs
  std::vector<std::pair<int, int>> holds;  // node, week
  int arrival = 0;
};

void find_ways(const PlanInstance& instance, int node, int week, int destination, const Way& so_far, std::vector<Way>& out) {
  if (node == destination) {
    out.push_back(so_far);
    out.back().arrival = week;
    return;
  }
  for (int l = 0; l < static_cast<int>(instance.links.size()); ++l) {
    const PlanLink& link = instance.links[static_cast<std::size_t>(l)];
    if (link.from != node) continue;
    Way way = so_far;
    for (int departs = week; departs + link.transit_weeks < instance.weeks; ++departs) {
      way.legs.emplace_back(l, departs);
      find_ways(instance, link.to, departs + link.transit_weeks, destination, way, out);
      way.legs.pop_back();
      way.holds.emplace_back(node, departs);
    }
  }
}

}  // namespace

AllPlans::AllPlans(const PlanInstance& instance) {
  std::map<std::tuple<int, int, int>, int> rows;  // kind, index, week
  const auto row = [&](int kind, int index, int week, const std::vector<PlanTonnes>& limits) {
    if (limits.empty()) return -1;
    const auto [found, fresh] = rows.try_emplace({kind, index, week}, 0);
    if (fresh) found->second = mip.row(-kNoBound, static_cast<double>(limits[static_cast<std::size_t>(week)]) / kTonne);
    return found->second;
  };
  std::map<std::pair<int, int>, int> vehicles;
  std::map<std::pair<int, int>, std::pair<int, int>> runs;  // at most all, at least the minimum
  const auto row_of = [&](auto& map, int l, int departs) {
    const auto [found, fresh] = map.try_emplace({l, departs}, 0);
    if (fresh) found->second = mip.row(-kNoBound, 0);
    return found->second;
  };
  double all_tonnes = 0;
  for (const PlanCargo& cargo : instance.cargo) {
    const bool whole = cargo.lots > 0;
    const double count = whole ? static_cast<double>(cargo.lots) : static_cast<double>(cargo.tonnes) / kTonne;
    const double lot = whole ? static_cast<double>(cargo.tonnes / cargo.lots) / kTonne : 1;
    const int all = mip.row(-kNoBound, count);
    const double stays = static_cast<double>(cargo.weight) * lot * std::max(1, instance.weeks - cargo.due);
    late_if_all_stay += stays * count;
    all_tonnes += lot * count;
    std::vector<Way> ways;
    find_ways(instance, cargo.origin, cargo.release, cargo.destination, {}, ways);
    for (const Way& way : ways) {
      std::map<int, double> entries{{all, 1.0}};
      double cost = 0;
      for (const auto& [node, week] : way.holds) {
        const PlanNode& of = instance.nodes[static_cast<std::size_t>(node)];
        if (const int at = node == cargo.origin ? -1 : row(2, node, week, of.storage); at >= 0) entries[at] += lot;
        cost += lot * static_cast<double>(of.holding_cost) / kTonne;
      }
      for (const auto& [l, departs] : way.legs) {
        const PlanLink& link = instance.links[static_cast<std::size_t>(l)];
        const int arrives = departs + link.transit_weeks;
        if (const int at = row(0, l, departs, link.capacity); at >= 0) entries[at] += lot;
        if (const int at = row(1, link.to, arrives, instance.nodes[static_cast<std::size_t>(link.to)].handling); at >= 0) entries[at] += lot;
        if (link.vehicle == 0) cost += lot * static_cast<double>(link.cost_per_tonne) / kTonne;
        else entries[row_of(vehicles, l, departs)] += lot;
        if (link.minimum == 0) continue;
        const auto [found, fresh] = runs.try_emplace({l, departs}, 0, 0);
        if (fresh) found->second = {mip.row(-kNoBound, 0), mip.row(0, kNoBound)};
        entries[found->second.first] += lot;
        entries[found->second.second] += lot;
      }
      const double late = static_cast<double>(cargo.weight) * lot * std::max(0, way.arrival - cargo.due);
      tonnes.push_back(lot);
      add({entries.begin(), entries.end()}, count, whole, {late > 0 ? 0 : -static_cast<double>(cargo.weight) * lot, late - stays, cost});
    }
  }
  for (const auto& [at, begun] : vehicles) {
    const PlanLink& link = instance.links[static_cast<std::size_t>(at.first)];
    const double size = static_cast<double>(link.vehicle) / kTonne;
    tonnes.push_back(0);
    add({{begun, -size}}, 1000, true, {0, 0, size * static_cast<double>(link.cost_per_tonne) / kTonne});
  }
  for (const auto& [at, limits] : runs) {
    tonnes.push_back(0);
    add({{limits.first, -all_tonnes}, {limits.second, -static_cast<double>(instance.links[static_cast<std::size_t>(at.first)].least(at.second)) / kTonne}}, 1, true, {});
  }
}

void AllPlans::add(const std::vector<std::pair<int, double>>& entries, double most, bool whole, const std::array<double, 3>& values) {
  MipColumn column;
  column.upper = most;
  column.whole = whole;
  column.entries = entries;
  for (std::size_t level = 0; level < 3; ++level) value[level].push_back(values[level]);
  mip.columns.push_back(std::move(column));
}

double AllPlans::best(std::size_t level, const Plan& plan) const {
  Mip asked = mip;
  for (std::size_t before = 0; before < level; ++before) {
    const double most = before == 0 ? -plan.levels[0].value : plan.levels[1].value - late_if_all_stay;
    const int row = asked.row(-kNoBound, most + 1e-6);
    for (std::size_t c = 0; c < asked.columns.size(); ++c)
      if (value[before][c] != 0) asked.columns[c].entries.emplace_back(row, value[before][c]);
  }
  for (std::size_t c = 0; c < asked.columns.size(); ++c) asked.columns[c].cost = value[level][c];
  const MipAnswer answer = solve_mip(asked, {1e-9, 100'000, {}});
  EXPECT_TRUE(answer.found && answer.proven);
  return answer.value + (level == 1 ? late_if_all_stay : 0);
}

}  // namespace servanda
