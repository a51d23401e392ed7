#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>

#include "plan/all_plans.h"
#include "plan/lot_rows.h"
#include "plan/mip.h"
#include "plan/optimise.h"
#include "plan/random_instance.h"

namespace servanda {
namespace {

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

TEST(WholeLots, OfSmallNetworksTheBestPlanIsFoundAndProven) {
  int lots_matter = 0;
  const int count = networks(120);
  for (int seed = 1; seed <= count; ++seed) {
    const PlanInstance instance = crowded_instance(static_cast<unsigned>(seed));
    const Plan plan = *optimise(instance);
    const AllPlans all(instance);
    PlanInstance divisible = instance;
    for (PlanCargo& cargo : divisible.cargo) cargo.lots = 0;
    lots_matter += optimise(divisible)->levels[0].bound > plan.levels[0].bound + 1e-3 ? 1 : 0;
    for (std::size_t level = 0; level < 3; ++level) {
      const double sign = level == 0 ? -1 : 1;
      const double best = all.best(level, plan);
      const double slack = 1e-5 * std::max(1.0, std::abs(best));
      EXPECT_NEAR(sign * plan.levels[level].bound, best, slack) << seed << " level " << level;
      EXPECT_NEAR(sign * plan.levels[level].value, best, slack) << seed << " level " << level;
    }
  }
  EXPECT_GE(lots_matter, count / 2);
}

// A count that rounding takes goes where it was taken, and begins no vehicle; what never moves (a lot too large for its
// link) makes it, by the room that a held level leaves.
TEST(WholeLots, WhatRoundingTakesBeginsNoVehicle) {
  PlanInstance instance;
  instance.weeks = 14;
  instance.nodes = {{"A", {}, {}, {}, 0}, {"B", {}, {}, {}, 0}, {"D", {}, {}, {}, 0}, {"X", {}, {}, {}, 0}, {"Y", {}, {}, {}, 0}};
  const auto link = [&](const char* id, int from, int to, int transit, PlanTonnes cost, PlanTonnes vehicle) {
    PlanLink out;
    out.id = id;
    out.from = from;
    out.to = to;
    out.transit_weeks = transit;
    out.capacity.assign(14, 20 * kTonne);
    out.cost_per_tonne = cost * kTonne;
    out.vehicle = vehicle * kTonne;
    instance.links.push_back(out);
  };
  link("AB", 0, 1, 1, 1, 15);
  link("BD", 1, 2, 0, 3, 0);
  link("XY", 3, 4, 0, 1, 0);
  for (const std::size_t week : {4, 5, 6}) instance.links[1].capacity[week] = 0;
  const auto cargo = [&](const char* id, int from, int to, int release, int due, int lots, PlanTonnes tonnes, std::int64_t weight) {
    PlanCargo out;
    out.id = id;
    out.origin = from;
    out.destination = to;
    out.release = release;
    out.due = due;
    out.lots = lots;
    out.tonnes = tonnes * kTonne;
    out.weight = weight;
    instance.cargo.push_back(out);
  };
  cargo("large", 3, 4, 0, 4, 1, 30, 8);
  cargo("lots", 0, 1, 0, 5, 2, 20, 8);
  cargo("any", 0, 2, 3, 1, 0, 20, 1);
  const Plan plan = *optimise(instance);
  EXPECT_EQ(plan.status, PlanStatus::optimal);
  EXPECT_EQ(plan.levels[2].value, 3 * 15 + 20 * 3);
}

// Large vehicles by rail beside small ones by road: the cheapest is some of each, which no move of a single lot leads to.
TEST(WholeLots, VehiclesOfTwoKindsAreFilledTogether) {
  std::mt19937 random(7);
  for (int i = 0; i < 40; ++i) {
    PlanInstance instance;
    instance.weeks = 4;
    instance.nodes = {{"A", {}, {}, {}, 0}, {"B", {}, {}, {}, 0}};
    const int lots = draw(random, 2, 9);
    const std::array<PlanTonnes, 2> vehicle{draw(random, 3, 5) * 10, draw(random, 1, 2) * 10};
    const std::array<PlanTonnes, 2> price{draw(random, 3, 5), draw(random, 5, 8)};
    for (std::size_t mode = 0; mode < 2; ++mode) {
      PlanLink link;
      link.id = "L" + std::to_string(mode);
      link.to = 1;
      link.cost_per_tonne = price[mode] * kTonne;
      link.vehicle = vehicle[mode] * kTonne;
      instance.links.push_back(link);
    }
    PlanCargo cargo;
    cargo.id = "K";
    cargo.destination = 1;
    cargo.due = 1;
    cargo.lots = i % 2 == 0 ? lots : 0;
    cargo.tonnes = lots * 10 * kTonne;
    cargo.weight = 1;
    instance.cargo = {cargo};
    PlanTonnes best = kNoLimit;
    for (int by_rail = 0; by_rail <= lots; ++by_rail) {
      const auto cost = [&](std::size_t mode, PlanTonnes tonnes) { return (tonnes + vehicle[mode] - 1) / vehicle[mode] * vehicle[mode] * price[mode]; };
      best = std::min(best, cost(0, by_rail * 10) + cost(1, (lots - by_rail) * 10));
    }
    const Plan plan = *optimise(instance);
    EXPECT_NEAR(plan.levels[2].value, static_cast<double>(best), 1e-6) << i;
    EXPECT_NEAR(plan.levels[2].bound, static_cast<double>(best), 1e-3) << i;
  }
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

TEST(WholeLots, OfSmallNetworksTheBestPlanForOneObjectiveIsFoundAndProven) {
  for (unsigned seed = 1; seed <= networks(60U); ++seed) {
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
    EXPECT_NEAR(plan.levels[0].bound, best, slack) << seed;
    EXPECT_NEAR(plan.levels[0].value, best, slack) << seed;
  }
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
