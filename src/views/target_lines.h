#pragma once

#include <optional>
#include <string>
#include <vector>

#include "forecast/target_odds.h"
#include "views/json.h"
#include "views/sheet.h"

namespace servanda {

// The odds of a book's targets.
//
// Rules
//   1. A target's figure is `value|quantity|tonnes|count @ STAGE [where donor=…|group=…|item=… …] [in PERIOD]` or a share; any other is
//      listed and not forecast, with the reason.
//   2. Goods: what consignments reach of the stage in the period, by their record, and the futures of those still open.
//      Consignments that the book does not have yet bring nothing. `quantity` needs an item.
//   3. Money at `pledged`: pledges by their date, netted ones not; joint donors as one. Money at `committed`, `disbursed`
//      and `spent`: events of allocations by their amount; funds where no allocation has such an event. Amounts in the
//      programme's currency at the European Central Bank's rate of the date; one without a rate does not count, and the
//      note says how many. The rest comes from the process of announcements, and its record over twelve past months
//      stands beside.
//   4. People: `quantity @ enrolled` or `graduated`, by the events of courses: what came, and what is planned, as late and as
//      full as what came before.
//   5. Shares of goods in goods of one measure: in what the second figure is today.
//   6. A target whose day has passed has the probability 0 or 1, by what is on record up to that day.
struct TargetLine {
  std::string id;
  std::string figure;
  std::optional<Wide> goal;
  std::optional<Day> by;
  std::string unit;
  Wide reached = 0;
  std::optional<TargetAnswer> answer;  // blank: not forecast, and `note` says why
  std::string note;
  std::optional<AnnouncementScore> record;  // of money
};

// All targets, or the one called `only`.   Error bad_usage if there is none of that name.
Result<std::vector<TargetLine>> target_lines(const Snapshot& snapshot, const ForecastOptions& options,
                                             const std::optional<std::string>& only, const ForecastParts* parts,
                                             PastWindows& windows, const WorkProgress& progress);
Json targets_json(const std::vector<TargetLine>& lines);
Sheet targets_sheet(const std::vector<TargetLine>& lines);

}  // namespace servanda
