#pragma once

#include <span>
#include <vector>

#include "forecast/delays.h"
#include "forecast/shipments.h"

namespace servanda {

// What an open consignment may have done without the book knowing, and what it will do: by its law, or, with the weight that
// the model gives them, by the lags seen. The law and the model must outlive it.
class RemainingTime {
 public:
  RemainingTime(const Shipment& shipment, const LagLaw& law, const DelayModel& model, DayNumber as_known);

  // The weight of the lags seen, other than the model's; where dates were moved, less (moved_dates.h): these lags are of all.
  void weigh_past(double weight) { past_weight_ = past_.size() >= PastLags::kEnough ? weight * stands_ : 0; }
  // P(arrives within `days` after the as-known day).
  double within(DayNumber days) const;

  const LagLaw& law() const { return *law_; }
  DayNumber lag() const { return lag_; }  // of the as-known day
  std::span<const DayNumber> past() const { return past_; }  // lags that are still possible, sorted
  double past_weight() const { return past_weight_; }
  // P(has arrived by the as-known day minus i and is not recorded), i = 0, 1, …; falling. Empty: nothing is unrecorded.
  std::span<const double> unrecorded() const { return unrecorded_; }

 private:
  const LagLaw* law_;
  std::span<const DayNumber> past_;
  double stands_;    // the chance that the date does
  double way_odds_;  // that there is a way
  double past_weight_ = 0;
  DayNumber lag_;
  std::vector<double> unrecorded_;
};

}  // namespace servanda
