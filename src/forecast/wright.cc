#include "forecast/wright.h"

#include <cmath>
#include <vector>

#include "base/decimal.h"
#include "forecast/least_squares.h"

namespace servanda {
namespace {

constexpr double kUnit = Decimal::kUnit;

// Where doubles leave: 1e-4, half away from zero.
Wide rounded(double value) { return static_cast<Wide>(std::llround(value * kUnit)); }

Wide rate_of(double exponent) { return rounded(100 * (1 - std::exp2(exponent))); }

}  // namespace

std::optional<WrightFit> fit_wright(std::span<const WrightLot> lots) {
  std::vector<double> x;
  std::vector<double> y;
  for (const WrightLot& lot : lots) {
    if (lot.cumulative <= 0 || lot.unit_cost <= 0) return std::nullopt;
    x.push_back(std::log(static_cast<double>(lot.cumulative) / kUnit));
    y.push_back(std::log(static_cast<double>(lot.unit_cost) / kUnit));
  }
  const auto line = fit_line(x, y);
  if (!line) return std::nullopt;
  return WrightFit{line->n,
                   rounded(line->slope),
                   rounded(line->slope_error),
                   rate_of(line->slope),
                   rate_of(line->slope + line->slope_half_width),
                   rate_of(line->slope - line->slope_half_width)};
}

}  // namespace servanda
