#include "plan/rerouting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "plan/optimise.h"
#include "plan/random_instance.h"

namespace servanda {
namespace {

PlanInstance without_link(PlanInstance instance, int link, int from, int until) {
  std::vector<PlanTonnes>& capacity = instance.links[index_of(link)].capacity;
  if (capacity.empty()) capacity.assign(index_of(instance.weeks), kNoLimit);
  for (int week = from; week <= std::min(until, instance.weeks - 1); ++week) capacity[index_of(week)] = 0;
  return instance;
}

PlanInstance without_node(PlanInstance instance, int node, int from, int until) {
  std::vector<PlanTonnes>& handling = instance.nodes[index_of(node)].handling;
  if (handling.empty()) handling.assign(index_of(instance.weeks), kNoLimit);
  for (int week = from; week <= std::min(until, instance.weeks - 1); ++week) handling[index_of(week)] = 0;
  for (int link = 0; link < static_cast<int>(instance.links.size()); ++link)
    if (instance.links[index_of(link)].from == node) instance = without_link(std::move(instance), link, from, until);
  return instance;
}

// What comes of it is a plan of the network without the place, so no bound of that one is passed; and nothing is left of one
// question in the next.
TEST(Rerouting, IsWithinTheBoundOfTheNetworkWithoutThePlace) {
  int costly = 0;
  for (unsigned seed = 1; seed <= networks(120U); ++seed) {
    PlanInstance instance = random_instance(seed);
    for (PlanCargo& cargo : instance.cargo) cargo.lots = static_cast<std::int64_t>(seed % 4);
    const Plan plan = *optimise(instance);
    Rerouting rerouting(instance, plan);
    const auto check = [&](const Rerouting::Cost& cost, const PlanInstance& without) {
      const double bound = optimise(without)->levels[0].bound;
      EXPECT_LE(plan.levels[0].value - cost.on_time_lost, bound + 1e-6 * std::max(1.0, bound)) << seed;
      costly += cost.on_time_lost > 0 || cost.lateness_added > 0 ? 1 : 0;
    };
    const Rerouting::Cost first = rerouting.without_node(1, 0, 1);
    for (int link = 0; link < static_cast<int>(instance.links.size()); ++link) check(rerouting.without_link(link, 1, 2), without_link(instance, link, 1, 2));
    for (int node = 0; node < static_cast<int>(instance.nodes.size()); ++node) check(rerouting.without_node(node, 0, 1), without_node(instance, node, 0, 1));
    const Rerouting::Cost again = rerouting.without_node(1, 0, 1);
    EXPECT_DOUBLE_EQ(first.on_time_lost, again.on_time_lost) << seed;
    EXPECT_DOUBLE_EQ(first.lateness_added, again.lateness_added) << seed;
  }
  EXPECT_GE(costly, networks(60));
}

}  // namespace
}  // namespace servanda
