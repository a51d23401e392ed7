#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "forecast/wright.h"
#include "views/grade.h"
#include "views/head.h"
#include "views/json.h"
#include "views/missing_table.h"
#include "views/prices.h"
#include "views/promises.h"
#include "views/sheet.h"

namespace servanda {

// What is being produced: were the announced rates reached and how late, do the sites keep up with their orders, what
// does a unit cost as more are made, how much of the need do they cover, and in which countries is ordered.
//
// Rules
//   1. A series is what `ramps` says of one place in one unit, or what reports say of one series in one unit: rates a
//      month or a year, multiples of an earlier year (`times_…`), and flows of a whole calendar year, which are rates
//      a year. A report that names donors tells of what they deliver (views/figure_value.h, rule 3), not of what is made. Units are kept as they are written and never converted: a projectile is no round. Money that reports state
//      of such a series (investments, contracts) stands beside it; a series of money alone is shown where the note of a report
//      begins with `investment` or `contract`, without a unit and a rate.
//   2. A goal is an announced or target row of a ramp, due in its month, or a planned report, due on its `due`. It is
//      kept if the first actual figure that is as large lies before its due date ends; late if it lies after; broken if the
//      date has passed and a figure of the due date or later is below; open before; else not checkable, and the reason says
//      why. A goal for what is made in one year is judged by figures of that year alone. A figure `up_to` or `approx` never proves that a goal was reached, one `at_least` never that it was not.
//   3. Days late count from the end of the due date to the beginning of the proof's date; of a broken goal to the last
//      figure below, which is how late it is at least. `told_before` counts earlier reports of the same figure in the same
//      series with another date; `first_due` is the first of those dates. Who counts goals counts one
//      that is stated `again`, with whatever date, once: as it was first stated.
//   4. Behind by: the months since the newest announced capacity that the newest actual one reaches was due.
//   5. Orders of a site are its contracts' lines of the ramp's item: the one that the note of its ramps names (`counts
//      ITEM`), else the one that the unit names, else items counted in that unit; where these are several, the answer says
//      that they are mixed. Without consignments or events nobody knows what is made, so there is no backlog. Called off and netted contracts are out. Made is what actual events of their consignments say is
//      ready or further (status.h, rule 2). The backlog is the rest; overdue is what of it was due before today.
//   6. The backlog is cleared when the capacity from today on has made it: at today's capacity (the newest actual one,
//      else the newest announced one), and as announced (the newest statement at or before each month). A year's rate is
//      twelve months'. The rest of this month counts by its days; closures are not counted. At most 50 years are tried.
//   7. Learning: each item that a supplier had lots of, in the order of the contracts' dates. The cumulative count runs over
//      the lots in all currencies, with and without an amount; costs are compared within one currency. The unit
//      cost is the line's amount by its quantity, at the prices asked for, of the year of the contract (forecast/wright.h).
//   8. Need: quantities that `needs` asks for, of the items that a site's orders or unit name, spread evenly over the
//      months from `month` to `until`; against what sites of the same items can make, as announced. The share is that of
//      the months from this one to the last with a need. Self-sufficient: the first month from which capacity covers the need
//      of each later month.
//   9. Contracts count by the country of their supplier, in the programme's currency where there is a rate of their day;
//      a supplier without a country is not reported, never guessed. At constant prices money is deflated as of its
//      year, by the programme's first recipient.
struct IndustryOptions {
  Prices prices = {};
  Head head = Head::skip;
};

struct RateFigure {
  std::string id, qualifier, source;  // id: a report's; blank of a ramp
  Wide value = 0;
  std::optional<PartialDate> on;
  std::optional<PartialDate> year;  // of a flow
  Grade grade = {};  // of figures of one date the best graded one, as `sources` chooses, is the newest
};

struct RateGoal {
  std::string id, kind, qualifier, source;  // kind: announced, target
  Wide value = 0;
  std::optional<PartialDate> due, stated, year;
  PromiseVerdict verdict = PromiseVerdict::not_checkable;
  std::string reason;
  std::optional<PartialDate> reached_on;
  std::optional<int> days_late, at_least_days_late;
  std::optional<Wide> last;  // the newest actual figure
  std::optional<PartialDate> last_on;
  std::int64_t told_before = 0;
  bool again = false;  // stated before, with this date or another
  std::optional<PartialDate> first_due;
};

struct SeriesMoney {
  std::string id, classifier, currency, qualifier, note, source;
  Wide amount = 0;
  std::optional<PartialDate> on, due;
};

struct RateSeries {
  std::string series, name, unit, country;  // series: a place's id or a report's series
  std::string item;                         // what a site's ramps say they count (rule 5)
  bool is_site = false;
  std::vector<RateFigure> actual;  // by date
  std::vector<RateGoal> goals;     // by due date, stated, kind, id
  std::vector<SeriesMoney> money;  // by date; in the first series of its name
  std::optional<Wide> announced_now, share_of_announced;  // percent
  std::optional<int> months_behind;
};

struct SiteOrders {
  std::string site, name, unit;
  std::vector<std::string> items, contracts;
  std::set<std::string> sources;  // of the contracts
  std::optional<Wide> capacity;  // a month, now
  Wide ordered = 0;
  std::optional<Wide> made, backlog, overdue;  // empty where the book has no consignments or events
  std::optional<Wide> months_of_work;
  std::optional<PartialDate> clears_at_pace, clears_as_announced;  // months
};

struct LearningLot {
  std::string contract, source;
  std::optional<PartialDate> date;
  Wide quantity = 0, cumulative = 0, unit_cost = 0;
};
struct LearningCurve {
  std::string supplier, item, currency;
  std::vector<LearningLot> lots;
  std::optional<WrightFit> fit;  // empty below three lots
};

struct NeedMonth {
  PartialDate month;
  Wide need = 0, capacity = 0;
};
struct NeedCovered {
  std::vector<std::string> items, sites;
  std::string unit;
  std::vector<NeedMonth> months;
  Wide need = 0, capacity = 0;      // of all months
  std::set<std::string> sources;    // of the needs, and of what the sites' ramps say
  std::optional<Wide> share;        // percent
  std::optional<PartialDate> self_sufficient;
};

struct SupplierOrders {
  std::string supplier, name;
  std::int64_t contracts = 0;
  std::map<std::string, Wide> amounts;  // by currency
  std::set<std::string> sources;        // of the contracts
};
struct CountryOrders {
  std::string country;  // blank: not reported
  std::int64_t contracts = 0;
  std::map<std::string, Wide> amounts;
  std::vector<SupplierOrders> suppliers;  // by id
  std::set<std::string> sources;
};

struct IndustryResult {
  Day as_known{};
  std::string head, programme;
  bool notional = false;
  Prices prices;
  std::vector<RateSeries> series;       // sites first, then by series and unit
  std::vector<SiteOrders> orders;       // by site, unit
  std::vector<LearningCurve> learning;  // by supplier, item, currency
  std::vector<NeedCovered> needs;       // by items
  std::vector<CountryOrders> countries;  // by country, not reported last
  std::vector<MissingTable> missing;
};

//   Errors nothing_to_do where there are no ramps, contracts or reports of rates; bad_input for a missing deflator.
Result<IndustryResult> industry(const Snapshot& snapshot, const IndustryOptions& options);
Json to_json(const IndustryResult& result);
std::vector<Sheet> to_sheets(const IndustryResult& result);

}  // namespace servanda
