#include "plan/fixed_point.h"

#include <gtest/gtest.h>

#include <limits>

namespace servanda {
namespace {

TEST(FixedPoint, RoundsToTheNearestUnitHalvesAwayFromZero) {
  EXPECT_EQ(fixed_point(1.00004).to_string(), "1");
  EXPECT_EQ(fixed_point(1.00006).to_string(), "1.0001");
  EXPECT_EQ(fixed_point(0.5 / 10'000).to_string(), "0.0001");
  EXPECT_EQ(fixed_point(-0.5 / 10'000).to_string(), "-0.0001");
}

TEST(FixedPoint, StaysWithinWhatFits) {
  EXPECT_EQ(fixed_point(std::numeric_limits<double>::infinity()).to_string(), "900000000000000");
  EXPECT_EQ(fixed_point(-1e300).to_string(), "-900000000000000");
  EXPECT_EQ(fixed_point(std::numeric_limits<double>::quiet_NaN()).to_string(), "0");
}

TEST(FixedPoint, ComesBackAsItWent) {
  for (const std::int64_t units : {0LL, 1LL, -12'345LL, 9'000'000'000'000LL})
    EXPECT_EQ(fixed_point(floating_point(Decimal::from_units(units))).units(), units);
}

}  // namespace
}  // namespace servanda
