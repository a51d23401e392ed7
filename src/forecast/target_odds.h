#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/wide.h"
#include "forecast/announcements.h"
#include "forecast/cohorts.h"
#include "forecast/forecast.h"
#include "forecast/inflow.h"

namespace servanda {

// What a share is a share of: how much today, and how it grows.
struct Whole {
  Wide units = 0;
  std::vector<Wide> months;  // by how much it grew in each of the past months of 30 days; one is drawn for each to come
  DayNumber until = 0;       // the last day that counts
};

// What a target asks of the futures: whether `reached` plus what is still to come in (from … until) makes `goal` by `by`.
struct TargetQuestion {
  Wide goal = 0;
  Wide reached = 0;   // what already counts
  DayNumber from = 0;   // the first day that counts
  DayNumber until = 0;  // the last day that counts (of the figure's period), at most far in the future
  DayNumber by = 0;
  DayNumber as_known = 0;
  std::size_t behind = 0;  // facts of the past behind it: no odds are nearer to 0 or 1 than half of one in one more than these
  std::optional<Whole> whole = {};  // then `goal` is a share of it, judged on the day `by`: it can fall, and has no dates
};

struct TargetAnswer {
  Share probability = 0;  // exactly 0 or 1 only where it is settled
  Share error = 0;        // Monte Carlo, one standard error
  std::optional<Day> date_50, date_90;  // by when it is reached in half, in nine of ten futures
  std::optional<std::int64_t> error_50, error_90;  // of these, in 1e-4 days; blank: not in all replicates is it reached
  bool settled = false;
  std::optional<std::array<Wide, 3>> sums = {};  // P10, P50, P90 of the figure on the day `by`, or at the end of its period
};

// Whether no future can change the answer: its day has passed, or it is reached and is no share.
bool is_settled(const TargetQuestion& question);
// The most that what is open can make of it, without what the book does not have yet.
Wide most_of_goods(const TargetQuestion& question, const Simulation& simulation, const std::vector<std::optional<Wide>>& weights);

// Of goods: each open consignment of the simulation brings its weight on the day of its arrival; blank weights nothing. And
// what the inflow draws, where there is one.
TargetAnswer target_of_goods(const TargetQuestion& question, const Simulation& simulation,
                             const std::vector<std::optional<Wide>>& weights, const InflowProcess* inflow, std::uint64_t seed,
                             std::size_t threads);
// Of money: what the process announces.
TargetAnswer target_of_money(const TargetQuestion& question, const AnnouncementProcess& process, std::uint64_t seed,
                             std::size_t futures, std::size_t threads);
// Of people: what is planned of them, and intakes that are not planned yet.
TargetAnswer target_of_people(const TargetQuestion& question, const CohortProcess& process, std::uint64_t seed,
                              std::size_t futures, std::size_t threads);

// What reaches the stage in the `days` days after the as-known day, by future.
std::vector<double> sums_of_goods(const Simulation& simulation, const std::vector<std::optional<Wide>>& weights,
                                  const InflowProcess* inflow, DayNumber as_known, DayNumber days, std::uint64_t seed);
std::vector<double> sums_of_people(const CohortProcess& process, DayNumber as_known, DayNumber days, std::uint64_t seed,
                                   std::size_t futures);

}  // namespace servanda
