#include "plan/pricing.h"

#include <gtest/gtest.h>

#include <random>

#include "plan/random_instance.h"

namespace servanda {
namespace {

double chance(std::mt19937& random) { return draw(random, 0, 1000) / 1000.0; }

FlowPrices some_prices(const SpaceTime& space, std::mt19937& random) {
  FlowPrices prices{50 * chance(random), 10 * chance(random), 1, std::vector<double>(space.limit.size(), 0)};
  for (double& price : prices.limit)
    if (draw(random, 0, 3) == 0) price = 30 * chance(random);
  return prices;
}

// A few dearer, a few cheaper; now and then what weeks of arrival are worth.
void change(FlowPrices& prices, std::mt19937& random) {
  for (int times = draw(random, 0, 3); times > 0; --times) {
    double& price = prices.limit[static_cast<std::size_t>(draw(random, 0, static_cast<int>(prices.limit.size()) - 1))];
    price = draw(random, 0, 2) == 0 ? price / 2 : price + 5 * chance(random);
  }
  if (draw(random, 0, 2) == 0) prices.on_time += chance(random) - 0.5;
  if (draw(random, 0, 2) == 0) prices.lateness = std::max(0.0, prices.lateness + chance(random) - 0.5);
}

double least_of(const FlowWay& way, double worth) { return std::min(way.cost, worth); }

TEST(PriceWays, WhatWasPricedBeforeChangesNoAnswer) {
  int stood = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    const SpaceTime space = space_time(random_instance(seed));
    FlowPrices prices = some_prices(space, random);
    const std::vector<double> nothing_better(space.cargo.size(), kFar);
    std::vector<FlowWay> now, known;
    PricedWays before;
    price_ways(space, prices, nothing_better, 1, known, {0, true, {}, &before});
    for (int round = 0; round < 6; ++round) {
      const std::vector<FlowWay> former = known;
      change(prices, random);
      price_ways(space, prices, nothing_better, 1, now);
      std::vector<double> worth;  // about what the LP pays for each
      for (std::size_t k = 0; k < now.size(); ++k) worth.push_back(std::min(1e6, former[k].cost) - (draw(random, 0, 3) == 0 ? -1 : 1e-6));
      price_ways(space, prices, worth, 1, known, {0, true, {}, &before});
      for (std::size_t k = 0; k < now.size(); ++k) {
        SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round) + ", cargo " + std::to_string(k));
        EXPECT_NEAR(least_of(known[k], worth[k]), least_of(now[k], worth[k]), 1e-9);
        EXPECT_LE(known[k].cost, now[k].cost + 1e-9);  // no way is below it
        EXPECT_LE(before.least[k], now[k].cost + 1e-9);
        EXPECT_EQ(known[k].arcs.empty(), !(known[k].cost < worth[k]) || now[k].arcs.empty());
        stood += known[k].arcs.empty() && known[k].cost < 1e6 ? 1 : 0;
      }
    }
  }
  EXPECT_GT(stood, 1000);
}

TEST(PriceWays, WhatBecameCheaperIsFoundAgain) {
  PlanInstance instance;
  instance.weeks = 4;
  instance.nodes = {{"A", {}, {}, {}, 0}, {"B", {}, {}, {}, 0}};
  PlanLink link;
  link.id = "L";
  link.to = 1;
  link.capacity.assign(4, kTonne);
  instance.links = {link};
  PlanCargo cargo;
  cargo.id = "K";
  cargo.destination = 1;
  cargo.due = 3;
  cargo.tonnes = kTonne;
  cargo.weight = 1;
  instance.cargo = {cargo};
  const SpaceTime space = space_time(instance);
  FlowPrices prices{10, 1, 1, std::vector<double>(space.limit.size(), 0)};
  for (int week = 0; week < 4; ++week) prices.limit[static_cast<std::size_t>(space.link_limit(0, week))] = 5;
  PricedWays before;
  std::vector<FlowWay> ways;
  price_ways(space, prices, {0}, 1, ways, {0, true, {}, &before});
  EXPECT_DOUBLE_EQ(ways[0].cost, -5);
  prices.limit[static_cast<std::size_t>(space.link_limit(0, 2))] = 3;
  price_ways(space, prices, {-5}, 1, ways, {0, true, {}, &before});
  EXPECT_DOUBLE_EQ(ways[0].cost, -7);
  EXPECT_EQ(ways[0].arrival, 2);
}

}  // namespace
}  // namespace servanda
