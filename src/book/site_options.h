#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "book/scenario.h"

namespace servanda {

// What could be opened or widened, and what may be spent on it (exchange/site_options_file.h).
struct SiteOptionAsked {
  std::string id;
  std::string name;
  Decimal cost;                     // once, in the programme's currency
  int lead_weeks = 0;               // until it opens
  std::vector<Decimal> ramp;        // shares of its capacity, one for each four weeks from then on; the last one stays
  std::vector<ScenarioChange> add;  // rows of nodes and links that are there only with it
  std::vector<std::pair<std::string, Decimal>> widen;  // node, link or resource: so much more a week; SITE.ramp: so many units more a month

  // The share of its capacity that it has in a week of the plan.
  Decimal share(int week) const {
    if (week < lead_weeks) return {};
    if (ramp.empty()) return Decimal::from_units(Decimal::kUnit);
    return ramp[std::min(ramp.size() - 1, static_cast<std::size_t>((week - lead_weeks) / 4))];
  }
};

struct SiteOptionsAsked {
  Decimal budget;
  std::vector<SiteOptionAsked> options;
};

}  // namespace servanda
