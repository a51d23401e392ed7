#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace servanda {

// What the optimiser is asked: numbers only, nothing of the book. Made by network/, solved by plan/, verified by plan/checker.h.
//
// Rules
//   1. Tonnes are counts of 1e-4 t, money a tonne counts of 1e-4 of the currency, weeks 0 … weeks-1.
//   2. A week's vector that is empty is no limit in any week; a value of kNoLimit is no limit in that week.
//   3. A link's capacity and its use of resources count in the week of departure; handling in the week of arrival by a
//      link, of any length, the destination's too; storage for each tonne held from a week to the next, but never at the
//      destination after arrival, nor at the origin, where cargo stands already: else a plan would make room there by
//      leaving it for ever. Hazardous tonnes count where they arrive, and in each further week to which they are held.
//   4. Links that take no week may form circles.
//   5. Cargo may leave its origin from its release on, and may take a link with a permit no sooner than permit_weeks after
//      its release. It must arrive before the horizon ends, and by `latest` if that is given; else it stays undelivered.
//   6. minimum: a link runs in a week with at least so much, or not at all; in week 0 with first_minimum, where that is given.
//   7. A link with vehicles pays for whole vehicles: cost_per_tonne times the size, for each one begun.
//   8. Everything stands in an order of content, names last; answers name nodes, links and cargo by index.
using PlanTonnes = std::int64_t;
inline constexpr PlanTonnes kTonne = 10'000;
inline constexpr PlanTonnes kNoLimit = std::numeric_limits<std::int64_t>::max();

struct PlanNode {
  std::string id;
  std::vector<PlanTonnes> handling;   // by week
  std::vector<PlanTonnes> storage;    // by week: held from that week to the next
  std::vector<PlanTonnes> hazardous;  // by week
  std::int64_t holding_cost = 0;      // a tonne and week
  bool operator==(const PlanNode&) const = default;
};

struct PlanUse {
  int resource = 0;
  std::int64_t per_tonne = 0;  // 1e-4 of the resource's unit
  bool operator==(const PlanUse&) const = default;
};

enum class PlanLinkKind : std::uint8_t { transport, production, training };

struct PlanLink {
  std::string id;
  int from = 0;
  int to = 0;
  PlanLinkKind kind = PlanLinkKind::transport;
  int transit_weeks = 0;
  std::vector<PlanTonnes> capacity;  // by week of departure
  PlanTonnes minimum = 0;
  std::int64_t cost_per_tonne = 0;
  PlanTonnes vehicle = 0;            // 0: any quantity
  int permit_weeks = 0;
  std::vector<PlanUse> uses;
  PlanTonnes first_minimum = -1;     // of week 0, of which some days may be over; -1: the same
  PlanTonnes least(int week) const { return week == 0 && first_minimum >= 0 ? first_minimum : minimum; }
  bool operator==(const PlanLink&) const = default;
};

struct PlanResource {
  std::string id;
  std::vector<std::int64_t> amount;  // by week; 1e-4 units
  bool operator==(const PlanResource&) const = default;
};

// Why cargo is released no sooner.
enum class PlanWait : std::uint8_t { not_ready, ramp, unfunded };

struct PlanCargo {
  std::string id;
  int origin = 0;
  int destination = 0;
  int release = 0;              // first week in which it may leave; `weeks` or more: not within the horizon
  std::vector<PlanWait> waits;  // that end in the week of release
  int due = 0;                  // arriving in this week or before is on time; may be negative; kNoDue: never late
  int latest = -1;              // last week of arrival; -1: the last of the horizon
  PlanTonnes tonnes = 0;
  std::int64_t lots = 0;        // equal parts that move whole, the first ones 1e-4 t larger where it does not divide; 0: any split
  std::int64_t weight = 1;      // worth of a tonne on time
  bool hazardous = false;
  int crew_week = 0;            // before it, what has arrived is not usable and counts as arriving in that week; `weeks`: never
  PlanTonnes largest_lot() const { return (tonnes + lots - 1) / lots; }
  bool operator==(const PlanCargo&) const = default;
};
inline constexpr int kNoDue = std::numeric_limits<int>::max();

struct PlanInstance {
  int weeks = 0;
  std::vector<PlanNode> nodes;
  std::vector<PlanLink> links;
  std::vector<PlanResource> resources;
  std::vector<PlanCargo> cargo;
  bool operator==(const PlanInstance&) const = default;
};

}  // namespace servanda
