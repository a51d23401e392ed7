#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/currency.h"
#include "base/decimal.h"
#include "base/result.h"
#include "book/site_options.h"
#include "book/snapshot.h"
#include "network/plan_input.h"
#include "plan/site_choice.h"
#include "views/head.h"
#include "views/json.h"
#include "views/sheet.h"

namespace servanda {

// Where to open a site or widen a crossing: which options under a budget bring most in time, what comes next, and what
// each is worth.
//
// Rules
//   1. The sets are chosen by the plan of `servanda plan` with lots and vehicles left out: weighted tonnes in time first,
//      then weighted tonne-weeks of lateness, then what the options cost. A next best set is told only where each of its
//      options earns its place: one that is a better set and options that bring nothing beside is none. `whole` is what each reaches in whole lots and
//      vehicles, begun at the whole plan with nothing opened; none where there are no lots, or the run was ended.
//   2. An option adds its share of `by` to every week from its lead time on (book/site_options.h); what it adds to nodes
//      and links is not there without it.
//   3. Weeks of transit are those of the network with all options open (network/network.h, rule 3).
//      Whoever makes more has its consignments ready in other weeks (network/production.h): of the options that let one site
//      make more, one at most is chosen; what two of them do together is stated as an option of its own.
//   4. `gain` is against nothing opened; `worth` of an option that is in the best set, what is lost without it; of another
//      one, what it would add to the best set, whatever the budget.
struct SiteSetRow {
  std::vector<std::string> open;
  Decimal cost;
  Decimal on_time;
  Decimal gain;
  Decimal lateness;
  Decimal lateness_saved;
  struct Whole {
    Decimal on_time;
    Decimal gain;
    Decimal lateness;
    Decimal lateness_saved;
  };
  std::optional<Whole> whole = {};
};

struct SiteWorthRow {
  std::string id;
  std::string name;
  Decimal cost;
  bool chosen = false;
  Decimal worth;           // weighted tonnes in time
  Decimal lateness_saved;  // weighted tonne-weeks
};

struct SiteChoiceResult {
  Day as_known;
  std::string head;
  Currency currency = Currency::euro();
  Decimal budget;
  bool proven = false;  // no set within the budget is better
  std::int64_t plans = 0;
  std::optional<PlanStatus> ended_by = {};  // before all was planned: what was not has no figures
  std::optional<SiteSetRow> none = {};      // nothing where the run was ended before
  std::vector<SiteSetRow> sets = {};  // the best, then the next best
  std::vector<SiteWorthRow> options = {};
};

// bad_input for an added node or link whose id the book, or an option before it, has already: it would take its place.
Status check_site_ids(const Snapshot& snapshot, const SiteOptionsAsked& asked);

// What --site-options adds to the book, as a scenario.
Scenario site_scenario(const SiteOptionsAsked& asked);

struct SiteChoiceViewOptions {
  Head head = Head::skip;
  PlanOptions plan = {};
};

// `snapshot` holds site_scenario(). Errors: those of plan_input(); bad_input for a place that is none, or without a
// limit, a maker without a ramp, or an added link without an id or a capacity.
Result<SiteChoiceResult> site_choice(const Snapshot& snapshot, const SiteOptionsAsked& asked, const SiteChoiceViewOptions& options = {});
Json to_json(const SiteChoiceResult& result);
std::vector<Sheet> to_sheets(const SiteChoiceResult& result);

}  // namespace servanda
