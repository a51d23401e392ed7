#include "forecast/cohorts.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <tuple>

#include "forecast/random.h"

namespace servanda {

CohortProcess::CohortProcess(std::vector<Cohort> cohorts, DayNumber as_known) : as_known_(as_known) {
  std::ranges::sort(cohorts, [](const Cohort& a, const Cohort& b) {
    return std::tie(a.course, a.planned, a.people) < std::tie(b.course, b.planned, b.people);
  });
  std::vector<std::pair<std::string, Past>> came;
  std::map<std::string, Course> courses;
  for (Cohort& cohort : cohorts) {
    if (cohort.people <= 0) continue;
    Course& course = courses[cohort.course];
    if (!course.sizes.empty() && cohort.planned > course.last) course.pauses.push_back(cohort.planned - course.last);
    course.last = cohort.planned;
    course.sizes.push_back(cohort.people);
    if (cohort.day) {
      const Past past{*cohort.day - cohort.planned, static_cast<double>(cohort.came) / static_cast<double>(cohort.people)};
      course.came.push_back(past);
      came.emplace_back(cohort.course, past);
    } else {
      planned_.push_back(std::move(cohort));
    }
  }
  for (auto& [name, course] : courses) {
    pauses_.insert(pauses_.end(), course.pauses.begin(), course.pauses.end());
    courses_.push_back(std::move(course));
  }
  for (const auto& [course, past] : came) came_.push_back(past);
  for (const Cohort& cohort : planned_) {
    own_.emplace_back();
    for (const auto& [course, past] : came)
      if (course == cohort.course) own_.back().push_back(past);
  }
}

std::vector<AnnouncementProcess::Sum> CohortProcess::draw(std::uint64_t seed, std::uint32_t future) const {
  std::vector<AnnouncementProcess::Sum> out;
  for (std::uint32_t c = 0; c < planned_.size(); ++c) {
    const Cohort& cohort = planned_[c];
    const PhiloxBlock four = draws(seed, Stream::cohort, future, c, 0);
    const auto n = static_cast<double>(own_[c].size());
    const auto& from = unit_interval(four[0]) < n / (n + kOwnCohorts) ? own_[c] : came_;
    const DayNumber passed = as_known_ - cohort.planned;
    std::vector<Past> left;
    std::ranges::copy_if(from, std::back_inserter(left), [&](const Past& past) { return past.late > passed; });
    const auto& among = left.empty() ? from : left;
    const Past& past = among[static_cast<std::size_t>(unit_interval(four[1]) * static_cast<double>(among.size()))];
    const DayNumber day = left.empty() ? as_known_ + 1 + std::abs(past.late) : cohort.planned + past.late;
    out.push_back({day, static_cast<Wide>(std::llround(static_cast<double>(cohort.people) * past.part))});
  }
  AnnouncementProcess::sort(out);
  return out;
}

// The day of the intake after `last`: a pause that the course has not outlasted yet.
DayNumber CohortProcess::next_day(const Course& course, DayNumber last, double which, double place) const {
  const auto n = static_cast<double>(course.pauses.size());
  const auto& from = which < n / (n + kOwnCohorts) ? course.pauses : pauses_;
  std::vector<DayNumber> left;
  std::ranges::copy_if(from, std::back_inserter(left), [&](DayNumber pause) { return last + pause > as_known_; });
  const auto& among = left.empty() ? from : left;
  const DayNumber pause = among[static_cast<std::size_t>(place * static_cast<double>(among.size()))];
  return std::max(last + pause, as_known_ + 1);
}

std::vector<AnnouncementProcess::Sum> CohortProcess::draw_unplanned(std::uint64_t seed, std::uint32_t future, DayNumber until) const {
  std::vector<AnnouncementProcess::Sum> out;
  if (pauses_.empty() || came_.empty()) return out;
  const DayNumber longest = std::ranges::max(pauses_);
  for (std::uint32_t c = 0; c < courses_.size(); ++c) {
    const Course& course = courses_[c];
    if (course.last + longest < as_known_) continue;
    DayNumber day = course.last;
    for (std::uint32_t k = 1;; ++k) {
      const PhiloxBlock four = draws(seed, Stream::intake, future, c, k);
      const std::uint32_t other = draws(seed, Stream::intake, future, c, ~k)[0];
      day = next_day(course, day, unit_interval(four[0]), unit_interval(four[1]));
      if (day > until) break;
      const auto pick = [](const auto& from, std::uint32_t bits) { return from[static_cast<std::size_t>(unit_interval(bits) * static_cast<double>(from.size()))]; };
      const auto n = static_cast<double>(course.came.size());
      const Past past = pick(unit_interval(other) < n / (n + kOwnCohorts) ? course.came : came_, four[2]);
      const auto people = static_cast<double>(pick(course.sizes, four[3]));
      const DayNumber came = std::max(day + past.late, as_known_ + 1);
      if (came <= until) out.push_back({came, static_cast<Wide>(std::llround(people * past.part))});
    }
  }
  AnnouncementProcess::sort(out);
  return out;
}

}  // namespace servanda
