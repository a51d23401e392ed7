#include "plan/fixed_point.h"

#include <algorithm>
#include <cmath>

namespace servanda {

Decimal fixed_point(double value) {
  constexpr double kLargest = 9e14;
  if (std::isnan(value)) return {};
  return Decimal::from_units(std::llround(std::clamp(value, -kLargest, kLargest) * static_cast<double>(Decimal::kUnit)));
}

double floating_point(Decimal value) {
  return static_cast<double>(value.units()) / static_cast<double>(Decimal::kUnit);
}

}  // namespace servanda
