#include "forecast/least_squares.h"

#include <gtest/gtest.h>

#include <array>

#include "forecast/wright.h"

namespace servanda {
namespace {

TEST(LeastSquares, AHandComputedLine) {
  // x 1 2 3 4, y 2 4 5 8: mean 2.5 and 4.75, Sxx 5, Sxy 9.5, slope 1.9, intercept 0; residuals 0.1 0.2 -0.7 0.4, sum of
  // squares 0.7, error sqrt(0.35 / 5).
  const std::array x{1.0, 2.0, 3.0, 4.0};
  const std::array y{2.0, 4.0, 5.0, 8.0};
  const auto fit = fit_line(x, y);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->slope, 1.9, 1e-12);
  EXPECT_NEAR(fit->intercept, 0, 1e-12);
  EXPECT_NEAR(fit->residual_sum, 0.7, 1e-12);
  EXPECT_NEAR(fit->slope_error, 0.264575, 1e-6);
  EXPECT_NEAR(fit->slope_half_width, 4.3027 * 0.264575, 1e-4);
}

TEST(LeastSquares, TwoPointsOrOnePlaceAreNoLine) {
  const std::array two{1.0, 2.0};
  EXPECT_FALSE(fit_line(two, two));
  const std::array same{3.0, 3.0, 3.0};
  const std::array y{1.0, 2.0, 3.0};
  EXPECT_FALSE(fit_line(same, y));
}

TEST(LeastSquares, StudentsQuantilesAreThoseOfTheTables) {
  EXPECT_NEAR(student_t_975(1), 12.706, 1e-3);
  EXPECT_NEAR(student_t_975(3), 3.182, 1e-3);
  EXPECT_NEAR(student_t_975(4), 2.776, 1e-3);
  EXPECT_NEAR(student_t_975(5), 2.571, 1e-3);
  EXPECT_NEAR(student_t_975(10), 2.228, 1e-3);
  EXPECT_NEAR(student_t_975(1000), 1.962, 1e-3);
}

WrightLot lot(std::int64_t cumulative, std::int64_t unit_cost) {
  return {Wide{cumulative} * 10'000, Wide{unit_cost} * 10'000};
}

TEST(Wright, EachDoublingTakesAFifthOff) {  // the curve of Wright's airframes: 100, 80, 64, 51.2
  const std::array lots{lot(10, 1000), lot(20, 800), lot(40, 640), lot(80, 512)};
  const auto fit = fit_wright(lots);
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->n, 4U);
  EXPECT_EQ(fit->exponent, -3219);  // log2 0.8
  EXPECT_EQ(fit->exponent_error, 0);
  EXPECT_EQ(fit->rate, 200'000);
}

TEST(Wright, TheIntervalHoldsTheRateAndWidensWithTheScatter) {
  // log2 of costs over log2 of output, as steps 0 1 2 3: 0, -0.4, -0.5, -0.9; slope -0.28, residuals -0.03 -0.15 ...
  const std::array lots{lot(1, 1000), lot(2, 758), lot(4, 707), lot(8, 536)};
  const auto fit = fit_wright(lots);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(static_cast<int>(fit->exponent), -2800, 3);
  EXPECT_NEAR(static_cast<int>(fit->exponent_error), 424, 3);  // sqrt(0.018 / 2 / 5)
  EXPECT_LT(fit->rate_low, fit->rate);
  EXPECT_GT(fit->rate_high, fit->rate);
}

TEST(Wright, TwoLotsAreNoCurve) {
  const std::array lots{lot(10, 1000), lot(20, 800)};
  EXPECT_FALSE(fit_wright(lots));
}

}  // namespace
}  // namespace servanda
