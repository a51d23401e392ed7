#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "views/figure_value.h"
#include "views/head.h"
#include "views/json.h"
#include "views/missing_table.h"
#include "views/prices.h"
#include "views/sheet.h"

namespace servanda {

// How far each target is: its gap, the pace that is needed and the pace had, and last year on the same day.
//
// Rules
//   1. What was reached is the target's figure (views/figure_value.h) as known on the as-known day. Nothing on record is not
//      reported, and then nothing follows from it. Where some amounts are in other currencies for which there is no rate,
//      those in the programme's own are a lower bound, as is every figure `at_least`: the gap and the pace needed are then at
//      most what is told, the pace had at least, and they may show that the target is reached or on pace, never that it is not.
//      A figure `up_to` may show that it is not reached, never that it is; one that is `approx` decides nothing within 5 percent of the target.
//   2. The gap is the target less what was reached, at least zero. Pace needed: the gap over the days from the as-known day
//      to the end of the target's date, per week. Pace had: what was reached over the days of its period that have passed
//      (since the programme began, where it has no period), per week. Half to even at eight places.
//   3. Last year: the same figure a year earlier, as it was known on the same day of that year. A figure adds what is valued
//      on several bases; `parts` tell both years by currency, basis and instrument, which alone compare like with like. Where
//      one year has a part that the other lacks, or a report states the figure in one year and the entries in the other, the two
//      sums do not compare (`last_year_compares`).
//   4. Reached; else missed once the date has passed; else on pace if the pace had is at least the one needed, behind if not;
//      not checkable where a bound decides nothing. Where a report tells what was reached, what the entries of the same figure sum
//      to stands beside it (`entries`) and decides nothing: they may count more than the report does.
enum class TargetState : std::uint8_t { reached, on_pace, behind, missed, not_checkable, not_reported };
inline constexpr std::array<std::string_view, 6> kTargetStateNames{"reached", "on_pace", "behind", "missed", "not_checkable", "not_reported"};

// One currency, basis and instrument of the entries behind a target's figure.
struct TargetPart {
  std::string unit;
  std::string basis;
  std::string instrument;
  std::optional<Wide> reached;    // 1e-8
  std::optional<Wide> last_year;
};

struct TargetRow {
  std::string id;
  std::string figure;
  std::string figure_problem;  // why it could not be read
  Wide target = 0;             // 1e-8
  std::optional<PartialDate> by;
  TargetState state = TargetState::not_reported;
  std::optional<FigureNumber> reached;
  std::optional<Wide> gap;
  std::optional<Wide> pace_needed;  // per week
  std::optional<Wide> pace_had;
  std::optional<FigureNumber> last_year;
  std::optional<Day> last_year_known;
  std::string from;                 // what tells what was reached: entries, report
  std::string last_year_from;
  std::optional<FigureNumber> entries;  // their sum, where a report tells what was reached
  std::vector<TargetPart> parts;    // of amounts, by unit, basis, instrument
  std::vector<FigureRow> rows;      // behind what was reached
  std::string source;

  bool last_year_compares() const;
};

struct TargetsOptions {
  Head head = Head::skip;
  Prices prices = {};  // of what was reached and of targets of money (views/figure_value.h)
};

struct TargetsResult {
  Day as_known{};
  std::string head;
  Prices prices;
  std::vector<TargetRow> targets;  // by their ids
  std::vector<MissingTable> missing;
};

// What counts as reached, by rule 1.
std::optional<FigureNumber> reached_of(const FigureValue& value, Currency own);

// Error nothing_to_do without targets.
Result<TargetsResult> targets(const Snapshot& snapshot, const TargetsOptions& options);
Json to_json(const TargetsResult& result);
std::vector<Sheet> to_sheets(const TargetsResult& result);

}  // namespace servanda
