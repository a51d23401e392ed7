#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "plan/pricing.h"
#include "plan/space_time.h"

namespace servanda {

// The master of the column generation: which way carries how much, at least cost, where ways come from pricing and rows
// only once they are broken.
//
//   minimise  sum_p c_p x_p + sum_k u_k s_k,   c_p = sum of weights[i] * a_pi
//   subject to  sum_{p of k} x_p + s_k = q_k;   sum_p a_rp x_p <= limit_r;   sum_p a_pi x_p <= held_i
//   a_p0 = -weight if on time, a_p1 = weight * weeks late, a_p2 = links and holding.
//
//   1. Cargo whose cheapest way meets no row stays out of the LP, and moves on that way.
//   2. bound: sum_k q_k min(cheapest way, u_k) - sum_r price_r limit_r - sum_i price_i held_i, for prices clamped to be
//      non-negative, less a margin for rounding: valid whatever the LP solver did.
struct FlowObjective {
  std::array<double, 3> weights{};
  std::vector<double> undelivered;  // more for each tonne of cargo k that stays; empty: none
};

struct FlowColumn {
  int cargo = 0;
  int arrival = 0;
  std::array<double, 3> value{};
  std::vector<std::int32_t> arcs;
  double flow = 0;
  bool basic = false;  // of the last LP
  int lp = -1;         // its place there
};

struct FlowResult {
  double value = 0;
  double bound = -kFar;
  std::array<double, 3> levels{};  // sums of a_pi x_p, what stays included
  bool closed = false;             // within the gap, or nothing left to add
  bool stopped = false;
  int sweeps = 0;
  int rows = 0;
  int columns = 0;
  double lp_seconds = 0;           // CPU
};

struct FlowControl {
  int threads = 1;
  double gap = 0;
  double constant = 0;                                // part of the value that gaps are taken of, and in no objective
  std::function<bool()> stop;                         // asked between simplex iterations too
  std::function<void(double value, double bound)> told;
  std::function<void(int done, int parts)> parted;    // plan/release_parts.h; from any thread, one at a time
};

// Where a solve ended, or may begin: ways, which of them were basic, the limits that were tight, the cargo of which some
// stayed.
struct FlowStart {
  std::vector<FlowColumn> columns;
  std::vector<int> tight;    // in order
  std::vector<int> staying;  // in order
  double lp_seconds = 0;     // CPU that it took to come by
  double bound = -kFar;      // of the whole, where one is known
};

class FlowMaster {
 public:
  FlowMaster(const SpaceTime& space, FlowControl control);
  ~FlowMaster();

  // Where a former solve for `objective` ended. Cargo without any way begins on its best one.
  void seed(FlowStart start, const FlowObjective& objective);
  FlowStart ended() const;  // with the ways that carry something or are basic
  std::vector<int> tight_limits() const;  // in order
  std::vector<int> staying() const;
  FlowResult solve(const FlowObjective& objective, double bound = -kFar);  // `bound`: one that is known
  // From now on the sum of a_pi x_p, what stays included, may not pass `most`; of kLeftBehind, the tonnes that stay.
  static constexpr int kLeftBehind = 3;
  void hold(int level, double most);

  const std::vector<FlowColumn>& columns() const;   // with their flows
  const FlowPrices& prices() const;                  // of the last solve, with those of held levels in it
  std::vector<double> place_prices() const;          // by limit: of it and of the rows that lots make of it together
  const std::vector<double>& cheapest() const;       // by cargo, of the last full pricing
  std::array<double, 3> short_value(int cargo) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace servanda
