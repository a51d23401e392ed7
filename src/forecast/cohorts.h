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
//   3. Intakes that are not planned yet follow the last one of their course after a pause that past intakes had, of its own
//      course with the odds n to kOwnCohorts, and are as large as one of its own. A course that is overdue by more than
//      the longest pause has ended. Without two intakes of one course there is no pause, and nobody comes.
//   4. Fewer than kFewest cohorts that came are no history.
class CohortProcess {
 public:
  static constexpr std::size_t kFewest = 5;
  static constexpr double kOwnCohorts = 3;

  CohortProcess(std::vector<Cohort> cohorts, DayNumber as_known);

  bool has_history() const { return came_.size() >= kFewest; }
  bool has_pauses() const { return !pauses_.empty(); }
  std::size_t came() const { return came_.size(); }
  std::size_t planned() const { return planned_.size(); }
  // Who is planned and comes after the as-known day in one future, by day.
  std::vector<AnnouncementProcess::Sum> draw(std::uint64_t seed, std::uint32_t future) const;
  // Who is not planned yet and comes until `until` in one future, by day.
  std::vector<AnnouncementProcess::Sum> draw_unplanned(std::uint64_t seed, std::uint32_t future, DayNumber until) const;

 private:
  struct Past {
    DayNumber late;
    double part;  // of what was planned
  };
  struct Course {
    DayNumber last = 0;  // planned day of its newest intake
    std::vector<DayNumber> pauses;
    std::vector<Wide> sizes;
    std::vector<Past> came;
  };
  DayNumber next_day(const Course& course, DayNumber last, double which, double place) const;

  DayNumber as_known_;
  std::vector<Course> courses_;  // by name
  std::vector<DayNumber> pauses_;
  std::vector<Cohort> planned_;
  std::vector<Past> came_;
  std::vector<std::vector<Past>> own_;  // by planned cohort
};

}  // namespace servanda
