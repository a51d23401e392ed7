#include "network/production.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/calendar_month.h"
#include "network/calendar.h"

namespace servanda {
namespace {

using std::chrono::days;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr std::int64_t kTarget = 2;  // kRampClassifiers

struct Ramp {
  std::string unit;
  std::map<year_month, std::pair<Decimal, bool>> capacity;  // actual where true
  std::vector<std::pair<Table, RowIndex>> read;
  bool mixed = false;
};

int days_in(year_month month) {
  return static_cast<int>(unsigned((month / std::chrono::last).day()));
}

std::map<std::string, Ramp> read_ramps(const Snapshot& snapshot) {
  std::map<std::string, Ramp> out;
  for (const auto row : snapshot.rows<Table::ramps>()) {
    const auto month = row.date<"month">();
    const auto capacity = row.decimal<"capacity">();
    const Cell classifier = row.cell<"classifier">();
    if (!month || !capacity || classifier == kTarget) continue;
    Ramp& ramp = out[std::string(row.text<"place">())];
    const std::string_view unit = row.text<"unit">();
    const std::string item_unit(unit.substr(0, unit.find('/')));
    if (!ramp.unit.empty() && ramp.unit != item_unit) ramp.mixed = true;
    ramp.unit = item_unit;
    ramp.read.emplace_back(Table::ramps, row.index());
    const bool actual = classifier == 1;
    const auto [found, added] = ramp.capacity.try_emplace(calendar_month(month->first()), *capacity, actual);
    if (!added && (actual || !found->second.second)) found->second = {*capacity, actual};
  }
  return out;
}

// Made by the end of each week, summed from the start; 1e-4 units.
std::vector<Wide> made_by(const Ramp& ramp, const std::string& place, const Calendar& calendar, Weeks weeks, const std::vector<RampMore>& more) {
  std::vector<Wide> out;
  Wide sum = 0;
  for (int week = 0; week < weeks.count(); ++week) {
    Wide beside = 0;
    for (const RampMore& one : more)
      if (one.place == place) beside += one.by_week[static_cast<std::size_t>(week)].units();
    for (int i = 0; i < 7; ++i) {
      const Day day = weeks.monday(week) + days(i);
      if (day < weeks.from()) continue;
      const year_month month = calendar_month(day);
      const auto after = ramp.capacity.upper_bound(month);
      const Wide capacity = after == ramp.capacity.begin() ? 0 : Wide{std::prev(after)->second.first.units()};
      sum += (capacity + beside) * calendar.share(place, day) / days_in(month);  // 1e-8
    }
    out.push_back(sum / Decimal::kUnit);
  }
  return out;
}

Wide units_of(const Cargo& cargo, const std::string& unit) {
  Wide sum = 0;
  for (const CargoLine& line : cargo.lines)
    if (line.unit == unit) sum += multiply_divide(line.quantity.units(), cargo.share.units(), Decimal::kUnit);
  return sum;
}

struct Asked {
  Cargo* cargo;
  Wide units;
  int week;  // planned
};

// Rules 4 and 5; `queue` in the order in which consignments are served.
void hand_out(const std::vector<Wide>& made, Weeks weeks, std::vector<Asked> queue) {
  Wide taken = 0;
  for (int week = 0; week < weeks.count(); ++week) {
    for (auto next = queue.begin(); next != queue.end();) {
      if (next->week > week) {
        ++next;
        continue;
      }
      if (taken + next->units > made[static_cast<std::size_t>(week)]) break;
      taken += next->units;
      if (week > next->week) next->cargo->ready = weeks.monday(week) + days(6);
      const bool not_before = week > 0 && taken > made[static_cast<std::size_t>(week - 1)];
      if (week > next->week || not_before) next->cargo->waits.push_back({PlanWait::ramp, next->cargo->ready});
      const Asked served = *next;
      next = queue.erase(next);
      for (const Asked& other : queue)
        if (other.week <= week) {
          other.cargo->after.push_back(served.cargo->consignment);
          other.cargo->read.push_back(served.cargo->read.front());
        }
      next = queue.begin();
    }
  }
  for (const Asked& left : queue) {
    if (left.week >= weeks.count()) continue;
    left.cargo->ready = weeks.monday(weeks.count());
    left.cargo->waits.push_back({PlanWait::ramp, left.cargo->ready});
  }
}

}  // namespace

std::vector<std::string> apply_ramps(const Snapshot& snapshot, Weeks weeks, Cargoes& cargoes, const std::vector<Closure>& closures,
                                     const std::vector<RampMore>& more) {
  std::vector<std::string> notes;
  const Calendar calendar(snapshot, weeks, closures);
  for (const auto& [place, ramp] : read_ramps(snapshot)) {
    if (ramp.mixed) {
      notes.push_back("the ramps of " + place + " have several units, so none of them limits what it makes");
      continue;
    }
    std::vector<Asked> queue;
    for (Cargo& cargo : cargoes.cargoes) {
      const Wide units = units_of(cargo, ramp.unit);
      if (cargo.origin != place || cargo.made || units == 0) continue;
      cargo.read.insert(cargo.read.end(), ramp.read.begin(), ramp.read.end());
      if (cargo.ready) queue.push_back({&cargo, units, std::max(0, weeks.index(*cargo.ready))});
    }
    std::stable_sort(queue.begin(), queue.end(), [](const Asked& a, const Asked& b) {
      const auto key = [](const Asked& one) { return std::tuple(one.cargo->priority, one.cargo->due.value_or(Day::max()), *one.cargo->ready); };
      return key(a) < key(b);
    });
    if (!queue.empty()) hand_out(made_by(ramp, place, calendar, weeks, more), weeks, std::move(queue));
  }
  return notes;
}

bool has_ramp(const Snapshot& snapshot, const std::string& place) {
  const std::map<std::string, Ramp> ramps = read_ramps(snapshot);
  const auto found = ramps.find(place);
  return found != ramps.end() && !found->second.mixed;
}

}  // namespace servanda
