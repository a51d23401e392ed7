#include "forecast/growth.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/decimal.h"
#include "forecast/least_squares.h"

namespace servanda {
namespace {

constexpr double kUnit = Decimal::kUnit;
constexpr double kParameters = 3;  // intercept, slope, spread
constexpr double kTold = 2;        // a difference of AICc that counts

// Where doubles leave: 1e-4; empty where there is no such number.
std::optional<Wide> rounded(double value) {
  constexpr double kMost = 1e14;
  if (!std::isfinite(value) || std::abs(value) > kMost) return std::nullopt;
  return static_cast<Wide>(std::llround(value * kUnit));
}

double aicc(double residual_sum, double n) {
  constexpr double kExact = 1e-18;  // a perfect fit has no spread, so its logarithm is cut off
  return n * std::log(std::max(residual_sum / n, kExact)) + 2 * kParameters +
         2 * kParameters * (kParameters + 1) / (n - kParameters - 1);
}

double foretold_error(const std::vector<double>& x, const std::vector<double>& fitted, const std::vector<double>& y, bool logarithms) {
  const std::size_t seen = x.size() - x.size() / 3;
  const auto line = fit_line(std::span(x).first(seen), std::span(fitted).first(seen));
  double sum = 0;
  for (std::size_t i = seen; i < x.size(); ++i) {
    const double told = logarithms ? std::exp(line->at(x[i])) : line->at(x[i]);
    sum += (told - y[i]) * (told - y[i]);
  }
  return std::sqrt(sum / static_cast<double>(x.size() - seen));
}

// Above zero: 1, below: -1, neither: 0.
int direction(const LineFit& fit) {
  if (fit.slope - fit.slope_half_width > 0) return 1;
  return fit.slope + fit.slope_half_width < 0 ? -1 : 0;
}

}  // namespace

GrowthFit fit_growth(std::span<const Wide> values) {
  GrowthFit out;
  out.n = values.size();
  if (out.n < kGrowthPeriods) return out;
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> logs;
  double sum_of_logs = 0;
  for (const Wide value : values) {
    if (value <= 0) {
      out.shape = GrowthShape::not_positive;
      return out;
    }
    x.push_back(static_cast<double>(x.size()));
    y.push_back(static_cast<double>(value) / kUnit);
    logs.push_back(std::log(y.back()));
    sum_of_logs += logs.back();
  }
  const LineFit exponential = *fit_line(x, logs);
  const LineFit linear = *fit_line(x, y);
  const auto n = static_cast<double>(out.n);
  const double aicc_exponential = aicc(exponential.residual_sum, n) + 2 * sum_of_logs;
  const double aicc_linear = aicc(linear.residual_sum, n);
  const double error_exponential = foretold_error(x, logs, y, true);
  const double error_linear = foretold_error(x, y, y, false);
  out.aicc_exponential = rounded(aicc_exponential);
  out.aicc_linear = rounded(aicc_linear);
  out.error_exponential = rounded(error_exponential);
  out.error_linear = rounded(error_linear);
  const double low = exponential.slope - exponential.slope_half_width;
  const double high = exponential.slope + exponential.slope_half_width;
  out.rate = rounded(100 * std::expm1(exponential.slope));
  out.rate_low = rounded(100 * std::expm1(low));
  out.rate_high = rounded(100 * std::expm1(high));
  if (exponential.slope > 0) out.doubling = rounded(std::log(2.0) / exponential.slope);
  if (high > 0) out.doubling_low = rounded(std::log(2.0) / high);
  if (low > 0) out.doubling_high = rounded(std::log(2.0) / low);

  const double ahead = aicc_linear - aicc_exponential;  // of the exponential
  const bool shorter_error = error_exponential <= error_linear;
  if (direction(exponential) > 0 && ahead >= kTold && shorter_error)
    out.shape = GrowthShape::exponential;
  else if (direction(linear) > 0 && (ahead <= -kTold || (ahead < kTold && !shorter_error)))
    out.shape = GrowthShape::linear;
  else if (direction(exponential) > 0 || direction(linear) > 0)
    out.shape = GrowthShape::growing;
  else
    out.shape = direction(exponential) < 0 || direction(linear) < 0 ? GrowthShape::falling : GrowthShape::no_trend;
  return out;
}

}  // namespace servanda
