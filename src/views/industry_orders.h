#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "views/industry.h"

namespace servanda {

// What one place can make in one unit, by the number of the month (views/runway_money.h), in 1e-4 units a month.
struct SiteCapacity {
  std::string site, name, unit, thing;  // thing: what stands before the slash
  std::string item;                     // blank: what its ramps do not name
  std::map<int, Wide> announced, actual;
  std::set<std::string> sources = {};  // of its ramps

  std::optional<Wide> at_pace() const;               // the newest actual one, else the newest announced one by `month`
  std::optional<Wide> announced_at(int month) const;  // the newest statement at or before the month
};

// Rules 5, 6 and 8 of industry.h; the capacities by site and unit.
std::vector<SiteOrders> orders_of_sites(const Snapshot& snapshot, const std::vector<SiteCapacity>& sites);
std::vector<NeedCovered> needs_covered(const Snapshot& snapshot, const std::vector<SiteCapacity>& sites,
                                       const std::vector<SiteOrders>& orders);
// Rules 7 and 9. Error bad_input for a missing deflator.
Result<std::vector<LearningCurve>> learning_curves(const Snapshot& snapshot, const Prices& prices);
Result<std::vector<CountryOrders>> orders_by_country(const Snapshot& snapshot, const Prices& prices);

}  // namespace servanda
