#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/wide.h"
#include "forecast/announcements.h"

namespace servanda {

// People who enrol or graduate together: as planned, and as it came, where it did.
struct Cohort {
  std::string course;
  DayNumber planned = 0;
  Wide people = 0;               // planned, 1e-4
  std::optional<DayNumber> day;  // when it came
  Wide came = 0;
};

// What is planned of people, in futures.
//
//   1. A cohort that has not come is as late, and as full, as one of the past was: of its own course with the odds n to
//      kOwnCohorts, else of any. Both of one past cohort together.
//   2. One whose day has passed takes only delays that it has not outlasted; where none is left, it comes after today by as
//      many days as the past one missed its day by.
//   3. What is not planned yet brings nobody. Fewer than kFewest cohorts that came are no history.
class CohortProcess {
 public:
  static constexpr std::size_t kFewest = 5;
  static constexpr double kOwnCohorts = 3;

  CohortProcess(std::vector<Cohort> cohorts, DayNumber as_known);

  bool has_history() const { return came_.size() >= kFewest; }
  std::size_t came() const { return came_.size(); }
  std::size_t planned() const { return planned_.size(); }
  // Who comes after the as-known day in one future, by day.
  std::vector<AnnouncementProcess::Sum> draw(std::uint64_t seed, std::uint32_t future) const;

 private:
  struct Past {
    DayNumber late;
    double part;  // of what was planned
  };
  DayNumber as_known_;
  std::vector<Cohort> planned_;
  std::vector<Past> came_;
  std::vector<std::vector<Past>> own_;  // by planned cohort
};

}  // namespace servanda
