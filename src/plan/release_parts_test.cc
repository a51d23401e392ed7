#include "plan/release_parts.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "plan/arc_lp.h"
#include "plan/checker.h"
#include "plan/optimise.h"
#include "plan/random_instance.h"

namespace servanda {
namespace {

// A crowded network of four places over so many weeks, cargo released in most of them, with a hump in the middle.
PlanInstance long_instance(unsigned seed, int weeks, int cargoes) {
  std::mt19937 random(seed);
  PlanInstance instance;
  instance.weeks = weeks + 8;
  for (int n = 0; n < 4; ++n) instance.nodes.push_back({"N" + std::to_string(n), {}, {}, {}, draw(random, 0, 2) * kTonne});
  const int capacity = cargoes * 3 / weeks;
  for (const auto& [from, to, transit] : {std::tuple{0, 1, 1}, {0, 2, 2}, {1, 3, 1}, {2, 3, 1}, {1, 2, 1}, {0, 3, 4}}) {
    PlanLink link;
    link.id = "L" + std::to_string(instance.links.size());
    link.from = from;
    link.to = to;
    link.transit_weeks = transit;
    link.capacity.assign(static_cast<std::size_t>(instance.weeks), draw(random, capacity / 2, capacity) * kTonne);
    link.cost_per_tonne = draw(random, 1, 9) * kTonne;
    instance.links.push_back(link);
  }
  for (int k = 0; k < cargoes; ++k) {
    PlanCargo cargo;
    cargo.id = "K" + std::to_string(k);
    cargo.origin = draw(random, 0, 1);
    cargo.destination = 3;
    cargo.release = draw(random, 0, 3) == 0 ? weeks / 2 + draw(random, 0, 2) : draw(random, 0, weeks - 1);
    cargo.due = cargo.release + draw(random, 1, 5);
    cargo.tonnes = draw(random, 1, 60'000);
    cargo.weight = 1 << draw(random, 0, 3);
    instance.cargo.push_back(cargo);
  }
  return instance;
}

FlowStart start_of(const PlanInstance& instance) {
  const SpaceTime space = space_time(instance);
  const std::vector<double> stays(instance.cargo.size(), 1e6);
  return start_of_parts(space, {{1000, 100, 1}, {}}, stays, {});
}

TEST(ReleaseParts, APlanBegunAtPartsIsTheOptimumOfTheArcFormulation) {
  for (unsigned seed = 1; seed <= 2; ++seed) {
    const PlanInstance instance = long_instance(seed, 14, 420);
    ASSERT_FALSE(start_of(instance).columns.empty());
    const Result<Plan> plan = optimise(instance);
    ASSERT_TRUE(plan.has_value());
    const ArcLpAnswer arcs = solve_arc_lp(instance);
    ASSERT_TRUE(arcs.solved);
    for (std::size_t level = 0; level < 3; ++level)
      EXPECT_NEAR(plan->levels[level].fractional, arcs.levels[level], 1e-6 * std::max(1.0, std::abs(arcs.levels[level]))) << seed;
  }
}

// Which no other plan can better, by its own prices.
TEST(ReleaseParts, IsProvenAndTheSameOnAnyNumberOfThreads) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const PlanInstance instance = long_instance(seed, 60, 2500);
    PlanOptions options;
    const Plan one = *optimise(instance, options);
    for (const PlanLevel& level : one.levels) EXPECT_NEAR(level.fractional, level.bound, 1e-6 * std::max(1.0, std::abs(level.bound))) << seed;
    options.threads = seed % 2 == 0 ? 2 : 5;
    const Plan same = *optimise(instance, options);
    for (std::size_t k = 0; k < one.lines.size(); ++k) {
      ASSERT_EQ(one.lines[k].arrival, same.lines[k].arrival) << seed;
      ASSERT_EQ(one.lines[k].short_tonnes, same.lines[k].short_tonnes) << seed;
    }
    for (std::size_t i = 0; i < one.prices.size(); ++i) ASSERT_EQ(one.prices[i].price, same.prices[i].price) << seed;
  }
}

TEST(ReleaseParts, EachCargoHasAWayOrStaysAndLimitsAreThere) {
  const PlanInstance instance = long_instance(3, 60, 2500);
  const FlowStart start = start_of(instance);
  std::set<int> known(start.staying.begin(), start.staying.end());
  for (const FlowColumn& column : start.columns) known.insert(column.cargo);
  EXPECT_EQ(known.size(), instance.cargo.size());
  EXPECT_FALSE(start.tight.empty());
  EXPECT_TRUE(std::is_sorted(start.tight.begin(), start.tight.end()));
  EXPECT_TRUE(std::is_sorted(start.staying.begin(), start.staying.end()));
}

TEST(ReleaseParts, ProgressCountsTheParts) {
  PlanOptions options;
  std::vector<std::pair<int, int>> told;
  options.progress = [&](const PlanProgress& progress) {
    if (progress.parts > 0) told.emplace_back(progress.parts_done, progress.parts);
  };
  options.threads = 2;
  ASSERT_TRUE(optimise(long_instance(3, 60, 2500), options).has_value());
  ASSERT_GE(told.size(), 6U);
  for (std::size_t i = 0; i < told.size(); ++i) EXPECT_EQ(told[i], std::pair(static_cast<int>(i) + 1, static_cast<int>(told.size())));
}

TEST(ReleaseParts, LittleCargoOrFewWeeksAreNotParted) {
  EXPECT_TRUE(start_of(long_instance(1, 60, 300)).columns.empty());
  EXPECT_TRUE(start_of(long_instance(1, 8, 2500)).columns.empty());
  PlanInstance at_once = long_instance(1, 60, 2500);
  for (PlanCargo& cargo : at_once.cargo) cargo.release = 7;
  EXPECT_TRUE(start_of(at_once).columns.empty());
}

TEST(ReleaseParts, StoppedAmongThePartsAPlanIsStillOne) {
  const PlanInstance instance = long_instance(2, 60, 2500);
  const std::atomic<bool> cancel = true;
  PlanOptions options;
  options.cancel = &cancel;
  const Result<Plan> plan = optimise(instance, options);
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->status, PlanStatus::interrupted);
  EXPECT_EQ(check_plan(instance, *plan), std::vector<std::string>{});
  EXPECT_GT(plan->levels[0].value, 0.8 * optimise(instance)->levels[0].value);
}

}  // namespace
}  // namespace servanda
