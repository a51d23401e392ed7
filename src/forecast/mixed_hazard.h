#pragma once

#include <array>
#include <cstddef>

namespace servanda {

// Keeps the law of each consignment what it was fitted to be when a common shock is drawn too.
//
// Fitted hazards are those over the shocks of the past, so a shock on top of them would count these twice. With the shock
// S = exp(sd Z), Z standard normal, and an exponential E that a consignment has for itself, E / S is larger than h with
// chance L(h) = E[exp(-S h)]; so -log L(E / S) is exponential again, and still moves with S. (The mixed proportional
// hazard of Vaupel, Manton and Stallard, Demography 16, 1979, solved for the conditional hazard.)
class MixedHazard {
 public:
  explicit MixedHazard(double sd);

  // -log L(h), h >= 0; increasing, 0 at 0. By a table: relative error under 1e-4.
  double marginal(double hazard) const;
  // Its inverse: the hazard where everything goes as in the middle.
  double conditional(double marginal) const;
  // Odds of arriving where everything goes `speed` times as fast as in the middle, of one whose odds are `odds` in the mean.
  double odds_at(double speed, double odds) const;

 private:
  static constexpr double kLowest = -24, kStep = 0.125;  // of log h
  static constexpr std::size_t kPoints = 289;            // up to 12
  std::array<double, kPoints> log_marginal_{};
};

}  // namespace servanda
