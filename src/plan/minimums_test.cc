#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>

#include "plan/all_plans.h"
#include "plan/optimise.h"
#include "plan/random_instance.h"

namespace servanda {
namespace {

// Cargo mostly too small to fill a run alone.
PlanInstance gathering_instance(unsigned seed) {
  std::mt19937 random(seed);
  PlanInstance instance;
  instance.weeks = draw(random, 4, 6);
  const auto limits = [&](int least, int most) {
    std::vector<PlanTonnes> out;
    for (int w = 0; w < instance.weeks; ++w) out.push_back(draw(random, least, most) * kTonne / 2);
    return out;
  };
  for (int n = 0; n < 4; ++n)
    instance.nodes.push_back({"N" + std::to_string(n), draw(random, 0, 2) == 0 ? limits(20, 50) : std::vector<PlanTonnes>(),
                              draw(random, 0, 2) == 0 ? limits(10, 40) : std::vector<PlanTonnes>(), {}, draw(random, 0, 2) * kTonne});
  for (int l = 0; l < 5; ++l) {
    PlanLink link;
    link.id = "L" + std::to_string(l);
    link.from = draw(random, 0, 2);
    link.to = draw(random, link.from + 1, 3);
    link.transit_weeks = draw(random, 0, 1);
    if (draw(random, 0, 2) > 0) link.capacity = limits(16, 50);
    if (draw(random, 0, 3) > 0) link.minimum = draw(random, 8, 40) * kTonne / 2;
    link.cost_per_tonne = draw(random, 1, 20) * kTonne;
    if (draw(random, 0, 3) == 0) link.vehicle = draw(random, 2, 20) * kTonne;
    instance.links.push_back(link);
  }
  const int cargoes = draw(random, 3, 7);
  const int kind = draw(random, 0, 2);  // divisible, whole lots, both
  for (int k = 0; k < cargoes; ++k) {
    PlanCargo cargo;
    cargo.id = "K" + std::to_string(k);
    cargo.origin = draw(random, 0, 2);
    cargo.destination = draw(random, cargo.origin + 1, 3);
    cargo.release = draw(random, 0, 2);
    cargo.due = draw(random, 0, instance.weeks - 1);
    cargo.tonnes = draw(random, 4, 24) * kTonne / 2;
    if (kind == 1 || (kind == 2 && draw(random, 0, 1) == 0)) {
      cargo.lots = draw(random, 1, 3);
      cargo.tonnes = cargo.lots * draw(random, 3, 12) * kTonne / 2;
    }
    cargo.weight = 1 << draw(random, 0, 3);
    instance.cargo.push_back(cargo);
  }
  return instance;
}

PlanInstance one_road(PlanTonnes minimum) {
  PlanInstance instance;
  instance.weeks = 5;
  instance.nodes = {{"A", {}, {}, {}, 0}, {"B", {}, {}, {}, 0}};
  instance.links = {{"AB", 0, 1, PlanLinkKind::transport, 1, std::vector<PlanTonnes>(5, 20 * kTonne), minimum, kTonne, 0, 0, {}}};
  return instance;
}

PlanCargo cargo(const char* id, int release, int due, PlanTonnes tonnes) {
  PlanCargo out;
  out.id = id;
  out.destination = 1;
  out.release = release;
  out.due = due;
  out.tonnes = tonnes;
  return out;
}

TEST(Minimums, CargoIsHeldUntilEnoughHasComeTogether) {
  PlanInstance instance = one_road(8 * kTonne);
  instance.cargo = {cargo("EARLY", 0, 1, 5 * kTonne), cargo("LATER", 2, 3, 5 * kTonne)};
  const Plan plan = *optimise(instance);
  EXPECT_TRUE(plan.checked);
  EXPECT_EQ(plan.lines[0].arrival, 3);
  EXPECT_EQ(plan.lines[1].arrival, 3);
  EXPECT_NE(plan.status, PlanStatus::infeasible);
}

TEST(Minimums, OfTheFirstWeekOnlyTheDaysThatAreLeftCount) {
  PlanInstance instance = one_road(8 * kTonne);
  instance.links[0].capacity[0] = 6 * kTonne;
  instance.cargo = {cargo("NOW", 0, 1, 5 * kTonne)};
  EXPECT_EQ(optimise(instance)->status, PlanStatus::infeasible);
  instance.links[0].first_minimum = 4 * kTonne;
  const Plan plan = *optimise(instance);
  EXPECT_TRUE(plan.checked);
  EXPECT_EQ(plan.lines[0].arrival, 1);
  instance.cargo[0].release = 1;
  EXPECT_EQ(optimise(instance)->status, PlanStatus::infeasible);
}

TEST(Minimums, ManySmallOnesRunTogetherInOneWeek) {
  PlanInstance instance = one_road(19 * kTonne);
  for (int k = 0; k < 10; ++k) instance.cargo.push_back(cargo(("K" + std::to_string(k)).c_str(), k % 3, 4, 2 * kTonne));
  const Plan plan = *optimise(instance);
  for (const PlanLine& line : plan.lines) EXPECT_EQ(line.short_tonnes, 0);
  EXPECT_NEAR(plan.levels[0].value, 20, 1e-9);
}

TEST(Minimums, TheBestPlanOfSmallNetworksIsFound) {
  const int count = networks(120);
  int matter = 0;
  int delivers = 0;
  std::array<int, 3> proven{};
  for (unsigned seed = 1; seed <= count; ++seed) {
    const PlanInstance instance = gathering_instance(seed);
    const Plan plan = *optimise(instance);
    EXPECT_TRUE(plan.checked);
    const AllPlans all(instance);
    PlanInstance without = instance;
    for (PlanLink& link : without.links) link.minimum = 0;
    matter += optimise(without)->levels[0].value > plan.levels[0].value + 1e-3 ? 1 : 0;
    delivers += plan.levels[0].value > 0 ? 1 : 0;
    for (std::size_t level = 0; level < 3; ++level) {
      const double sign = level == 0 ? -1 : 1;
      const double best = all.best(level, plan);
      const double slack = 1e-5 * std::max(1.0, std::abs(best));
      EXPECT_LE(sign * plan.levels[level].bound, best + slack) << seed << " level " << level;
      EXPECT_GE(sign * plan.levels[level].value, best - slack) << seed << " level " << level;
      EXPECT_LE(sign * plan.levels[level].value, best + slack) << seed << " level " << level;
      proven[level] += sign * plan.levels[level].bound >= best - slack ? 1 : 0;
    }
  }
  EXPECT_GE(matter, count / 3);
  EXPECT_GE(delivers, count / 2);
  for (std::size_t level = 0; level < 3; ++level) EXPECT_GE(proven[level], count * 9 / 10);
}

// Too large to be solved as a whole: every three weeks six consignments of 4 t in two roads' reach, of which no five fill a run.
TEST(Minimums, ALargerNetworkGathersPartByPart) {
  PlanInstance instance;
  instance.weeks = 40;
  instance.nodes = {{"A", {}, {}, {}, 0}, {"B", {}, {}, {}, 0}, {"C", {}, {}, {}, 0}};
  instance.links = {{"AB", 0, 1, PlanLinkKind::transport, 1, std::vector<PlanTonnes>(40, 30 * kTonne), 21 * kTonne, kTonne, 0, 0, {}},
                    {"BC", 1, 2, PlanLinkKind::transport, 1, std::vector<PlanTonnes>(40, 30 * kTonne), 21 * kTonne, kTonne, 0, 0, {}}};
  for (int k = 0; k < 60; ++k) {
    instance.cargo.push_back(cargo(("K" + std::to_string(k)).c_str(), k / 6 * 3 + k % 3, k / 6 * 3 + 5, 4 * kTonne));
    instance.cargo.back().destination = 2;
  }
  const Plan plan = *optimise(instance);
  EXPECT_TRUE(plan.checked);
  EXPECT_NEAR(plan.levels[0].value, 240, 1e-9);
}

TEST(Minimums, ALineThatNoRunTakesSaysSo) {
  PlanInstance instance = one_road(8 * kTonne);
  instance.cargo = {cargo("ALONE", 0, 1, 5 * kTonne)};
  const Plan alone = *optimise(instance);
  EXPECT_EQ(alone.status, PlanStatus::infeasible);
  ASSERT_TRUE(alone.lines[0].reason);
  EXPECT_EQ(alone.lines[0].reason->kind, PlanReasonKind::below_minimum);
  EXPECT_EQ(alone.lines[0].reason->place, (PlanPlace{PlanPlaceKind::link, 0}));
  EXPECT_TRUE(alone.lines[0].together.empty());
  instance.cargo.push_back(cargo("LATER", 2, 3, 5 * kTonne));
  const Plan both = *optimise(instance);
  ASSERT_TRUE(both.lines[0].reason);
  EXPECT_EQ(both.lines[0].reason->kind, PlanReasonKind::below_minimum);
  EXPECT_FALSE(both.lines[1].reason);
}

// The minima that reasons name are gone, and the plan is better, unless a run of others lives by this line; nothing waits that is
// released in week 0.
TEST(Minimums, ReasonsHoldWhereLinksHaveAMinimum) {
  int stated = 0;
  int better = 0;
  for (unsigned seed = 1; seed <= networks(120U); ++seed) {
    const PlanInstance instance = gathering_instance(seed);
    const Plan plan = *optimise(instance);
    for (std::size_t k = 0; k < plan.lines.size(); ++k) {
      const PlanLine& line = plan.lines[k];
      if (!line.reason) continue;
      PlanInstance then = instance;
      std::vector<PlanReason> all{*line.reason};
      all.insert(all.end(), line.together.begin(), line.together.end());
      bool runs = true;
      for (const PlanReason& reason : all) {
        EXPECT_FALSE(reason.kind == PlanReasonKind::not_ready && instance.cargo[k].release == 0) << seed << " " << k;
        runs &= reason.kind == PlanReasonKind::below_minimum;
        if (reason.kind == PlanReasonKind::below_minimum) then.links[static_cast<std::size_t>(reason.place->index)].minimum = 0;
      }
      if (!runs) continue;
      ++stated;
      const Plan freed = *optimise(then);
      better += freed.levels[0].value > plan.levels[0].value + 1e-6 || freed.levels[1].value < plan.levels[1].value - 1e-6 ? 1 : 0;
    }
  }
  EXPECT_GE(stated, networks(30));
  EXPECT_GE(better, stated - 1 - stated / 50);
}

}  // namespace
}  // namespace servanda
