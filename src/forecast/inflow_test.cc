#include "forecast/inflow.h"

#include <gtest/gtest.h>

namespace servanda {
namespace {

constexpr DayNumber kNow = 20'000;

// One of 10 units every ten days for two years, there after 40 days.
std::vector<PastConsignment> steady() {
  std::vector<PastConsignment> past;
  for (DayNumber known = kNow - 720; known <= kNow; known += 10)
    past.push_back({known, "DK", 100'000, known + 40 <= kNow ? std::optional(known + 40) : std::nullopt, false});
  return past;
}

double mean_by(const InflowProcess& process, DayNumber until) {
  constexpr std::uint32_t kFutures = 2'000;
  double sum = 0;
  for (std::uint32_t f = 0; f < kFutures; ++f)
    for (const auto& each : process.draw(7, f, until)) sum += static_cast<double>(each.units);
  return sum / 10'000 / kFutures;
}

TEST(Inflow, BringsAsMuchAsThePastDidAndNothingSoonerThanItsLead) {
  const InflowProcess process(steady(), kNow);
  ASSERT_TRUE(process.has_history());
  EXPECT_EQ(mean_by(process, kNow + 40), 0);
  EXPECT_NEAR(mean_by(process, kNow + 240), 200, 30);  // 20 of 10 units
}

TEST(Inflow, WhatLeavesNeverComes) {
  std::vector<PastConsignment> past = steady();
  for (std::size_t i = 0; i < past.size(); i += 2) past[i].reached.reset(), past[i].left = true;
  EXPECT_NEAR(mean_by(InflowProcess(past, kNow), kNow + 240), 100, 25);
}

TEST(Inflow, FourConsignmentsAreNoHistory) {
  std::vector<PastConsignment> past = steady();
  past.resize(4);
  EXPECT_FALSE(InflowProcess(past, kNow).has_history());
}

}  // namespace
}  // namespace servanda
