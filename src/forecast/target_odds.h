#pragma once

#include <optional>
#include <vector>

#include "base/wide.h"
#include "forecast/announcements.h"
#include "forecast/cohorts.h"
#include "forecast/forecast.h"

namespace servanda {

// What a target asks of the futures: whether `reached` plus what is still to come in (from … until) makes `goal` by `by`.
struct TargetQuestion {
  Wide goal = 0;
  Wide reached = 0;   // what already counts
  DayNumber from = 0;   // the first day that counts
  DayNumber until = 0;  // the last day that counts (of the figure's period), at most far in the future
  DayNumber by = 0;
  DayNumber as_known = 0;
};

struct TargetAnswer {
  Share probability = 0;  // exactly 0 or 1 only where it is settled
  Share error = 0;        // Monte Carlo, one standard error
  std::optional<Day> date_50, date_90;  // by when it is reached in half, in nine of ten futures
  bool settled = false;
};

// Of goods: each open consignment of the simulation brings its weight on the day of its arrival; blank weights nothing.
TargetAnswer target_of_goods(const TargetQuestion& question, const Simulation& simulation,
                             const std::vector<std::optional<Wide>>& weights);
// Of money: what the process announces.
TargetAnswer target_of_money(const TargetQuestion& question, const AnnouncementProcess& process, std::uint64_t seed,
                             std::size_t futures, std::size_t threads);
// Of people: what is planned of them.
TargetAnswer target_of_people(const TargetQuestion& question, const CohortProcess& process, std::uint64_t seed,
                              std::size_t futures, std::size_t threads);

}  // namespace servanda
