#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "network/instance.h"
#include "plan/optimise.h"

namespace servanda {

// Something that could be opened or widened: what it costs, and what it adds to places week by week. A link that is there
// only with it stands in the instance with a capacity of nothing.
struct SiteExtra {
  PlanPlace place;                  // link, node or resource, with a limit
  std::vector<PlanTonnes> by_week;  // one a week of the instance
};

// Cargo that may leave in another week, sooner or later, once an option is open.
struct SiteRelease {
  int cargo = 0;
  int week = 0;
};

struct SiteOption {
  std::string id;
  std::int64_t cost = 0;  // 1e-4 of the currency
  std::vector<SiteExtra> extras = {};
  std::vector<SiteRelease> releases = {};
  std::vector<std::string> makers = {};  // sites that make more with it: of each, one option at most is open, since releases do not add up
};

// Options that are open together, and what the plan reaches then, lots and vehicles left out.
struct SiteSet {
  std::vector<int> open;  // ascending
  std::int64_t cost = 0;
  double on_time = 0;     // weighted tonnes
  double lateness = 0;    // weighted tonne-weeks, of the plans that bring as much in time
  // The same of the plan in whole lots and vehicles; where there are none, or the clock ended the run, nothing.
  struct Whole {
    double on_time = 0;
    double lateness = 0;
  };
  std::optional<Whole> whole = {};
};

struct SiteChoice {
  std::optional<SiteSet> none;   // nothing where it was stopped before
  std::vector<SiteSet> sets;     // within the budget: the best, then the next best ones
  std::vector<SiteSet> without;  // one an option of the best set: the same set without it
  std::vector<SiteSet> with;     // one an option that is not in it: the same set and it, whatever the budget, without those that it excludes
  bool proven = false;           // no set within the budget is better than the first
  std::optional<PlanStatus> ended_by = {};  // the clock or somebody, before all was planned
  int plans = 0;                 // that were made
};

struct SiteChoiceOptions {
  std::int64_t budget = 0;       // 1e-4 of the currency
  int next_best = 3;
  PlanOptions plan;              // threads, cancel, time limit
};

// The options that bring most in time under the budget; of equal ones the least lateness, then the least cost.
//
//   1. A choice of sites is a mixed integer programme (Cbc) that knows the plan by its prices: a set y reaches no more than
//      bound - sum price_r (limit_r(y) - limit_r) + sum_k q_k (cheapest_k(y) - cheapest_k), for the bound and the prices of any
//      plan made before, and the cheapest way of cargo k at these prices from its release on (Benders' cuts).
//   2. The set that it picks is planned, which makes another cut, until it promises no more than the best set reaches.
//   3. The next best sets are found the same way, with those before them forbidden. A set is left out that is one of those
//      before it and options that bring nothing beside: in each set that is told every option earns its place. Sixteen are looked at for four that are told.
//   4. In whole lots `none` is planned as `servanda plan` would, and each of `sets` from that plan on (PlanOptions::base).
//   5. Where it is stopped, the sets are the best so far, and `without` and `with` hold those that were planned by then. What
//      was being planned when it was stopped is in none of them.
//   Error bad_input: an extra at a place without a limit.
Result<SiteChoice> choose_sites(const PlanInstance& instance, const std::vector<SiteOption>& options,
                                const SiteChoiceOptions& control);

}  // namespace servanda
