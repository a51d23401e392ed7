#include "forecast/inflow.h"

#include <algorithm>
#include <tuple>

#include "forecast/random.h"

namespace servanda {
namespace {

std::vector<Announcement> days_known(const std::vector<PastConsignment>& past) {
  std::vector<Announcement> out;
  for (const PastConsignment& each : past) out.push_back({each.known, each.donor, each.units});
  return out;
}

}  // namespace

InflowProcess::InflowProcess(const std::vector<PastConsignment>& past, DayNumber as_known)
    : known_(days_known(past), as_known) {
  struct Seen {
    DayNumber days;
    double units;
    bool came;
  };
  std::vector<Seen> seen;
  double at_risk = 0;
  for (const PastConsignment& each : past) {
    if (each.known > as_known || each.units <= 0) continue;
    const bool came = each.reached && *each.reached <= as_known;
    const auto units = static_cast<double>(each.units);
    at_risk += units;
    if (came || !each.left) seen.push_back({std::max(0, (came ? *each.reached : as_known) - each.known), units, came});
  }
  // On one day arrivals count before what is censored.
  std::ranges::sort(seen, [](const Seen& a, const Seen& b) { return std::tuple(a.days, !a.came, a.units) < std::tuple(b.days, !b.came, b.units); });
  double still = 1;
  for (const Seen& each : seen) {
    if (each.came) {
      still *= 1 - each.units / at_risk;
      leads_.push_back({each.days, 1 - still});
    }
    at_risk -= each.units;
  }
}

std::vector<AnnouncementProcess::Sum> InflowProcess::draw(std::uint64_t seed, std::uint32_t future, DayNumber until) const {
  std::vector<AnnouncementProcess::Sum> out;
  std::uint32_t number = 0;
  for (const AnnouncementProcess::Sum& each : known_.draw(seed, future, until)) {
    const double u = unit_interval(draws(seed, Stream::inflow, future, number++, 0)[0]);
    const auto lead = std::ranges::lower_bound(leads_, u, {}, &Lead::upto);
    if (lead != leads_.end() && each.day + lead->days <= until) out.push_back({each.day + lead->days, each.units});
  }
  AnnouncementProcess::sort(out);
  return out;
}

}  // namespace servanda
