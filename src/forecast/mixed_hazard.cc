#include "forecast/mixed_hazard.h"

#include <algorithm>
#include <cmath>

namespace servanda {

MixedHazard::MixedHazard(double sd) {
  constexpr int kNodes = 64;  // either side of the middle; the trapezoidal rule converges geometrically here
  constexpr double kNode = 0.125;
  for (std::size_t i = 0; i < kPoints; ++i) {
    const double hazard = std::exp(kLowest + kStep * static_cast<double>(i));
    double lost = 0, left = 0, weights = 0;  // 1 - L and L, each exact where it is small
    for (int n = -kNodes; n <= kNodes; ++n) {
      const double z = kNode * n;
      const double weight = std::exp(-z * z / 2);
      const double each = hazard * std::exp(sd * z);
      lost -= weight * std::expm1(-each);
      left += weight * std::exp(-each);
      weights += weight;
    }
    constexpr double kLeast = 1e-300;
    log_marginal_[i] = std::log(left < lost ? -std::log(std::max(left / weights, kLeast)) : -std::log1p(-lost / weights));
  }
}

double MixedHazard::marginal(double hazard) const {
  if (hazard <= 0) return 0;
  const double place = (std::log(hazard) - kLowest) / kStep;
  const double cell = std::clamp(std::floor(place), 0.0, static_cast<double>(kPoints - 2));
  const auto i = static_cast<std::size_t>(cell);
  return std::exp(log_marginal_[i] + (place - cell) * (log_marginal_[i + 1] - log_marginal_[i]));
}

double MixedHazard::conditional(double marginal) const {
  if (marginal <= 0) return 0;
  const double wanted = std::log(marginal);
  const auto above = std::ranges::lower_bound(log_marginal_.begin() + 1, log_marginal_.end() - 1, wanted);
  const auto i = static_cast<std::size_t>(above - log_marginal_.begin()) - 1;
  const double part = (wanted - log_marginal_[i]) / (log_marginal_[i + 1] - log_marginal_[i]);
  return std::exp(kLowest + kStep * (static_cast<double>(i) + part));
}

double MixedHazard::odds_at(double speed, double odds) const {
  constexpr double kNearlyAll = 1 - 1e-12;
  return -std::expm1(-speed * conditional(-std::log1p(-std::min(odds, kNearlyAll))));
}

}  // namespace servanda
