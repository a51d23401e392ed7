#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "base/progress.h"
#include "forecast/common_points.h"
#include "forecast/delays.h"
#include "forecast/fund_waits.h"
#include "forecast/future_keeper.h"
#include "forecast/plan_queues.h"
#include "forecast/shipments.h"

namespace servanda {

// What all consignments of a future share: the logarithm of the speed of everything, and of each mode. Estimated from how
// far past forecasts of the share were off, beyond what independent consignments explain (forecast/shocks.h).
struct CommonShocks {
  double sd = 0;              // of the logarithm of a consignment's hazard
  double common_part = 0.5;   // of that variance, in all modes at once
  double past_weight = 0;     // of the lags seen beside the hazards
  int windows = 0;            // past windows behind it; 0: the guess of DelayParameters
  double miss = 0;            // of the odds of these windows, squared, in the mean
};

struct SimulationOptions {
  std::uint64_t seed = 1;
  std::size_t futures = 1024;  // rounded up to whole replicates
  std::size_t threads = 0;     // 0: all; the answer does not depend on it
  FutureKeeper* keeper = nullptr;
};

// The day of arrival of each open consignment in each future.
//
//   1. A future is a function of (seed, number of the future, number of the consignment, step): no thread, order or other
//      consignment changes it, so two simulations with one seed differ only by what differs (common random numbers).
//   2. Futures come in kReplicates blocks, each with its own scramble of Sobol's points for what is common, so the spread
//      between blocks is the Monte Carlo error.
//   3. One uniform number decides what is left (remaining_draws.h): it is monotone, later is larger. Over all futures each consignment has the
//      law that was fitted, whatever the common shocks (mixed_hazard.h): they only make consignments alike.
//   4. With queues, the days so drawn then pass through them (plan_queues.h).
//   5. Who has no way never arrives, in as many futures as Shipment::way_odds says.
//   6. Who waits for money neither starts nor arrives before it comes, and never if it lapses (fund_waits.h).
class Simulation {
 public:
  static constexpr std::int16_t kNever = std::numeric_limits<std::int16_t>::max();
  static constexpr std::size_t kReplicates = CommonPoints::kReplicates;

  std::size_t futures() const { return futures_; }
  std::size_t shipments() const { return open_.size(); }
  std::size_t shipment(std::size_t i) const { return open_[i]; }  // place in the log
  // Days after the as-known day; 0 and below: has arrived and is not recorded yet.
  std::int16_t arrival(std::size_t i, std::size_t future) const { return arrival_[i * futures_ + future]; }

 private:
  friend Result<Simulation> simulate(const ShipmentLog&, const DelayModel&, const CommonShocks&, const SimulationOptions&,
                             const WorkProgress&, const PlanQueues*, const FundWaits*);
  std::size_t futures_ = 0;
  std::vector<std::size_t> open_;
  std::vector<std::int16_t> arrival_;
};

// Simulates the open consignments of the log. Stops early where `progress` says so: it is then of no use, which
// progress.stopped() tells.
//   Errors: those of the keeper.
Result<Simulation> simulate(const ShipmentLog& log, const DelayModel& model, const CommonShocks& shocks,
                    const SimulationOptions& options, const WorkProgress& progress, const PlanQueues* queues = nullptr,
                    const FundWaits* funds = nullptr);

// By consignment that queues, the place that cost most; a number of futures for each to be divided by is that of `options`.
std::vector<PlanQueues::HeldUp> held_up(const ShipmentLog& log, const DelayModel& model, const CommonShocks& shocks, const SimulationOptions& options,
                                        DayNumber within_days, const PlanQueues& queues, const FundWaits& funds);

// Gives the dimensions that the shocks leave to what moves the most consignments by chance: funds, donors' slips, the first
// closures of nodes. What has one in `given`, by its name, keeps it, so that a scenario draws what its base drew. Returns all.
using Dimensions = std::map<std::string, std::size_t>;
Dimensions share_out_dimensions(const ShipmentLog& log, FundWaits& funds, PlanQueues* queues, const Dimensions& given);

// Chooses the shares of lateness of rule 3 of plan_queues.h, from the first futures, as if all money came on its day.
void fit_late_shares(PlanQueues& queues, const ShipmentLog& log, const DelayModel& model, const CommonShocks& shocks,
                     const SimulationOptions& options, const WorkProgress& progress);

}  // namespace servanda
