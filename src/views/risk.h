#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "book/snapshot.h"
#include "plan/planned.h"
#include "views/compare.h"
#include "views/head.h"
#include "views/json.h"
#include "views/sheet.h"

namespace servanda {

// What depends on each place of the network, and what it would cost to lose it for two weeks.
//
// Rules
//   1. A node, link or corridor carries the tonnes of every move of the plan that takes it; a corridor is the row of ports,
//      airports, terminals, crossings and hubs that a move passes. Shares are of what the plan delivers: by tonnes, by
//      value, and by tonnes of priority 1.
//   2. Value: amounts of the lines in the programme's currency, by the part's share; lines without one count in
//      `without_value` and in no share. A place's value is the consignment's by the share of its tonnes.
//   3. What closing a place costs is judged at the two neighbouring weeks in which most weighted tonnes pass it.
//      `re_planned`: the plan is made anew with the place shut in these weeks; the first `exact` places by what screening
//      says. The others are screened: `rerouted`, what it costs if only what passes the place in these weeks goes another
//      way or at another time, through what the plan leaves (plan/rerouting.h). Planned anew, others make room: it costs no
//      more, in the first level that differs.
//      Where the plan itself, or one made anew, was ended before it was finished, its difference to the other says nothing: beside
//      an unfinished plan nothing is planned anew, its places are screened in the best plan by then, and `status` says so; what
//      was not planned anew to its end stays `rerouted`, with its `status`.
//      Two places are the same cut where closing them shuts the same departures; such places are planned anew once.
//   4. Cost is in weighted tonnes no longer on time (first level), and in weighted tonne-weeks of lateness (second).
//   5. Balance: the shares of corridors, and their concentration (the sum of squared shares: 1 is a single corridor).
enum class RiskMethod { rerouted, re_planned };

struct RiskRow {
  std::string place;
  std::string kind;  // node, link, corridor
  Decimal tonnes;
  Decimal share;                     // 0..1
  std::optional<Decimal> value;      // share
  std::optional<Decimal> first;      // share of priority 1
  std::string from;                  // the weeks judged; blank for corridors
  std::string until;
  RiskMethod method = RiskMethod::rerouted;
  std::optional<PlanStatus> status;  // of the plan without it; nothing where none was to be made
  std::optional<Decimal> on_time_lost;   // weighted t
  std::optional<Decimal> lateness_added; // weighted t-weeks
};

struct RiskOptions {
  std::size_t exact = 20;
  Head head = Head::skip;
  PlanOptions plan = {};  // of the exact re-plans
};

struct RiskResult {
  Day as_known;
  std::string head;
  PlanStatus status = PlanStatus::optimal;
  Decimal delivered;                   // t
  std::int64_t without_value = 0;      // parts
  std::vector<RiskRow> places;         // nodes and links, the dearest first, however they were judged
  std::vector<RiskRow> corridors;      // the largest share first
  std::optional<Decimal> concentration;
  std::optional<bool> asks_nothing = {};  // with a scenario: that it leaves what is planned as it was
  std::vector<std::string> notes;      // what closes or limits nothing, as it names what is not there
};

// Error: that of optimise().
Result<RiskResult> risk(const Snapshot& snapshot, const Planned& planned, const RiskOptions& options = {});
Json to_json(const RiskResult& result);
std::vector<Sheet> to_sheets(const RiskResult& result);

}  // namespace servanda
