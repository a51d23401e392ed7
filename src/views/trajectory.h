#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/partial_date.h"
#include "base/result.h"
#include "book/snapshot.h"
#include "views/amount.h"
#include "views/growth_shape.h"
#include "views/head.h"
#include "views/json.h"
#include "views/missing_table.h"
#include "views/prices.h"
#include "views/sheet.h"

namespace servanda {

// What was pledged, or reached another stage, so far this year, week by week, beside another year: as it was known at the
// same point of that year, and as it is known now.
//
// Rules
//   0. The stage is the one asked for; else pledged, or, where no pledge has an amount and a date, the one that the
//      programme counts as delivered. What follows is said of pledges; at another stage a record stands on the day on which
//      it reached it, and counts as in the funnel (views/status.h).
//   1. A series holds one year's pledges of one currency, basis and instrument; sums never cross these.
//   2. A pledge belongs to the calendar year of its date and stands in the ISO week of its day, so a series may begin
//   in
//      the last week of the year before or end in week 1 of the next. A date that is a week belongs to that week's
//      year.
//   3. A date that is only a month or a year is never placed in a week: it goes to `within`, and `cumulative` leaves it
//      out.
//   4. Joint pledges count once; netted (views/netting.h), cancelled and withdrawn ones do not count; one without an
//      amount or a date cannot. An amount counts in the programme's currency at the European Central Bank's rate of its
//      date, in its own currency where there is none. At constant prices it is then deflated as of the year of its date
//      by the programme's first recipient (views/prices.h).
//   5. This year ends on the as-known day. The other year is shown twice: as known on, and until, the same calendar day
//      of it (the last day of a month stays the last day), and in full as known now.
//   6. Growth compares this year with the other as known then, where both have pledged something: once by what stands
//   in
//      weeks, once with the months and years in `within` that were over by that day in both. The ratio is this / last,
//      rounded half to even at four places.
struct TrajectoryOptions {
  std::optional<int> against = {};        // default: the year before
  std::optional<std::string> donor = {};  // one donor, or joint ones as `DK;NO`: their joint pledges only
  Head head = Head::skip;
  Prices prices = {};
  std::optional<Stage> stage = {};        // default: rule 0
};

struct WeekSum {
  IsoWeek week;
  AmountSum cumulative;
};

struct PeriodSum {
  PartialDate period;
  AmountSum sum;
};

struct TrajectorySeries {
  int year;
  Day as_known;
  Day until;  // the last day that counts
  AmountKey key;
  std::vector<WeekSum> weeks;     // every week from the first of the year to that of `until`
  std::vector<PeriodSum> within;  // sorted; periods that had begun by `until`
  std::set<std::string> sources;  // of the pledges; of other stages none is told
};

// What went into one comparison.
enum class GrowthOf : std::uint8_t { weeks, weeks_and_periods_over };
inline constexpr std::array<std::string_view, 2> kGrowthOfNames{"weeks", "weeks_and_periods_over"};

struct Growth {
  GrowthOf of;
  AmountKey key;
  AmountSum now;
  AmountSum then;
  Wide ratio;  // 1e-4
};

struct TrajectoryResult {
  Day as_known;
  Day then;  // the same day of the other year
  int year;
  int against;
  Stage stage;
  std::string donor;  // blank: all
  std::string head;
  Prices prices;
  std::vector<TrajectorySeries>
      series;                  // this year, the other as known then, the other as known now; sorted by key text
  std::vector<Growth> growth;  // sorted by key text
  std::vector<GrowthShapeOf> shapes;  // is it exponential; of all donors only
  std::vector<MissingTable> missing;
};

// Errors bad_usage if `against` is not an earlier year; bad_input for a missing deflator.
Result<TrajectoryResult> trajectory(const Snapshot& snapshot, const TrajectoryOptions& options);
Json to_json(const TrajectoryResult& result);
std::vector<Sheet> to_sheets(const TrajectoryResult& result);

}  // namespace servanda
