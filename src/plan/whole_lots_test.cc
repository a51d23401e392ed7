#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <random>

#include "plan/lot_rows.h"
#include "plan/mip.h"
#include "plan/optimise.h"

namespace servanda {
namespace {

int draw(std::mt19937& random, int from, int until) {
  return from + static_cast<int>(random() % static_cast<unsigned>(until - from + 1));
}

// Few places, each of a few lots.
PlanInstance crowded_instance(unsigned seed) {
  std::mt19937 random(seed);
  PlanInstance instance;
  instance.weeks = draw(random, 3, 5);
  const auto limits = [&](int least, int most) {
    std::vector<PlanTonnes> out;
    for (int w = 0; w < instance.weeks && least > 0; ++w) out.push_back(draw(random, least, most) * kTonne / 2);
    return out;
  };
  for (int n = 0; n < 4; ++n)
    instance.nodes.push_back({"N" + std::to_string(n), draw(random, 0, 1) == 0 ? limits(8, 30) : limits(0, 0),
                              draw(random, 0, 2) == 0 ? limits(4, 30) : limits(0, 0), {}, draw(random, 0, 2) * kTonne});
  for (int l = 0; l < 5; ++l) {
    PlanLink link;
    link.id = "L" + std::to_string(l);
    link.from = draw(random, 0, 2);
    link.to = draw(random, link.from + 1, 3);
    link.transit_weeks = draw(random, 0, 1);
    link.capacity = limits(4, 24);
    link.cost_per_tonne = draw(random, 1, 20) * kTonne;
    if (draw(random, 0, 1) == 0) link.vehicle = draw(random, 1, 20) * kTonne;
    instance.links.push_back(link);
  }
  const int cargoes = draw(random, 3, 7);
  for (int k = 0; k < cargoes; ++k) {
    PlanCargo cargo;
    cargo.id = "K" + std::to_string(k);
    cargo.origin = draw(random, 0, 2);
    cargo.destination = draw(random, cargo.origin + 1, 3);
    cargo.release = draw(random, 0, 1);
    cargo.due = draw(random, 0, instance.weeks - 1);
    cargo.lots = draw(random, 1, 3);
    cargo.tonnes = cargo.lots * draw(random, 4, 16) * kTonne / 2;
    cargo.weight = 1 << draw(random, 0, 3);
    instance.cargo.push_back(cargo);
  }
  return instance;
}

constexpr double kMostOfCost = 0.4;  // that bounds lack, for vehicles that leave half empty

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

// All plans in whole lots and whole vehicles.
struct AllPlans {
  Mip mip;
  std::array<std::vector<double>, 3> value;  // by column, of the levels: weighted t in time, weighted t-weeks, cost
  std::vector<double> tonnes;                // by column; vehicles: 0
  double late_if_all_stay = 0;

  explicit AllPlans(const PlanInstance& instance) {
    std::map<std::tuple<int, int, int>, int> rows;  // kind, index, week
    const auto row = [&](int kind, int index, int week, const std::vector<PlanTonnes>& limits) {
      if (limits.empty()) return -1;
      const auto [found, fresh] = rows.try_emplace({kind, index, week}, 0);
      if (fresh) found->second = mip.row(-kNoBound, static_cast<double>(limits[static_cast<std::size_t>(week)]) / kTonne);
      return found->second;
    };
    std::map<std::pair<int, int>, int> vehicles;
    for (const PlanCargo& cargo : instance.cargo) {
      const int all = mip.row(-kNoBound, static_cast<double>(cargo.lots));
      const double lot = static_cast<double>(cargo.tonnes / cargo.lots) / kTonne;
      const double stays = static_cast<double>(cargo.weight) * lot * std::max(1, instance.weeks - cargo.due);
      late_if_all_stay += stays * static_cast<double>(cargo.lots);
      std::vector<Way> ways;
      find_ways(instance, cargo.origin, cargo.release, cargo.destination, {}, ways);
      for (const Way& way : ways) {
        std::map<int, double> entries{{all, 1.0}};
        double cost = 0;
        for (const auto& [node, week] : way.holds) {
          const PlanNode& of = instance.nodes[static_cast<std::size_t>(node)];
          if (const int at = row(2, node, week, of.storage); at >= 0) entries[at] += lot;
          cost += lot * static_cast<double>(of.holding_cost) / kTonne;
        }
        for (const auto& [l, departs] : way.legs) {
          const PlanLink& link = instance.links[static_cast<std::size_t>(l)];
          const int arrives = departs + link.transit_weeks;
          if (const int at = row(0, l, departs, link.capacity); at >= 0) entries[at] += lot;
          if (const int at = row(1, link.to, arrives, instance.nodes[static_cast<std::size_t>(link.to)].handling); at >= 0) entries[at] += lot;
          if (link.vehicle == 0) {
            cost += lot * static_cast<double>(link.cost_per_tonne) / kTonne;
            continue;
          }
          const auto [found, fresh] = vehicles.try_emplace({l, departs}, 0);
          if (fresh) found->second = mip.row(-kNoBound, 0);
          entries[found->second] += lot;
        }
        const double late = static_cast<double>(cargo.weight) * lot * std::max(0, way.arrival - cargo.due);
        tonnes.push_back(lot);
        add(entries, static_cast<double>(cargo.lots), {late > 0 ? 0 : -static_cast<double>(cargo.weight) * lot, late - stays, cost});
      }
    }
    for (const auto& [at, begun] : vehicles) {
      const PlanLink& link = instance.links[static_cast<std::size_t>(at.first)];
      const double size = static_cast<double>(link.vehicle) / kTonne;
      tonnes.push_back(0);
      add({{begun, -size}}, 1000, {0, 0, size * static_cast<double>(link.cost_per_tonne) / kTonne});
    }
  }

  void add(const std::map<int, double>& entries, double most, const std::array<double, 3>& values) {
    MipColumn column;
    column.upper = most;
    column.whole = true;
    column.entries.assign(entries.begin(), entries.end());
    for (std::size_t level = 0; level < 3; ++level) value[level].push_back(values[level]);
    mip.columns.push_back(std::move(column));
  }

  // The least value of a level among plans that keep those before it as `plan` does.
  double best(std::size_t level, const Plan& plan) const {
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
};

TEST(WholeLots, NoPlanInWholeLotsBettersItsBoundAndMostAreFound) {
  int lots_matter = 0;
  std::array<int, 3> proven{}, found{};
  std::array<double, 3> bound_lacks{};
  double all_cost = 0;
  const int count = 120;
  for (unsigned seed = 1; seed <= count; ++seed) {
    const PlanInstance instance = crowded_instance(seed);
    const Plan plan = *optimise(instance);
    const AllPlans all(instance);
    PlanInstance divisible = instance;
    for (PlanCargo& cargo : divisible.cargo) cargo.lots = 0;
    lots_matter += optimise(divisible)->levels[0].bound > plan.levels[0].bound + 1e-3 ? 1 : 0;
    for (std::size_t level = 0; level < 3; ++level) {
      const double sign = level == 0 ? -1 : 1;
      const double best = all.best(level, plan);
      const double slack = 1e-5 * std::max(1.0, std::abs(best));
      EXPECT_LE(sign * plan.levels[level].bound, best + slack) << seed << " level " << level;
      EXPECT_GE(sign * plan.levels[level].value, best - slack) << seed << " level " << level;
      proven[level] += sign * plan.levels[level].bound >= best - slack ? 1 : 0;
      found[level] += sign * plan.levels[level].value <= best + slack ? 1 : 0;
      bound_lacks[level] += best - sign * plan.levels[level].bound;
      all_cost += level == 2 ? best : 0;
    }
  }
  EXPECT_GE(lots_matter, count / 2);
  EXPECT_GE(proven[0], count * 9 / 10);
  EXPECT_GE(proven[1], count * 17 / 20);
  EXPECT_GE(found[0], count * 19 / 20);
  EXPECT_GE(found[1], count * 19 / 20);
  EXPECT_GE(found[2], count * 17 / 20);
  EXPECT_LE(bound_lacks[2], kMostOfCost * all_cost);
}

// Whatever lots fit together count no more than one.
TEST(WholeLots, WhatFitsTogetherCountsNoMoreThanOne) {
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const int limit = draw(random, 1, 60);
    std::array<double, kLotShares> sum{};
    for (int left = limit; left > 0;) {
      const int lot = draw(random, 1, left);
      for (int row = 0; row < kLotShares; ++row) sum[static_cast<std::size_t>(row)] += lot_share(row, static_cast<double>(lot) / limit);
      left -= lot;
    }
    for (const double one : sum) EXPECT_LE(one, 1 + 1e-9) << limit;
  }
}

TEST(WholeLots, APlanForOneObjectiveIsWithinItsBoundAndMostAreTheBest) {
  int found = 0;
  const int count = 60;
  for (unsigned seed = 1; seed <= count; ++seed) {
    const PlanInstance instance = crowded_instance(seed);
    PlanOptions options;
    options.weights = PlanWeights{200, 30, 1, std::vector<double>(instance.cargo.size(), 500)};
    const Plan plan = *optimise(instance, options);
    ASSERT_EQ(plan.levels.size(), 1u);
    EXPECT_TRUE(plan.checked);
    const AllPlans all(instance);
    Mip asked = all.mip;
    double all_stay = 30 * all.late_if_all_stay;
    for (const PlanCargo& cargo : instance.cargo) all_stay += 500 * static_cast<double>(cargo.tonnes) / kTonne;
    for (std::size_t c = 0; c < asked.columns.size(); ++c)
      asked.columns[c].cost = 200 * all.value[0][c] + 30 * all.value[1][c] + all.value[2][c] - 500 * all.tonnes[c];
    const MipAnswer answer = solve_mip(asked, {1e-9, 100'000, {}});
    ASSERT_TRUE(answer.found && answer.proven);
    const double best = answer.value + all_stay;
    const double slack = 1e-5 * std::max(1.0, std::abs(best));
    EXPECT_LE(plan.levels[0].bound, best + slack) << seed;
    EXPECT_GE(plan.levels[0].value, best - slack) << seed;
    found += plan.levels[0].value <= best + slack ? 1 : 0;
  }
  EXPECT_GE(found, count * 17 / 20);
}

// The most that lots which fit together count, by the rows' own sizes of classes.
double most_of_a_fit(const std::vector<double>& sizes, const std::vector<double>& counts, double limit, std::size_t from = 0) {
  double most = 0;
  for (std::size_t i = from; i < sizes.size(); ++i)
    if (sizes[i] > 0 && sizes[i] <= limit) most = std::max(most, counts[i] + most_of_a_fit(sizes, counts, limit - sizes[i], i));
  return most;
}

TEST(WholeLots, TheDeepestRowCutsOffFlowsAndNothingThatFits) {
  std::mt19937 random(1);
  int found = 0;
  for (int i = 0; i < 300; ++i) {
    const double limit = draw(random, 20, 60);
    std::vector<double> sizes{0};
    for (int lots = 0; lots < 8; ++lots) sizes.push_back(sizes.back() + draw(random, 1, 10));
    std::vector<LotFlow> flows;
    for (int lots = 1; lots < static_cast<int>(sizes.size()); ++lots)
      if (draw(random, 0, 1) == 0) flows.push_back({lots, draw(random, 1, 9) * sizes[static_cast<std::size_t>(lots)] / 10});
    const std::vector<double> row = LotRows(sizes, sizes).deepest_row(limit, flows);
    if (row.empty()) continue;
    ++found;
    double counts = 0;
    for (const LotFlow& one : flows) counts += one.tonnes / sizes[static_cast<std::size_t>(one.lot_class)] * row[static_cast<std::size_t>(one.lot_class)];
    EXPECT_GT(counts, 1.005) << i;
    EXPECT_LE(most_of_a_fit(sizes, row, limit), 1 + 1e-9) << i;
  }
  EXPECT_GT(found, 50);
}

}  // namespace
}  // namespace servanda
