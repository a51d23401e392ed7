#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace servanda {

// A straight line y = intercept + slope * x through points, by ordinary least squares. Doubles: what is fitted here are
// logarithms and shapes; the views round what they tell of it once.
struct LineFit {
  std::size_t n = 0;
  double intercept = 0;
  double slope = 0;
  double slope_error = 0;      // standard error, with n - 2 degrees of freedom
  double slope_half_width = 0;  // of the 95 % interval, by Student's t
  double residual_sum = 0;     // of squares
  double at(double x) const { return intercept + slope * x; }
};

// Empty for fewer than three points, or where all x are equal.
//   x, y: of one length.
std::optional<LineFit> fit_line(std::span<const double> x, std::span<const double> y);

// The 0.975 quantile of Student's t, exact to 1e-3: a table up to 3, Cornish and Fisher's expansion about the normal
// from there on.  degrees >= 1.
double student_t_975(std::size_t degrees);

}  // namespace servanda
