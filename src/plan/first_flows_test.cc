#include "plan/first_flows.h"

#include <gtest/gtest.h>

#include <random>

#include "plan/random_instance.h"

namespace servanda {
namespace {

std::vector<PlanTonnes> every_week(int weeks, int tonnes) {
  return std::vector<PlanTonnes>(static_cast<std::size_t>(weeks), tonnes * kTonne);
}

// Too many for the links and the cranes between them.
PlanInstance crowded(unsigned seed) {
  std::mt19937 random(seed);
  PlanInstance instance;
  instance.weeks = 8;
  for (int n = 0; n < 5; ++n)
    instance.nodes.push_back({"N" + std::to_string(n), every_week(8, draw(random, 5, 30)), every_week(8, draw(random, 0, 9)), {}, 0});
  for (int l = 0; l < 10; ++l) {
    PlanLink link;
    link.id = "L" + std::to_string(l);
    link.from = draw(random, 0, 3);
    link.to = draw(random, link.from + 1, 4);
    link.transit_weeks = draw(random, 0, 2);
    link.capacity = every_week(8, draw(random, 0, 6));
    instance.links.push_back(link);
  }
  for (int k = 0; k < 40; ++k) {
    PlanCargo cargo;
    cargo.id = "K" + std::to_string(k);
    cargo.origin = draw(random, 0, 3);
    cargo.destination = 4;
    cargo.release = draw(random, 0, 5);
    cargo.due = cargo.release + 2;
    cargo.tonnes = draw(random, 1, 90'000);
    cargo.weight = draw(random, 1, 4);
    instance.cargo.push_back(cargo);
  }
  return instance;
}

TEST(FirstFlows, KeepEveryLimitAndAreABasis) {
  std::size_t filled = 0;
  for (unsigned seed = 1; seed <= 50; ++seed) {
    const SpaceTime space = space_time(crowded(seed));
    const std::vector<double> stays(space.cargo.size(), 1000);
    const FirstFlows first = first_flows(space, {0, 1, 1, {}}, stays, 1, {});
    std::vector<double> used(space.limit.size(), 0);
    std::vector<double> moved(space.cargo.size(), 0);
    for (const FirstFlows::Part& part : first.parts) {
      moved[static_cast<std::size_t>(part.cargo)] += part.tonnes;
      const SpaceTime::Group& of = space.groups[static_cast<std::size_t>(space.group_of[static_cast<std::size_t>(part.cargo)])];
      space.each_limit(part.arcs, of.origin, of.release, of.hazardous,
                       [&](int limit, double units) { used[static_cast<std::size_t>(limit)] += units * part.tonnes; });
    }
    for (std::size_t r = 0; r < used.size(); ++r) EXPECT_LE(used[r], space.limit[r] + 1e-9) << seed;
    for (const int limit : first.full)
      EXPECT_NEAR(used[static_cast<std::size_t>(limit)], space.limit[static_cast<std::size_t>(limit)], 1e-9) << seed;
    for (std::size_t k = 0; k < moved.size(); ++k) EXPECT_LE(moved[k], space.cargo[k].tonnes + 1e-9) << seed;
    EXPECT_EQ(first.parts.size() + first.staying.size(), space.cargo.size() + first.full.size()) << seed;
    filled += first.full.size();
  }
  EXPECT_GT(filled, 500U);
}

}  // namespace
}  // namespace servanda
