#pragma once

#include <cstdint>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/currency.h"
#include "base/decimal.h"
#include "base/partial_date.h"
#include "base/wide.h"
#include "book/label.h"
#include "book/snapshot.h"
#include "plan/planned.h"
#include "views/compare.h"
#include "views/head.h"
#include "views/json.h"
#include "views/sheet.h"

namespace servanda {

// The plan as people read it: which consignment goes by which way in which weeks, why what is late is late, and where one
// more tonne a week would help.
//
// Rules
//   1. Weeks are ISO weeks. A consignment that stands in several places has a line for each part.
//   2. `late_weeks` counts from the due week to the last arrival (to the crew's week where the plan requires crews);
//      `short` is what does not arrive within the weeks of the plan.
//   3. A reason is one of LANGUAGE's, with its place and weeks, and of which limit of the place:
//      capacity(storage at HUB-N, 2031-W30..2031-W31). Where several things hinder a line together, each of which would have
//      to be out of the way, they follow it: … and capacity(link X, 2031-W32). What is closed then is told from what is full:
//      capacity(link X, closed, 2031-W32), capacity(link X, HUB-N partly closed, 2031-W32).
//   4. A bottleneck sums, over its weeks, what one more tonne (or unit of a resource) there is worth in the first level
//      that it betters: weighted tonnes on time, weighted tonne-weeks of lateness, or money. Prices of a degenerate
//      optimum are not unique; these are the ones that the bound was proven with. A price is of the first grain more: where it
//      says more than the whole level lacks (all that is not in time, all lateness, all cost), the worth is that. Of places that
//      are full one after the other, one may carry the price of all: `with` names the others.
//      What was due before the as-known week is late whatever is planned: its reason holds only those weeks that come after the
//      soonest in which it could be there, from its release on and alone on the network.
//   5. `usable` is the week by which the crews of what arrives are trained too (network/crews.h); crews are given out in
//      the order of arrival, or as the plan gave them out where it requires them.
//   6. Every line carries the join of the labels of the rows that it read: its chain, lines, events, funds, and the links
//      and places of its way. `restricted_to` leaves a reader the lines they may see; levels, use, arrivals, bottlenecks
//      and notes rest on everything and stay only for who may see everything.
struct PlanLegRow {
  std::string link;
  std::string from;
  std::string to;
  std::string mode;
  std::string depart;
  std::string arrive;
  Decimal tonnes;
};

struct PlanReasonRow {
  std::string kind;   // capacity, not_ready, no_path, transit, ramp, unfunded, crew, below_minimum, given_up, permit
  std::string place;  // of capacity, below_minimum, ramp and permit
  std::string from;   // weeks
  std::string until;
  std::vector<PlanReasonRow> together = {};  // what has to be out of the way along with it
  std::string of = {};  // which limit of the place: link, handling, storage, hazardous, resource, minimum
  std::vector<std::string> closed = {};  // whose closures leave less there in these weeks: this place, or ends of the link
  bool partly = false;      // something is left in some of them
  std::vector<std::string> after = {};  // of a ramp: consignments that the site makes while this one waits
  std::string text() const;
};

struct PlanScheduleRow {
  std::string consignment;
  int part = 0;
  std::string origin;
  std::string destination;
  std::int64_t priority = 0;
  std::int64_t lots = 0;  // 0: divisible
  Decimal tonnes;
  std::string ready;      // week in which it may leave; blank: not within the weeks
  std::string due;        // week; blank: none
  std::vector<PlanLegRow> legs;  // of all moves, by departure
  std::string arrives;    // week of the last arrival; blank: nothing arrives
  std::string usable;     // week; blank: needs no crews, or they are not trained within the weeks
  bool needs_crews = false;
  int late_weeks = 0;
  Decimal short_tonnes;
  std::optional<PlanReasonRow> reason;
  Label label = Label::open();
  bool overdue = false;      // due before the as-known week: late whatever is planned
  std::string soonest = {};  // of what is overdue, the week before which nothing of it could be there, were it alone; blank: never
  int added_weeks = 0;       // of its late weeks, those after that week
  // "capacity(link L, 2031-W30)"; "due before today; 4 weeks beyond the soonest: capacity(link L, 2031-W30)"
  std::string why() const;
};

struct PlanLevelRow {
  std::string name;
  Decimal value;
  Decimal bound;
  Decimal gap;
  Decimal distance;  // of value and bound, in the unit
  Decimal fractional;
  std::string unit;
};

struct PlanUseRow {
  std::string place;
  std::string kind;  // link, handling, storage, hazardous, resource
  std::string week;
  Decimal tonnes;
  std::optional<Decimal> capacity;
};

// A place over all weeks of the plan.
struct PlanPlaceRow {
  std::string place;
  std::string kind;
  std::string from;  // of a link
  std::string to;
  std::string mode;
  Decimal tonnes;    // of a resource: its units
  std::int64_t weeks = 0;       // in which it is used
  std::int64_t full_weeks = 0;  // in which at least kFullShare of its capacity is
};
inline constexpr std::int64_t kFullShare = 995;  // per mille

// What is gained in each level by planning anew: more in time, less lateness, less cost (views/exact_worth.h).
struct ExactWorth {
  Decimal more;  // tonnes a week, units of a resource, weeks of earlier readiness
  PlanStatus status = PlanStatus::optimal;  // of the plan made anew; where it is not finished there are no gains
  std::optional<std::array<Decimal, 3>> gains = {};
};

struct BottleneckRow {
  std::string place;
  std::string kind;
  std::vector<std::string> weeks;
  Decimal price;
  std::string unit;
  int level = 0;
  PlanPlace at = {};
  std::vector<int> week_numbers = {};
  std::vector<std::string> with = {};  // full too for all that passes here in these weeks: the price may ask for room there as well
  std::vector<ExactWorth> exact = {};  // by how much more; empty: judged by the price alone
};

struct ReadinessRow {
  std::string consignment;
  Decimal worth;
  std::string unit;
  int cargo = 0;
  std::optional<ExactWorth> exact = {};
};

struct ArrivalRow {
  std::string week;
  std::string place;
  Decimal tonnes;
};

// Until which week a plan looks; what has not arrived by then is short.
struct PlanHorizonRow {
  std::string until;  // week
  int weeks = 0;
  std::string rule;   // "12 weeks after the last due date"
};

// What is closed in weeks of the plan, wholly or in part.
struct PlanClosureRow {
  std::string place;
  std::vector<std::string> weeks;
  Decimal share_left;
};

struct UnplannedRow {
  std::string consignment;
  CargoLack lack = CargoLack::tonnes;
  std::string why;
  Label label = Label::open();
};

struct PlanViewOptions {
  Head head = Head::skip;
  bool endless = false;  // ended by the clock or from outside: `seconds` are stated, since the bytes may differ anyway
  Decimal seconds = {};
};

struct PlanResult {
  Day as_known;
  std::string head;
  std::string programme;
  bool notional = false;
  Currency currency = Currency::euro();
  std::string status;  // optimal, gap, time_limit, interrupted, infeasible
  bool finished = true;  // not ended by the clock or from outside
  bool checked = false;
  bool minimums = false;     // some link runs with a least amount or not at all
  bool whole_lots = false;   // lots or vehicles: the plan in fractions is another one
  bool withheld = false;     // from a reader: what rests on everything
  std::optional<Decimal> seconds;
  std::optional<PlanHorizonRow> horizon;    // none: a reader may not see it
  std::vector<PlanLevelRow> levels;
  std::vector<PlanScheduleRow> schedule;    // by consignment and part
  std::vector<ArrivalRow> arrivals;         // by week and place
  std::vector<PlanUseRow> use;              // by kind, place and week
  std::vector<PlanPlaceRow> places;         // by kind, the most tonnes first
  std::vector<BottleneckRow> bottlenecks;   // by level, the dearest first
  std::vector<ReadinessRow> readiness;      // a week earlier: the dearest first
  std::vector<Decimal> planned_anew;        // how much more bottlenecks were given; empty: none were planned anew
  std::vector<UnplannedRow> unplanned;
  std::vector<PlanClosureRow> closures;     // in the order of the book
  std::vector<std::string> notes;
  Label label = Label::open();              // of the whole
};

// As on the wire.
std::string_view name_of(PlanStatus status);

PlanResult plan_view(const Snapshot& snapshot, const Planned& planned, const PlanViewOptions& options = {});
PlanResult restricted_to(PlanResult result, const Reader& reader, Day today);
Json to_json(const PlanResult& result);
Json schedule_json(const std::vector<PlanScheduleRow>& schedule);
// "L-SEA W30, L-RAIL W32 (40 t)": by which links it leaves in which weeks, with the tonnes where they are not all of it.
std::string way_text(const PlanScheduleRow& row);
std::vector<Sheet> to_sheets(const PlanResult& result);
std::vector<ComparedFigure> figures_of(const PlanResult& result);

Json horizon_json(const std::optional<PlanHorizonRow>& horizon);

// "3 open consignments are left out of the plan", and each cause in a line with how to mend it; empty where none is.
std::string left_out_text(const PlanResult& result);

// Why a plan delivers nothing: the limits that contradict each other, with their figures, and the lines that each of them holds.
//   result: that of `planned`, which is infeasible; a reader is told of the lines in it alone.
std::string nothing_moves_text(const PlanResult& result, const Planned& planned);

// The join of the labels of rows; a blank one is the programme's.
Label joined_label(const Snapshot& snapshot, const std::vector<std::pair<Table, RowIndex>>& rows);

}  // namespace servanda
