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
//   2. Goods: what consignments reach of the stage in the period, by their record, the futures of those still open, and
//      consignments that the book does not have yet, as the past brought them (forecast/inflow.h). `quantity` needs an item.
//   3. Money at `pledged`: pledges by their date, netted ones not; joint donors as one. Money at `committed`, `disbursed`
//      and `spent`: events of allocations by their amount; funds where no allocation has such an event. Amounts in the
//      programme's currency at the European Central Bank's rate of the date; one without a rate does not count, and the
//      note says how many. The rest comes from the process of announcements.
//   4. People: `quantity @ enrolled` or `graduated`, by the events of courses: what came, what is planned, as late and as
//      full as what came before, and later intakes in the rhythm of the past.
//   5. Shares of goods in goods of one measure, as they will stand on their day: the second figure grows as in past months.
//   6. A target whose day has passed has the probability 0 or 1, by what is on record up to that day. One that is reached
//      before is settled too, unless it is a share, of what is pledged or committed, or of a figure of which less was on
//      record in one of the last 24 months than in the month before: then it can be taken back, and that is said instead of odds.
//   7. Where the past is too short to tell what else comes, and what the book holds cannot reach the target, there are no odds.
//   8. Record: at the last twelve first days of months whose window is over, the sum of all that came on record by the end
//      of the window, as long as the target is away (at most 26 weeks). Of money: at twelve days 30 days apart, by the announcements up to then.
struct TargetLine {
  std::string id;
  std::string figure;
  std::optional<Wide> goal;
  std::optional<Day> by;
  std::string unit;
  Wide reached = 0;
  std::optional<TargetAnswer> answer;  // blank: not forecast, and `note` says why
  std::string note;
  std::optional<AnnouncementScore> record;  // where there are odds
  DayNumber record_days = 0;                // how long its windows are
};

enum class TargetRecords : std::uint8_t { skip, compute };  // rule 8

// All targets, or the one called `only`.   Error bad_usage if there is none of that name.
Result<std::vector<TargetLine>> target_lines(const Snapshot& snapshot, const ForecastOptions& options,
                                             const std::optional<std::string>& only, const ForecastParts* parts,
                                             PastWindows& windows, const WorkProgress& progress, TargetRecords records);
Json targets_json(const std::vector<TargetLine>& lines);
Sheet targets_sheet(const std::vector<TargetLine>& lines);

}  // namespace servanda
