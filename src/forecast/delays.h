#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "forecast/moved_dates.h"
#include "forecast/past_lags.h"
#include "forecast/recording_delay.h"
#include "forecast/shipments.h"

namespace servanda {

// What the calibration assumes before it has seen anything; chosen on origins before 2012 of examples/health-supplies
// (docs/forecast-record.md).
struct DelayParameters {
  double half_life_days = 100;   // a fact counts half once it is this old
  double half_life_arrivals = 200;  // and older than so many arrivals (rule 2)
  double late_memory = 8;        // what is late is forgotten so many times slower
  double pace_half_life_days = 30;
  std::array<double, 3> pace_shape = {3, 3, 25};  // as frailty_shape, of the pace (rule 5)
  double prior_weight = 3;       // arrivals that the built-in law counts for against the whole book
  double tail_weight = 10;       // the mean of the late hazard against the hazard of each of its bins
  double kind_weight = 10;       // the whole book against one kind of promise
  double channel_weight = 3;     // a kind of promise against one channel
  double stratum_weight = 800;    // a channel against one mode of it
  // Shape of the gamma law of frailties, by phase: early, on the promised day, late. Larger is nearer to the average.
  std::array<double, 3> frailty_shape = {30, 10, 60};
  double shock_sd = 0.35;        // of the logarithm of the common hazard, where there is no history
  double shock_windows = 12;     // past windows that this guess counts for
  double past_ridge = 20;        // squared differences of odds that the hazards alone count for (shocks.h, rule 3)
};

enum class Phase : std::uint8_t { early, on_day, late };
inline constexpr std::array<std::string_view, 3> kPhaseNames{"early", "on the day", "late"};

// Lags (days after the reference day) are cut into bins; inside one the daily hazard is constant.
inline constexpr std::array<DayNumber, 39> kLagEdges{
    -40000, -365, -270, -180, -150, -120, -90, -75, -60, -49, -42, -35, -28, -21, -14, -10, -7,  -5,  -3,  -2,
    -1,     0,    1,    2,    3,    4,    6,   8,   11,  15,  22,  29,  43,  61,  91,  121, 181, 366, 731};
inline constexpr std::size_t kLagBins = kLagEdges.size();
std::size_t lag_bin(DayNumber lag);
Phase phase_of(std::size_t bin);

// The law of the day of one arrival relative to its reference day, as a cumulative hazard that never ends.
class LagLaw {
 public:
  explicit LagLaw(const std::array<double, kLagBins>& daily_probability);

  const std::array<double, kLagBins>& hazards() const { return hazard_; }
  // Cumulative hazard over all days up to and including `lag`.
  double cumulative(DayNumber lag) const;
  // P(lag' <= until | lag' > from).
  double within(DayNumber from, DayNumber until) const;

 private:
  std::array<double, kLagBins> hazard_;  // a day
  std::array<double, kLagBins> before_;  // up to the bin's first day
};

// How many facts stand behind a part of the model, and what stands in where they are too few.
struct Evidence {
  std::string part;      // "promised, air, plant"
  std::int64_t arrivals = 0;
  std::int64_t open = 0;
  std::int64_t still_days = 0;  // days at risk
  std::string falls_back;  // blank: stands on its own
};

// The fitted effect of one donor, supplier, … on the odds of arriving, by phase; 1 = as the average.
struct Effect {
  Factor factor;
  std::uint16_t level;
  std::array<double, 3> odds{1, 1, 1};
  double arrivals = 0;  // weighted
};

// Delay models fitted to what a book knew on one day.
//
// Rules
//   1. Discrete hazard of arriving on a day, by lag bin and stratum (kind of promise, mode, channel). A consignment is at
//      risk from the day after a reference became known until it arrives, leaves, or the as-known day (left truncation
//      and right censoring are exact). Each reference of a consignment that was in force is followed to the end, and they
//      share its weight, so a source that moves its schedule every week is judged by what it promised each time.
//   2. Older facts weigh less: half after half_life_days, or after as long as the newest half_life_arrivals took (in
//      proportion, where there are fewer), whichever is longer. So much history forgets fast, and little hardly. How the late come in is forgotten
//      late_memory times slower: there is less to learn it from, and it changes less. An arrival on a recent day stands for those not yet recorded too (nowcast).
//   3. Shrinkage by pseudo exposure: mode to channel, that to kind of promise, that to the book, that to a built-in law that is in force
//      where there is no history. So no probability is 0 or 1, ever. A part that is all of the next larger is that.
//   4. Frailties: for each level of donor, supplier, origin, destination, lead, size and each phase, odds with a gamma prior of
//      mean 1, alternating (empirical Bayes); a level never seen has 1.
//   5. Pace: for each channel and phase, odds as those of rule 4, learned last and from facts that count half after
//      pace_half_life_days: what goes on now, on top of what is usual.
//   6. Consignments whose known day is blank, and what arrived before it was known, teach nothing.
//   7. A promised date that was moved before may be moved again (moved_dates.h).
class DelayModel {
 public:
  static DelayModel fit(const ShipmentLog& log, const DelayParameters& parameters);

  // The law of an open consignment under its newest reference (rule 7).
  LagLaw law(const Shipment& shipment) const;
  // The same for a group of equals: shipments with the same class share a law.
  using LawClass = std::tuple<Promise, std::array<std::uint16_t, kFactors>, MovedDates>;
  LawClass law_class(const Shipment& shipment) const;

  // Chance a day of leaving (cancelled, withdrawn, lost, returned) instead of arriving.
  double exit_rate() const { return exit_rate_; }
  const RecordingDelay& recording() const { return recording_; }
  const PastLags& past() const { return past_; }
  // How much the lags seen count beside the hazards, 0 … 1; chosen from past windows (shocks.h).
  double past_weight() const { return past_weight_; }
  void set_past_weight(double weight) { past_weight_ = weight; }
  const std::vector<Evidence>& evidence() const { return evidence_; }  // the book, kinds, strata
  const std::vector<Effect>& effects() const { return effects_; }      // by factor and level; only those seen
  // Odds of a level by phase; 1 where it was never seen.
  const std::array<double, 3>& odds(Factor factor, std::uint16_t level) const;
  // Odds of how a channel does now against what is usual there, by phase; 1 where nothing came of late.
  const std::array<double, 3>& pace(std::uint16_t channel) const;

 private:
  using Hazards = std::array<double, kLagBins>;
  using Odds = std::array<double, 3>;  // by phase
  struct Stratum {
    Hazards events{};
    Hazards exposure{};
    Hazards daily{};  // fitted
    std::int64_t arrivals = 0;
    std::int64_t open = 0;
    double days = 0;
  };
  struct Segment;  // one bin of one reference's follow-up
  class Fitter;

  Odds odds_of(const Shipment& shipment) const;
  const Hazards& daily(Promise kind, std::uint16_t mode, std::uint16_t channel) const;

  std::array<Stratum, kPromiseNames.size()> kinds_;
  std::map<std::pair<Promise, std::uint16_t>, Stratum> channels_;                        // kind, channel
  std::map<std::tuple<Promise, std::uint16_t, std::uint16_t>, Stratum> strata_;  // kind, mode, channel
  std::array<std::vector<Odds>, kFactors> odds_;
  std::vector<Odds> pace_;  // by channel
  RecordingDelay recording_;
  PastLags past_;
  double past_weight_ = 0;
  double exit_rate_ = 0;
  std::vector<Evidence> evidence_;
  std::vector<Effect> effects_;
};

}  // namespace servanda
