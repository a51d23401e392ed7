#include "forecast/cohorts.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>

#include "forecast/random.h"

namespace servanda {

CohortProcess::CohortProcess(std::vector<Cohort> cohorts, DayNumber as_known) : as_known_(as_known) {
  std::ranges::sort(cohorts, [](const Cohort& a, const Cohort& b) {
    return std::tie(a.course, a.planned, a.people) < std::tie(b.course, b.planned, b.people);
  });
  std::vector<std::pair<std::string, Past>> came;
  for (Cohort& cohort : cohorts) {
    if (cohort.people <= 0) continue;
    if (!cohort.day) planned_.push_back(std::move(cohort));
    else came.emplace_back(cohort.course, Past{*cohort.day - cohort.planned, static_cast<double>(cohort.came) / static_cast<double>(cohort.people)});
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
  std::ranges::sort(out, [](const auto& a, const auto& b) { return std::pair(a.day, a.units) < std::pair(b.day, b.units); });
  return out;
}

}  // namespace servanda
