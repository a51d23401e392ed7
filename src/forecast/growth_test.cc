#include "forecast/growth.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace servanda {
namespace {

std::vector<Wide> units(const std::vector<double>& values) {
  std::vector<Wide> out;
  for (const double value : values) out.push_back(static_cast<Wide>(std::llround(value * 10'000)));
  return out;
}

// Around a curve by up to three percent up and down in turn, which is no trend of its own.
std::vector<double> shaken(std::size_t n, double (*curve)(double)) {
  std::vector<double> out;
  constexpr std::array kShake{1.03, 0.98, 0.97, 1.02};
  for (std::size_t i = 0; i < n; ++i) out.push_back(curve(static_cast<double>(i)) * kShake[i % 4]);
  return out;
}

TEST(Growth, DoublingEachPeriodIsExponentialAndDoublesInOne) {
  const auto fit = fit_growth(units({1, 2, 4, 8, 16, 32, 64, 128, 256}));
  EXPECT_EQ(fit.shape, GrowthShape::exponential);
  EXPECT_EQ(fit.n, 9U);
  EXPECT_EQ(fit.rate, 1'000'000);  // 100 percent
  EXPECT_EQ(fit.doubling, 10'000);
  EXPECT_LT(*fit.aicc_exponential, *fit.aicc_linear);
  EXPECT_EQ(fit.error_exponential, 0);
}

TEST(Growth, ALineIsLinear) {
  const auto fit = fit_growth(units({10, 13, 16, 19, 22, 25, 28, 31, 34, 37}));
  EXPECT_EQ(fit.shape, GrowthShape::linear);
  EXPECT_EQ(fit.error_linear, 0);
}

TEST(Growth, ScatterWidensTheIntervalOfTheDoublingTime) {
  const auto fit = fit_growth(units(shaken(12, [](double x) { return 10 * std::exp2(x / 3); })));
  EXPECT_EQ(fit.shape, GrowthShape::exponential);
  EXPECT_NEAR(static_cast<double>(*fit.doubling), 30'000, 500);  // three periods
  EXPECT_LT(*fit.doubling_low, *fit.doubling);
  EXPECT_GT(*fit.doubling_high, *fit.doubling);
}

TEST(Growth, ShakenLinesAreNeverCalledExponential) {
  EXPECT_EQ(fit_growth(units(shaken(16, [](double x) { return 20 + 10 * x; }))).shape, GrowthShape::linear);
  EXPECT_EQ(fit_growth(units(shaken(16, [](double) { return 50.0; }))).shape, GrowthShape::no_trend);
  EXPECT_EQ(fit_growth(units(shaken(16, [](double x) { return 200 - 10 * x; }))).shape, GrowthShape::falling);
}

TEST(Growth, FewPeriodsOrOneWithoutAnythingTellNothing) {
  const auto few = fit_growth(units({1, 2, 4, 8, 16, 32, 64}));
  EXPECT_EQ(few.shape, GrowthShape::too_few);
  EXPECT_FALSE(few.rate);
  EXPECT_EQ(fit_growth(units({1, 2, 4, 0, 16, 32, 64, 128})).shape, GrowthShape::not_positive);
}

// For 1 to 8 the line is exact, so its spread is cut off where logarithms end.
TEST(Growth, AiccIsTheFormula) {
  const auto fit = fit_growth(units({1, 2, 3, 4, 5, 6, 7, 8}));
  // 8 log(1e-18) + 6 + 24 / 4
  EXPECT_NEAR(static_cast<double>(*fit.aicc_linear) / 10'000, 8 * std::log(1e-18) + 12, 1e-3);
}

}  // namespace
}  // namespace servanda
