#pragma once

#include <string>
#include <vector>

#include "base/partial_date.h"
#include "base/result.h"
#include "book/snapshot.h"
#include "forecast/growth.h"
#include "views/amount.h"
#include "views/json.h"
#include "views/prices.h"
#include "views/sheet.h"

namespace servanda {

// Is what was pledged growing exponentially? The amounts newly pledged in each quarter, not their running total, which
// grows whatever is pledged (forecast/growth.h has the fit).
//
// Rules
//   1. One series a currency, basis and instrument; sums never cross these. Pledges count as in views/trajectory.h, rule 4,
//      as known on the as-known day.
//   2. From the quarter of the first pledge of the series to the last quarter that is over. A date that is a week or a month
//      belongs to the quarter that its first day lies in; one that is a year stands in none: its amount is `left_out`.
struct QuarterSum {
  PartialDate first_month, last_month;
  Wide units = 0;
};

struct GrowthShapeOf {
  AmountKey key;
  std::vector<QuarterSum> quarters;
  Wide left_out = 0;
  GrowthFit fit;
};

// By key text. Error bad_input for a missing deflator.
Result<std::vector<GrowthShapeOf>> growth_shapes(const Snapshot& snapshot, const Prices& prices);
Json to_json(const std::vector<GrowthShapeOf>& shapes);
Sheet to_sheet(const std::vector<GrowthShapeOf>& shapes, const std::string& heading);

}  // namespace servanda
