#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "book/snapshot.h"
#include "network/instance.h"
#include "network/weeks.h"

namespace servanda {

// What is still to be moved: each consignment, or each part of it that stands somewhere else.
//
// Rules
//   1. A consignment is out if a revision of it or of what it is of (contract, allocation, pledge) called it off, if it repeats or is part of another consignment, or if another replaces it.
//   2. Tonnes: as stated; else the sum of its lines' quantities times their items' mass; where a line lacks either, they
//      are not reported and the consignment cannot be planned.
//   3. Actual events split it. With q(s) the largest quantity that events of one stage at or above s sum up to (a blank
//      quantity is the whole): what is confirmed or verified, or stands at the destination, is done; what was handed over
//      or arrived stands at the place of that event; what only departed is due at the place of its next planned or
//      estimated event, from that day on, and stands where it departed from if there is none; lost, returned and
//      cancelled parts are out; the rest is at the origin. Tonnes are shared by quantity, rounded down, the rest staying at the origin.
//      `delivered_unspecified` counts as done.
//   4. Ready: the end of the stated day, week or month; the report date where it is blank. A part that has left, and a
//      consignment that an actual event calls ready, is ready now.
//   5. Due: the end of the stated date. Blank: no date, so never late.
//   6. Priority: as stated, from 1; a blank one counts as the last, 4.
//   7. A part has its share of the lots, at least one; without lots it can be divided at will.
//   8. Hazardous are classes of supply III and V; a consignment with any such line is hazardous as a whole.
//   9. Money: a consignment waits for the funds that funding names for it, its contract or its allocation: until the end
//      of the date of the last one. A fund that nobody can see never comes. Without funding it is taken as funded.
//  10. Production: network/production.h. Crews: network/crews.h.
struct CargoWait {
  PlanWait why = PlanWait::not_ready;
  std::optional<Day> until;  // empty: never ends
};

struct CargoLine {
  std::string item;
  std::string unit;
  Decimal quantity;
  std::optional<Decimal> mass_kg;
};

struct Cargo {
  std::string consignment;
  int part = 0;                // 0: what stands at the origin
  std::string origin;          // node ids
  std::string destination;
  std::optional<Day> ready;    // empty: never (unfunded)
  std::vector<CargoWait> waits;    // all that end after the as-known day
  std::vector<std::string> after;  // of PlanWait::ramp: consignments that its site makes while it waits
  bool made = false;           // an actual event says that it is ready, or it has left
  std::optional<Day> due;
  std::int64_t priority = 4;
  Decimal tonnes;
  std::int64_t lots = 0;       // 0: divisible
  bool hazardous = false;
  std::vector<CargoLine> lines;                     // of the whole consignment
  Decimal share = Decimal::whole(1);                // of the consignment
  std::vector<std::pair<Table, RowIndex>> read;     // what its line of the plan rests on: its chain, lines, events, funds

  bool waits_for(PlanWait why) const { return std::ranges::find(waits, why, &CargoWait::why) != waits.end(); }
};

// What keeps an open consignment out of every plan.
enum class CargoLack : std::uint8_t { tonnes, weight, origin, destination, origin_node, destination_node, way, beyond };

// A consignment that is still open and cannot be planned.
struct Unplanned {
  std::string consignment;
  CargoLack lack = CargoLack::tonnes;
  std::string why;  // "tonnes not reported", "its origin HUB-S is no node; did you mean 'HUB-N'?", …
  std::vector<std::pair<Table, RowIndex>> read = {};
};

// Each cause with how many consignments it keeps out, which (the first few), and how to mend it: a line each.
std::vector<std::string> left_out_lines(const std::vector<Unplanned>& unplanned);

struct Cargoes {
  std::vector<Cargo> cargoes;      // in an order of content, names last
  std::vector<Unplanned> unplanned;  // sorted by name
  std::int64_t done = 0;           // consignments that have arrived
  std::int64_t out = 0;            // called off, lost, netted
  std::int64_t without_due = 0;
  std::int64_t without_priority = 0;
  std::int64_t without_ready = 0;
  std::vector<CargoLine> arrived;  // lines of what is done, by item: they have taken crews already
};

// Errors: nothing_to_do if the book has no consignments; bad_input for a priority below 1 or a part of a lot.
Result<Cargoes> cargoes_of(const Snapshot& snapshot);

// How a part of a consignment is called: "G-1", or "G-1/2" of one that goes in parts.
std::string line_name(const std::string& consignment, int part);

}  // namespace servanda
