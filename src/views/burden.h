#pragma once

#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "book/codes.h"
#include "book/snapshot.h"
#include "views/amount.h"
#include "views/head.h"
#include "views/json.h"
#include "views/missing_table.h"
#include "views/prices.h"
#include "views/sheet.h"

namespace servanda {

// Who carries which burden: what each party spends on defence and gives as aid, by amount, per GDP and per head,
// against an agreed path, year by year.
//
// Rules
//   1. What a party spends stands in `economy` (core, related), by vintage. Its share of GDP is taken within one row,
//   so
//      figures of two vintages never meet in one quotient. Of several rows of one year the newest known counts, then
//      the vintage that sorts last; the vintage is shown. Only rows at current prices count unless vintages are named.
//      Where `economy` has no row, an actual report of the series DEFENCE-SHARE-PARTY:VINTAGE in percent_of_gdp stands:
//      it has a share and no amount. Where both are there, the newest known report is shown beside the share computed.
//      The programme's recipients are no donors.
//   2. A path has steps: by which year which share, core and at most how much related. Between its beginning and a step
//      it asks for a straight line from the party's own share in the year that it began in (else in the last year
//      before that is reported, else in the first one after); who began above a step is asked for the step. Before it
//      began it asks for nothing; after its last step for that step.
//   3. `missing` is what is asked for less what is reported, at least zero, in points of GDP, and in money as these
//   points
//      of that year's GDP. Of related spending at most the path's share counts.
//   4. Pace in points a year. Needed: from the year shown straight to the last step. Had: from the first to the last
//      reported year. Announced: from the year shown to the share and year that the party's newest planned report of
//      PLEDGE-SHARE-PARTY or DEFENCE-SHARE-PARTY states. `reached` is the first year in which a pace arrives at the
//      last step. The outlook gives both lines year by year, in money at the GDP of the year shown: growth is not
//      foreseen.
//   5. Aid is what was pledged in the year, without netted and called-off pledges (views/netting.h), by currency, basis
//   and
//      instrument: grants, loans and guarantees are apart. Joint donors stay joint: they have no GDP.
//   6. Counted in, military pledges that are neither loans nor guarantees add to the core, in the row's currency at the
//      mean of the year's fixings; a pledge without a rate is left out and named.
//   7. Attributed, what a pooled fund or a union pledged is divided by the shares that `attribution` gives for that
//   year,
//      rounded half to even; a share left blank, and what the shares do not cover, stays with the fund. Where the
//      shares add up to one, the last party takes what rounding leaves.
//   8. Shares by amount are of all parties listed: in their currency where all have the same one, else in the
//   programme's
//      at the mean of the year's fixings. Aid's are of one currency, basis and instrument. Ranks begin at 1, equal
//      figures share one; what is not reported has none. Vintages side by side have each their own shares, ranks and total.
//   9. Constant prices (views/prices.h) move amounts, never shares of GDP. A row whose price_base is the year asked for
//   is
//      taken as it is.
// Percentages and points are in units of 1e-4 percent, half to even.
struct PathStep {
  int year = 0;
  Wide core = 0;                     // percent of GDP, 1e-4
  std::optional<Wide> related = {};  // at most
};
struct BurdenPath {
  std::string name;
  int from = 0;  // the year in which it was agreed
  std::optional<int> review = {};
  std::vector<PathStep> steps;  // by year
};
BurdenPath two_percent_path();   // agreed in 2014: 2 percent by 2024
BurdenPath five_percent_path();  // agreed in 2025: 3.5 percent core, up to 1.5 related by 2035, review 2029

// A path as text, one `KEY = VALUE` a line or separated by `;`: name, from, review, and steps such as `2030 = 3.5` or
// `2035 = 3.5 + 1.5`. Error bad_input with `file` and the line.
Result<BurdenPath> parse_burden_path(std::string_view text, const std::string& file);

enum class AidCounted : std::uint8_t { out, in, none };  // beside the core; inside it; not shown

struct BurdenOptions {
  std::optional<BurdenPath> path = {};     // default: 2 percent up to 2024, 5 percent after
  std::optional<int> year = {};            // default: the last one reported up to the as-known day
  std::vector<std::string> vintages = {};  // side by side
  std::string group = {};                  // only its members at the end of the year
  AidCounted aid = AidCounted::out;
  bool attribute = false;
  Prices prices = {};
  Head head = Head::skip;
};

// What one party did in one year, by one vintage.
struct BurdenPoint {
  int year = 0;
  std::string vintage;
  std::string price_base;
  std::string currency;
  std::optional<Wide> gdp, amount, related, population;  // amount: core, with aid where it is counted in
  std::optional<Wide> aid;                               // of the amount
  std::optional<Wide> per_gdp, related_per_gdp;          // percent
  std::optional<Wide> reported_per_gdp;                  // percent, as somebody states it beside the row
  std::string reported_vintage, report, report_source;
  std::optional<Wide> per_head;
  std::optional<Wide> asked, asked_related;  // percent, by the path
  std::optional<Wide> missing_points, missing_money;
  std::optional<Wide> missing_related_points, missing_related_money;
  std::string source;
  std::optional<Day> known;
  std::string note;
};

struct BurdenOutlook {
  int year = 0;
  Wide asked = 0;
  std::optional<Wide> announced;
  std::optional<Wide> missing_points, missing_money;  // of what is announced; else of what is spent now
};

struct BurdenPace {
  std::optional<Wide> needed, had, announced;  // points a year
  std::optional<Wide> announced_share;
  std::optional<int> announced_year;
  std::string announced_report, announced_source;
  std::optional<Wide> end_points, end_money;  // missing to the last step
  std::optional<int> reached_had, reached_announced;
  std::vector<BurdenOutlook> outlook;
};

struct BurdenRow {
  std::string party;
  std::string name;
  BurdenPoint now;            // in the year shown
  std::optional<Wide> share;  // percent of the amounts of all parties
  std::optional<int> rank_amount, rank_per_gdp, rank_per_head;
  std::vector<BurdenPoint> years;  // in order
  BurdenPace pace;
};

// Aid of one donor in one year, one currency, basis and instrument.
struct BurdenAid {
  std::string donors;
  int year = 0;
  AmountKey key;
  AmountSum sum;
  Wide attributed = 0;  // of the sum: through a fund
  Wide doubtful = 0;    // of the sum: of credibility 5 or 6
  std::int64_t pledges = 0;
  std::optional<Wide> share, per_gdp, per_head;  // percent, percent, currency
  std::optional<int> rank;
  std::set<std::string> sources = {};  // of the pledges
};

// Of one vintage where vintages stand side by side, else of all rows.
struct BurdenTotal {
  std::string vintage = {};
  std::map<std::string, Wide> amounts = {};  // by currency
  std::int64_t reported = 0;            // parties with a share of GDP in the year shown
  std::int64_t asked = 0;               // of whom the path asks for something
  std::int64_t met = 0;                 // of these, with nothing of the core missing
  std::vector<std::string> met_by_reports = {};    // of whom only the share reported beside the one computed meets what is asked
  std::vector<std::string> unmet_by_reports = {};  // of whom only the share computed does
  std::int64_t by_reports() const { return met + std::ssize(met_by_reports) - std::ssize(unmet_by_reports); }
  std::int64_t asked_related = 0;       // of whom it asks for related spending, and how many of these have nothing of it missing
  std::int64_t met_related = 0;
};

struct BurdenResult {
  Day as_known;
  std::string head;
  std::string programme;
  bool notional = false;
  BurdenPath path;
  int year = 0;
  std::string group;
  AidCounted aid_counted = AidCounted::out;
  bool attributed = false;
  Prices prices;
  std::vector<std::string> vintages;        // that were asked for
  std::vector<std::string> known_vintages;  // that the book has, sorted
  std::vector<BurdenRow> rows;  // by share of GDP, the largest first; then by party; by vintage within a party
  std::vector<BurdenTotal> totals;    // one, or one for each vintage that was asked for
  std::vector<BurdenAid> aid;         // by year, key, donors
  std::vector<std::string> left_out;  // amounts without a rate: pledges that should have been counted in, shares and ranks
  std::vector<MissingTable> missing;
};

// A share of GDP that a report states and that the row of `economy` of the same party, year and vintage gives (rule 1). In percent.
struct ShareStatedTwice {
  std::string figure;
  RowIndex report;
  Wide computed = 0, reported = 0;
  Qualifier qualifier = Qualifier::exact;
};
std::vector<ShareStatedTwice> shares_stated_twice(const Snapshot& snapshot);

//   Errors nothing_to_do where neither economy nor pledges have anything; bad_input for a missing deflator, an unknown
//   vintage or a group without members.
Result<BurdenResult> burden(const Snapshot& snapshot, const BurdenOptions& options);
Json to_json(const BurdenResult& result);
std::vector<Sheet> to_sheets(const BurdenResult& result);

}  // namespace servanda
