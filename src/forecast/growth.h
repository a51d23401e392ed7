#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/wide.h"

namespace servanda {

// Is it exponential? A series of equal periods is fitted twice: as a straight line, and as a straight line through the
// logarithms. Which of the two says more is judged by their AICc on the scale of the series (the one of the logarithms
// carries the Jacobian, twice the sum of the logarithms) and by the error of the last third of the periods, foretold
// from the ones before.
//
// Rules
//   1. At least kGrowthPeriods periods, all above zero; else nothing is told but why.
//   2. Exponential: the 95 % interval of the rate is above zero, the AICc is lower than the line's by two or more, and the
//      foretold error is no larger than the line's. Linear: the interval of the line's slope is above zero, and the line
//      has the lower AICc by two or more, or the lower error where neither AICc is two lower. Growing, shape not told: one of
//      both slopes is above zero and the two measures do not agree. Falling likewise below zero. Else no trend.
//   3. Doubling time: ln 2 / rate, with the interval of the rate; open where that reaches zero.
// Sources: Akaike 1974 with the correction of Hurvich and Tsai 1989, n log(RSS / n) + 2k + 2k(k + 1) / (n - k - 1) with
// k = 3; least squares and Student's t (forecast/least_squares.h).
enum class GrowthShape : std::uint8_t { exponential, linear, growing, no_trend, falling, too_few, not_positive };
inline constexpr std::array<std::string_view, 7> kGrowthShapeNames{"exponential", "linear",  "growing",     "no_trend",
                                                                   "falling",     "too_few", "not_positive"};
inline constexpr std::size_t kGrowthPeriods = 8;

struct GrowthFit {
  GrowthShape shape = GrowthShape::too_few;
  std::size_t n = 0;
  // 1e-4; empty unless fitted.
  std::optional<Wide> rate, rate_low, rate_high;       // percent a period
  std::optional<Wide> doubling, doubling_low, doubling_high;  // periods; low: the fastest
  std::optional<Wide> aicc_exponential, aicc_linear;
  std::optional<Wide> error_exponential, error_linear;  // root mean square of the last third, in the series' units
};

//   values: 1e-4, one a period, in order.
GrowthFit fit_growth(std::span<const Wide> values);

}  // namespace servanda
