#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "views/head.h"
#include "views/json.h"
#include "views/missing_table.h"
#include "views/prices.h"
#include "views/sheet.h"

namespace servanda {

// What is being trained and built: courses and their graduates, projects and their earned value.
//
// Rules
//   1. The intakes of a course are its `enrolled` events in the order of their dates; the k-th actual one belongs to
//   the
//      k-th planned one, and the k-th `graduated` events to them. Drop-out had = 1 - graduates / enrolled, over the
//      intakes that have graduated; the seats are used by enrolled / (seats * intakes).
//   2. Expected: a running intake's people less the stated drop-out, `weeks` after it began (this month, where that is
//      past); of an intake that has not begun, what its planned graduation states, else
//      its planned people less the drop-out, `weeks` after its planned start (from today, where that is past).
//   3. A training series is one of reports of levels in people (a unit that begins with `trained` or `graduate`, or is
//      `people`). Each planned report is a target: reached by the first actual level that is as large (never one stated
//      as `up_to`) whose date begins by then; late, where a level from the due date on was still below; unseen, where
//      none was, so that it may have been reached in time; missed where a level from the last due day on is below, and none
//      reaches it; not checkable where the record ends before that day; open before it. A level known only `at_least` is
//      not below. `first_due` is the date as first stated. A target not above the level that was reported when it was stated is no cumulative target: not
//      comparable. A target of the table `targets` on `quantity @ graduated` is compared with the graduates of the
//      courses.
//   4. Units wait for crews: of the units of an item that count as delivered (views/status.h), as many are crewed as
//   the
//      course's graduates allow; where a course crews several items, the one with the smallest crew comes first.
//   5. Earned value by its standard terms, at the as-known day. BAC: the budget. PV: BAC by the part of the first
//   planned
//      span that has passed, in a straight line. EV: BAC * share done. AC: the actual level with the latest end of the series
//      COST-PROJECT in the budget's currency (`EUR thousand` is EUR). SV = EV - PV, CV = EV - AC, SPI = EV / PV, CPI = EV / AC, EAC = BAC /
//      CPI.
//   6. Slippage: the actual, else the current planned end less the first planned one, in days. `moved` counts revisions
//   of
//      the planned end. Forecast of completion: the actual end; else the span from the actual start to the day of the
//      share's report, divided by the share; not begun: the planned span after the planned start or today.
//   7. Milestones are the planned and actual starts and ends, and reports in `event` of a series named like the
//   project.
//   8. At constant prices money is deflated as of the year of the planned start, by the programme's first recipient.
// Indices and shares are in 1e-4, half to even.
struct PipelinesOptions {
  Prices prices = {};
  Head head = Head::skip;
};

struct CourseIntake {
  std::optional<PartialDate> planned_start, start, planned_end, end;
  std::optional<Wide> planned, enrolled, planned_graduates, graduates;
  std::optional<Wide> expected;
  std::optional<PartialDate> expected_on;
  std::set<std::string> sources = {};  // of its events; of the course, where something is expected
};

struct CourseRow {
  std::string id, name, place, source;
  std::optional<Day> known;
  std::optional<Wide> seats, intake, weeks, dropout;  // as stated; weeks and shares in 1e-4
  std::optional<Wide> enrolled, graduates;            // so far
  std::optional<Wide> in_training, expected;          // now, and still to come
  std::optional<Wide> dropout_had, seats_used;        // percent
  bool more_graduated = false;                        // than were enrolled: then there is no drop-out had
  std::vector<CourseIntake> intakes;
};

struct GraduatesMonth {
  PartialDate month;
  Wide enrolled = 0, graduates = 0, expected = 0;
  Wide cumulative = 0;  // graduates, then with what is expected
  std::set<std::string> sources = {};  // of the intakes that begin or end in it
};

enum class TrainingVerdict : std::uint8_t { reached, late, unseen, missed, not_checkable, open, not_comparable, no_date };
inline constexpr std::array<std::string_view, 8> kTrainingVerdictNames{
    "reached", "late", "unseen", "missed", "not_checkable", "open", "not_comparable", "no_date"};

struct TrainingTarget {
  std::string series, id, unit, donors, source;
  Wide value = 0;
  std::optional<PartialDate> first_due, due, stated;
  TrainingVerdict verdict = TrainingVerdict::no_date;
  std::optional<PartialDate> reached_on;
  std::optional<int> days_late;
  std::optional<Wide> last;  // the newest actual level
  std::optional<PartialDate> last_on;
  std::optional<Wide> expected;  // by the due date, of the courses
};

struct TrainingLevel {
  std::string series, id, unit, donors, qualifier, source;
  Wide value = 0;
  PartialDate on;
};

struct CrewRow {
  std::string item, course;
  Wide crew_per_unit = 0;
  Wide units = 0;  // delivered
  Wide crewed = 0, waiting = 0;
  std::optional<PartialDate> enough;  // month in which the graduates suffice, with what is expected
  std::set<std::string> sources = {};  // of the pair, and of the course with its events
};

struct ProjectMilestone {
  std::string what, id, source;
  std::optional<PartialDate> planned, actual;
};

struct ProjectRow {
  std::string id, name, place, currency, source;
  std::optional<Day> known;
  std::optional<PartialDate> first_planned_end, planned_start, planned_end, actual_start, actual_end;
  std::int64_t moved = 0;
  std::optional<int> slippage_days;
  std::optional<Wide> share_done;  // percent
  std::optional<Wide> bac, pv, ev, ac, sv, cv, spi, cpi, eac;
  std::string cost_report;
  std::string cost_in;  // another currency than the budget's, in which a cost is stated
  std::optional<Day> forecast_end;
  std::optional<int> forecast_slippage_days;  // of the foretold end against the first planned one
  std::vector<ProjectMilestone> milestones;
};

struct PipelinesResult {
  Day as_known;
  std::string head, programme;
  bool notional = false;
  Prices prices;
  std::vector<CourseRow> courses;       // by id
  std::vector<GraduatesMonth> months;   // of all courses
  std::vector<TrainingTarget> targets;  // by series, stated, id
  std::vector<TrainingLevel> levels;    // by series, date, id
  std::vector<CrewRow> crews;           // by item, course
  std::vector<ProjectRow> projects;     // by id
  std::vector<MissingTable> missing;
};

//   Errors nothing_to_do where there are no courses, projects or training series; bad_input for a missing deflator.
Result<PipelinesResult> pipelines(const Snapshot& snapshot, const PipelinesOptions& options);
Json to_json(const PipelinesResult& result);
std::vector<Sheet> to_sheets(const PipelinesResult& result);

}  // namespace servanda
