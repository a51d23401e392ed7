#include "network/crews.h"

#include <algorithm>
#include <tuple>

#include "network/calendar.h"

namespace servanda {
namespace {

using std::chrono::days;

struct Intake {
  Day enrolled;
  std::optional<Decimal> quantity;
};

// After so many weeks of teaching; what never ends, on the day after the plan.
Day graduates_on(Day enrolled, std::int64_t course_weeks, std::string_view place, const Calendar& calendar, Weeks weeks) {
  Day day = enrolled;
  for (Wide left = Wide{7} * course_weeks * Decimal::kUnit; left > 0; day += days(1)) {
    if (day > weeks.monday(weeks.count())) break;
    left -= calendar.share(place, day);
  }
  return day;
}

}  // namespace

Crews::Crews(const Snapshot& snapshot, Weeks weeks, const std::vector<CargoLine>& arrived, const std::vector<Closure>& closures) : weeks_(weeks) {
  const Calendar calendar(snapshot, weeks, closures);
  for (const auto row : snapshot.rows<Table::pairs>()) {
    const auto people = row.decimal<"crew_per_unit">();
    if (people) pairs_[std::string(row.text<"item">())].push_back({std::string(row.text<"course">()), people->units()});
  }
  for (auto& [item, needs] : pairs_)
    std::sort(needs.begin(), needs.end(), [](const auto& a, const auto& b) { return a.course < b.course; });

  std::map<std::string, std::vector<Intake>, std::less<>> enrolled;
  std::map<std::string, std::vector<Intake>, std::less<>> graduated;
  for (const auto row : snapshot.rows<Table::events>()) {
    const auto stage = row.code<"stage", Stage>();
    const auto date = row.date<"date">();
    const auto classifier = row.code<"classifier", Classifier>();
    if (row.text<"of_kind">() != "course" || !stage || !date || !classifier) continue;
    const bool actual = *classifier == Classifier::actual;
    const std::string course(row.text<"of">());
    const Intake intake{date->last(), row.decimal<"quantity">()};
    if (*stage == Stage::graduated && actual) graduated[course].push_back(intake);
    if (*stage == Stage::enrolled && (actual || (*classifier == Classifier::planned && date->last() >= weeks.from())))
      enrolled[course].push_back(intake);
  }
  const auto by_date = [](const Intake& a, const Intake& b) {
    return std::tie(a.enrolled, a.quantity) < std::tie(b.enrolled, b.quantity);
  };
  for (const auto row : snapshot.rows<Table::courses>()) {
    const std::string course = row.name();
    auto& out = graduates_[course];
    out.assign(static_cast<std::size_t>(weeks.count()), 0);
    const auto add = [&](Day day, Wide people) {
      const int from = std::max(0, weeks.index(day));
      for (int week = from; week < weeks.count(); ++week) out[static_cast<std::size_t>(week)] += people;
    };
    auto& done = graduated[course];
    auto& begun = enrolled[course];
    std::sort(done.begin(), done.end(), by_date);
    std::sort(begun.begin(), begun.end(), by_date);
    for (const Intake& intake : done) add(intake.enrolled, intake.quantity.value_or(Decimal()).units());
    const auto length = row.decimal<"weeks">();
    if (!length) continue;
    for (std::size_t i = done.size(); i < begun.size(); ++i) {
      Wide people = begun[i].quantity ? Wide{begun[i].quantity->units()} : Wide{row.decimal<"intake">().value_or(Decimal()).units()};
      if (const auto seats = row.decimal<"seats">()) people = std::min<Wide>(people, seats->units());
      people -= multiply_divide(people, row.decimal<"dropout">().value_or(Decimal()).units(), Decimal::kUnit);
      add(graduates_on(begun[i].enrolled, length->units() / Decimal::kUnit, row.text<"place">(), calendar, weeks), people / Decimal::kUnit * Decimal::kUnit);
    }
  }
  for (const CargoLine& line : arrived) {
    const auto pair = pairs_.find(line.item);
    if (pair == pairs_.end()) continue;
    for (const CrewNeed& need : pair->second)
      taken_[need.course] += multiply_divide(line.quantity.units(), need.people, Decimal::kUnit);
  }
}

std::vector<CrewNeed> Crews::needs(const Cargo& cargo) const {
  std::map<std::string, Wide> sums;
  for (const CargoLine& line : cargo.lines) {
    const auto pair = pairs_.find(line.item);
    if (pair == pairs_.end()) continue;
    const Wide units = multiply_divide(line.quantity.units(), cargo.share.units(), Decimal::kUnit);
    for (const CrewNeed& need : pair->second) sums[need.course] += multiply_divide(units, need.people, Decimal::kUnit);
  }
  std::vector<CrewNeed> out;
  for (const auto& [course, people] : sums) out.push_back({course, people});
  return out;
}

std::optional<int> Crews::take(const std::vector<CrewNeed>& needs, int arrives) {
  std::optional<int> week = arrives;
  for (const CrewNeed& need : needs) {
    Wide& taken = taken_[need.course];
    taken += need.people;
    const auto course = graduates_.find(need.course);
    int first = 0;
    if (course == graduates_.end()) {
      first = weeks_.count();
    } else {
      while (first < weeks_.count() && course->second[static_cast<std::size_t>(first)] < taken) ++first;
    }
    if (first >= weeks_.count()) week.reset();
    if (week) week = std::max(*week, first);
  }
  return week;
}

}  // namespace servanda
