#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/partial_date.h"
#include "base/result.h"
#include "book/snapshot.h"
#include "views/amount.h"
#include "views/head.h"
#include "views/json.h"
#include "views/sheet.h"

namespace servanda {

// What became of every dated promise: did it reach its promised stage by then?
//
// Rules
//   1. A promise is a pledge, allocation, contract or consignment with a due date. Its goals are its lines; a pledge
//      without lines promises its amount; where it promises neither, all of its consignments.
//   2. `verdict` judges the first date and the first quantity, which is what the public was told; `verdict_revised`
//      judges the current ones. `moved` counts the revisions of either.
//   3. Evidence is one of two kinds; where both speak, the earlier proof that the goal was reached stands.
//      a. Actual reports of the series whose reports restate the promise, in the promised unit or currency. A level
//         proves what it states; a flow proves its own figure at its end, and flows are never summed; a share proves
//         only 100 percent. `up_to` never proves that a goal was reached, `at_least` never that it was not.
//      b. Actual events at or above the promised stage (of an allocation that of its pledge; default: the programme's definition of delivered) of the
//         entries at the ends of the promise's chain (allocation, contract, consignment). Quantities of one stage add
//         up; of several stages the largest counts. An event without a quantity is the whole entry. Where money is promised at a stage of
//         money and each end states an amount in its currency, these amounts count, and no event brings more than its entry's.
//   4. A report speaks of its `until`, else of its `date`; an end after its date or after the as-known day is cut
//   there.
//      A promise that states `from` is proved only by figures that count from then or later, and none is proved by a
//      figure that stood before the promise was made. A figure that begins to count later denies nothing.
//   5. Kept: reached by the last day of the due date. Late: reached after it; `days_late` counts from that last day to
//      the first day of the date of the proof, or to the day of the last figure before it that was still below. Where
//      no figure from the due date on is below, the reason says so, and the promise is late by at most that many days.
//      A date that may lie on either side of the due date is too vague.
//   6. A cumulative figure cannot fall: a later one below the goal takes back an earlier one that reached it, and the
//      promise is not checkable if that decides the verdict.
//   7. Not reached: open until the last day of the due date has passed, then broken if the record stays below the goal;
//      `reason` says where the record ends before the deadline (the promise may have been kept unseen). All flows
//      together are the most that they can show. Without any delivered quantity it is not checkable. A promise that was
//      cancelled or withdrawn before it was reached is broken.
//   8. Rates count kept / (kept + late + broken) by the first date. A promise that repeats another or was replaced is
//      listed and not counted again. The rate by value needs one currency, basis and instrument on every decided
//      promise; `coverage` is the share of the decided promises that state a value. Ratios are rounded half to even at
//      four places.
enum class PromiseVerdict : std::uint8_t { kept, late, open, broken, not_checkable };
inline constexpr std::array<std::string_view, 5> kPromiseVerdictNames{"kept", "late", "open", "broken",
                                                                      "not_checkable"};

enum class PromiseReason : std::uint8_t {
  none,
  no_date_promised,
  no_date_promised_now,
  no_quantity_promised,
  no_delivered_quantity,
  date_too_vague,
  reports_conflict,
  only_lower_bound,
  counts_from_before,
  flows_not_summed,
  no_later_report,
  no_report_at_deadline,
  last_report_in_due_period,
  period_partly_reported,
  cancelled,
  withdrawn,
};
inline constexpr std::array<std::string_view, 16> kPromiseReasonTexts{
    "",
    "no date was promised",
    "no date is promised now",
    "no quantity was promised",
    "no delivered quantity reported",
    "date too vague",
    "reports conflict",
    "only a lower bound is reported",
    "the reported figure counts from before the promise",
    "only parts of the period are reported, and parts are not summed",
    "no later report",
    "no report at the deadline",
    "last report inside the due period",
    "only part of the period is reported",
    "cancelled",
    "withdrawn"};

inline constexpr std::string_view name_of(PromiseVerdict verdict) {
  return kPromiseVerdictNames[static_cast<std::size_t>(verdict)];
}
inline constexpr std::string_view text_of(PromiseReason reason) {
  return kPromiseReasonTexts[static_cast<std::size_t>(reason)];
}

struct PromisesOptions {
  Head head = Head::skip;
};

struct PromiseOutcome {
  PromiseVerdict verdict = PromiseVerdict::not_checkable;
  PromiseReason reason = PromiseReason::none;
  std::string on = {};  // the date of the figure that shows it reached; blank where none does
  std::optional<int> days_late = {};
};

// One thing that was promised: an item, a sum of money, or (unit `consignment`) everything that is on its way.
struct PromiseGoal {
  std::string unit;
  std::optional<Decimal> promised;  // first
  std::optional<Decimal> quantity;  // now
  std::optional<Decimal> reached;   // by the figure that decides; else by the last one known
};

struct PromiseValue {
  AmountKey key;
  Wide units;
};

struct DatedPromise {
  std::string kind;  // `pledge`, …; `series` for a report series without a dated promise
  std::string id;
  std::vector<std::string> series;
  std::string donors;  // joint donors stay joint
  std::string description;
  std::optional<PartialDate> promised;  // the first date
  std::optional<PartialDate> due;       // the date now
  std::optional<Stage> stage;
  Qualifier qualifier = Qualifier::exact;
  std::vector<PromiseGoal> goals;  // sorted by unit
  PromiseOutcome outcome;
  PromiseOutcome revised;
  std::int64_t moved = 0;
  std::vector<std::string> evidence;  // reports and events, sorted
  bool counted = true;                // in rates
  std::optional<PromiseValue> value;
};

struct PromiseRate {
  std::string group;  // `donor`, `kind`, or blank for all
  std::string key;
  std::array<std::int64_t, 5> count{};     // by verdict
  std::int64_t no_later_report = 0;        // broken by a record that ends before the due date begins
  std::int64_t no_report_at_deadline = 0;  // late by a record in which nothing from the due date on is below the goal
  std::optional<Wide> by_count;            // 1e-4
  std::optional<Wide> by_value;            // 1e-4
  std::optional<AmountKey> value_key;      // in what by_value is measured
  std::optional<Wide> coverage;            // 1e-4
};

struct PromisesResult {
  Day as_known;
  std::string head;
  std::vector<DatedPromise> promises;  // sorted by id; then the series without a dated promise, sorted
  std::vector<PromiseRate> rates;      // all, by kind where there are several, by donor; sorted
};

Result<PromisesResult> promises(const Snapshot& snapshot, const PromisesOptions& options);
Json to_json(const PromisesResult& result);
std::vector<Sheet> to_sheets(const PromisesResult& result);

}  // namespace servanda
