#include "forecast/mixed_hazard.h"

#include <gtest/gtest.h>

#include <cmath>

#include "forecast/random.h"

namespace servanda {
namespace {

TEST(MixedHazard, ChangesNothingWithoutAShock) {
  const MixedHazard none(0);
  for (const double hazard : {1e-9, 0.01, 0.5, 1.0, 7.0, 30.0}) EXPECT_NEAR(none.marginal(hazard), hazard, 2e-4 * hazard);
}

TEST(MixedHazard, IsTheLaplaceTransformOfTheShock) {
  const MixedHazard mixed(0.8);
  for (const double hazard : {0.001, 0.1, 1.0, 4.0}) {
    double mean = 0;
    constexpr int kDraws = 200'000;
    for (int n = 0; n < kDraws; ++n) mean += std::exp(-hazard * std::exp(0.8 * normal_quantile((n + 0.5) / kDraws))) / kDraws;
    EXPECT_NEAR(mixed.marginal(hazard), -std::log(mean), 2e-4 * -std::log(mean));
  }
}

// What is drawn with a shock has the law that was fitted, whatever the shock.
TEST(MixedHazard, LeavesTheLawOfOneConsignmentAsItWas) {
  for (const double sd : {0.1, 0.5, 1.2}) {
    const MixedHazard mixed(sd);
    constexpr int kSide = 700;
    int early = 0, late = 0;
    for (int s = 0; s < kSide; ++s)
      for (int e = 0; e < kSide; ++e) {
        const double shock = std::exp(sd * normal_quantile((s + 0.5) / kSide));
        const double drawn = mixed.marginal(-std::log((e + 0.5) / kSide) / shock);
        early += drawn < 0.1 ? 1 : 0;
        late += drawn > 2.5 ? 1 : 0;
      }
    EXPECT_NEAR(early / static_cast<double>(kSide * kSide), 1 - std::exp(-0.1), 0.002) << sd;
    EXPECT_NEAR(late / static_cast<double>(kSide * kSide), std::exp(-2.5), 0.002) << sd;
  }
}

TEST(MixedHazard, ComesBackAndGivesTheOddsOfTheMiddle) {
  const MixedHazard mixed(0.6);
  for (const double hazard : {1e-6, 0.03, 0.9, 5.0, 12.0}) EXPECT_NEAR(mixed.conditional(mixed.marginal(hazard)), hazard, 1e-9 * hazard);
  double mean = 0;
  constexpr int kDraws = 20'000;
  for (int n = 0; n < kDraws; ++n) mean += mixed.odds_at(std::exp(0.6 * normal_quantile((n + 0.5) / kDraws)), 0.7) / kDraws;
  EXPECT_NEAR(mean, 0.7, 1e-4);
}

TEST(MixedHazard, GrowsAndStaysFinite) {
  const MixedHazard mixed(1.5);
  double before = 0;
  for (double hazard = 1e-14; hazard < 1e9; hazard *= 3) {
    const double now = mixed.marginal(hazard);
    ASSERT_TRUE(std::isfinite(now));
    ASSERT_GT(now, before);
    before = now;
  }
}

}  // namespace
}  // namespace servanda
