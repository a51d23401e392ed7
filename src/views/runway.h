#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "book/scenario.h"
#include "book/snapshot.h"
#include "network/fund_odds.h"
#include "views/head.h"
#include "views/json.h"
#include "views/missing_table.h"
#include "views/prices.h"
#include "views/sheet.h"

namespace servanda {

// How long the money lasts, and which need is the first unfunded one.
//
// Rules
//   1. The kinds of fund are rungs of one ladder: of a donor, purpose and year, the rows of the first kind that is
//   stated
//      (appropriation, else commitment, else disbursement) are its money; the later kinds are the same money further
//      on. What expenditure states, or what `funding` ties to contracts, projects, courses and allocations of items,
//      whichever is more, is gone, from the fund that ends first. Netted funds count nowhere.
//   2. Money may be spent from the month of its date (this month, if that is past) to the month of `spend_until`. The
//      purpose `any`, or none, pays for everything, another one only for needs of that category or item.
//   3. Needs are those of this month and later (of the next, if the as-known day ends its month): amounts, and
//   quantities
//      without what `covers` covers, at the item's unit value. They are served by month, then priority, then the name of what they are for (the
//      category), then id, by a
//      maximum flow (views/runway_cover.h); a cost series goes before the needs of its month: the one that is given, else
//      what the newest accepted plan costs (views/runway_plan.h).
//   4. `months` counts months paid in full, and of the first that is not the part paid; the shortfall date lies as far
//      into that month. Where nothing is short to the last need, the money lasts at least until then.
//   5. Odds: per future and fund, whether it comes and how many months late, by its certainty (network/fund_odds.h), counted from the month
//      of its date, so that what should have come long ago is there; the funds
//   of
//      one donor slip together, each fund comes or not by itself. Draws are keyed by seed, future, donor and fund, so
//      an entry more or less changes no other draw. The chances are declared and not learned: no record says yet when funds that
//      were told to come did come, so no track record stands beside the odds, and every answer says so. P10 is the tenth percentile by rank: the money lasts longer in nine
//      of ten.
//   6. Drivers: for each donor, what its lapse, a slip of three months and an extension of six move, in months of
//   cover,
//      everything else as planned.
//   7. Amounts are in the programme's currency, at the last rate known; money and needs without one are left out and
//   named.
//   8. Where needs are stated by the year only, there is annual cover only: what was required by category, what was
//      disbursed for that purpose, and what was disbursed for no stated kind of aid or for that one, which is the most that
//      can have served it: a purpose that names another kind cannot. Where that is as much as was required or more, the
//      record sets no upper bound, and the answer says so instead of a share above 100 percent. Beside it stands what
//      actual reports say was given for one of the requirements: money or a percentage of the same year, in a series whose
//      name, blanks for dashes, is how the note of the need begins. All are told; none is chosen and none is added.
//   9. A unit of a fund pays a unit of a need: the flow, its months, days and odds are of nominal money. At constant prices
//      (views/prices.h) amounts are told afterwards: of a month those of its year, what is available that of the first month in which it
//      may be spent, all by the index of the first recipient; sums and `covered %` are of the amounts told.
// What something will cost in a month beside the needs: the plan's freight and handling.
struct RunwayCost {
  PartialDate month;
  Wide amount = 0;  // 1e-4 of the programme's currency
};

struct RunwayOptions {
  int futures = 500;
  std::uint64_t seed = 1;
  std::vector<RunwayCost> costs = {};
  Prices prices = {};
  Head head = Head::skip;
};

struct RunwayFund {
  std::string id, donor, kind, purpose, certainty, currency;
  std::optional<PartialDate> date, spend_until;
  std::optional<Wide> amount;     // as stated
  std::optional<Wide> available;  // in the programme's currency; blank: another rung of money that counts already; 0: all of it is gone, or lapsed
  std::string source;
  std::optional<Day> known;
};

struct RunwayMonth {
  PartialDate month;
  Wide needed = 0;
  Wide covered = 0;
  Wide left = 0;  // after the month, of what may still be spent
  std::set<std::string> sources = {};  // of its needs and of the funds that may be spent in it
};

struct RunwayUnfunded {
  std::string need;
  std::string purpose;
  int priority = 0;
  Wide amount = 0;  // that is missing
  PartialDate month;
  std::string source;
};

struct RunwayQuantiles {
  std::optional<Wide> p10, p50, p90;
};

struct RunwayDriver {
  std::string donor, what;
  Wide effect = 0;  // months of cover
  std::set<std::string> sources = {};  // of the donor's funds
};

struct RunwayScenario {
  std::string name, description;
  std::optional<Wide> as_planned;  // months of cover if all comes as stated
  bool lasts = false;              // nothing is short to the last need
  std::optional<Day> shortfall_date;
  RunwayQuantiles months;
  std::optional<Day> date_p10, date_p50, date_p90;  // blank: not short to the last need
  std::optional<PartialDate> until;                 // the month of the last need
  std::optional<RunwayUnfunded> first_unfunded;
  Wide available = 0, needed = 0, covered = 0;
  std::optional<Wide> covered_share;  // percent of all that is needed
  std::string unmoved;                // why a course moves neither months nor date
  std::vector<RunwayMonth> by_month;
  std::vector<RunwayDriver> drivers;  // the strongest first
  std::int64_t without_effect = 0;    // changes of donors that move nothing
};

// What one report says was given for one requirement.
struct RunwayReported {
  std::string need, report, note, source;
  Wide required = 0;
  std::optional<Wide> amount;   // in the currency of the year
  std::optional<Wide> percent;  // of what was required: as said, else of the amount
};

struct RunwayYear {
  int year = 0;
  std::string category;
  std::string currency;
  Wide required = 0;
  std::optional<Wide> disbursed;       // for that purpose
  std::optional<Wide> disbursed_any;   // for any purpose that names no other kind of aid
  std::optional<Wide> cover, at_most;  // percent of what was required
  std::string why;                     // there is no upper bound
  std::vector<std::string> needs;      // their names
  std::vector<RunwayReported> reported;  // by need, report
};

struct RunwayResult {
  Day as_known;
  std::string head;
  std::string programme;
  bool notional = false;
  std::string currency;
  std::uint64_t seed = 1;
  int futures = 0;
  Prices prices;
  std::vector<RunwayScenario> scenarios;  // the first is the book as it is
  std::vector<RunwayFund> funds;          // by donor, date, id
  std::vector<RunwayYear> annual;
  std::string plan;                    // the accepted plan whose costs count; blank: none
  std::optional<Day> plan_known;
  std::vector<RunwayCost> costs;       // what goes before the needs, by month
  std::vector<std::string> left_out;
  std::vector<MissingTable> missing;
};

// One Snapshot and the name of what it shows.
struct RunwayCase {
  std::string name, description;
  const Snapshot* snapshot = nullptr;
};

// The scenarios that every programme has: drags on at today's burn (the mean of the last twelve months that
// needs are stated for, those before the as-known day too, for three years more), the donor with the most money left lapses, prices rise by 15 percent. Empty where there is nothing
// to change.
Result<std::vector<Scenario>> runway_scenarios(const Snapshot& snapshot, const RunwayOptions& options);

//   cases: the book as it is, then scenarios on top of it.
//   Errors nothing_to_do where neither needs nor funds have anything; bad_input for a missing deflator.
Result<RunwayResult> runway(std::span<const RunwayCase> cases, const RunwayOptions& options);
Json to_json(const RunwayResult& result);
std::vector<Sheet> to_sheets(const RunwayResult& result);

}  // namespace servanda
