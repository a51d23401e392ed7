#include "forecast/least_squares.h"

#include <array>
#include <cmath>

#include "base/check.h"

namespace servanda {

std::optional<LineFit> fit_line(std::span<const double> x, std::span<const double> y) {
  CHECK(x.size() == y.size());
  LineFit fit;
  fit.n = x.size();
  if (fit.n < 3) return std::nullopt;
  const auto n = static_cast<double>(fit.n);
  double mean_x = 0;
  double mean_y = 0;
  for (std::size_t i = 0; i < fit.n; ++i) {
    mean_x += x[i] / n;
    mean_y += y[i] / n;
  }
  double xx = 0;
  double xy = 0;
  for (std::size_t i = 0; i < fit.n; ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  if (xx <= 0) return std::nullopt;
  fit.slope = xy / xx;
  fit.intercept = mean_y - fit.slope * mean_x;
  for (std::size_t i = 0; i < fit.n; ++i) fit.residual_sum += std::pow(y[i] - fit.at(x[i]), 2);
  fit.slope_error = std::sqrt(fit.residual_sum / (n - 2) / xx);
  fit.slope_half_width = student_t_975(fit.n - 2) * fit.slope_error;
  return fit;
}

double student_t_975(std::size_t degrees) {
  CHECK(degrees >= 1);
  if (degrees <= 3) return std::array{12.7062, 4.3027, 3.1824}[degrees - 1];
  constexpr double z = 1.959963985;
  const auto v = static_cast<double>(degrees);
  const double z3 = z * z * z;
  const double z5 = z3 * z * z;
  const double z7 = z5 * z * z;
  const double z9 = z7 * z * z;
  return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v) +
         (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v) +
         (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * v * v * v * v);
}

}  // namespace servanda
