#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/instance.h"

namespace servanda {

// An answer to a PlanInstance. Indices are those of the instance; tonnes are counts of 1e-4 t.
enum class PlanStatus : std::uint8_t {
  optimal,      // every level within the gap that was asked for, or within the error of arithmetic
  gap,          // ended by the gap of each level, or at whole lots that the bound does not prove
  time_limit,   // the best plan so far and its bound
  interrupted,  // the same, ended from outside
  infeasible,   // nothing can be delivered within the horizon; the reasons say why
};

// Not so of a plan that the clock or somebody ended: what another plan reaches says nothing beside it.
inline bool finished(PlanStatus status) { return status != PlanStatus::time_limit && status != PlanStatus::interrupted; }

// One level of the objective. `value` is what the plan reaches, `bound` what no plan can better, proven by prices.
struct PlanLevel {
  std::string name;     // on_time | lateness | cost
  double value = 0;     // on_time: weighted tonnes, higher is better; lateness: weighted tonne-weeks; cost: money
  double bound = 0;
  double gap = 0;       // |value - bound| / max(1, |bound|)
  double fractional = 0;  // value before lots and vehicles were made whole
  std::string unit;
};

struct PlanLeg {
  int link = 0;
  int depart = 0;
  int arrive = 0;
  PlanTonnes tonnes = 0;
};

// Tonnes that travel together from origin to destination; a leg departs no sooner than the one before arrives.
struct PlanMove {
  std::vector<PlanLeg> legs;
  int arrival = 0;
  PlanTonnes tonnes = 0;
  std::int64_t lots = 0;
};

// Each frees at least some of the line's lateness or shortness: alone, or with those beside it (PlanLine::together).
enum class PlanReasonKind : std::uint8_t { capacity, not_ready, no_path, transit, ramp, unfunded, crew, below_minimum, given_up, permit };

// What a price is of, and where: an index into nodes, links or resources.
enum class PlanPlaceKind : std::uint8_t { link, node_handling, node_storage, node_hazardous, resource, level, link_minimum };  // the last: of no limit; see reasons.h
struct PlanPlace {
  PlanPlaceKind kind = PlanPlaceKind::link;
  int index = 0;
  auto operator<=>(const PlanPlace&) const = default;
};

// How far a value is from its bound, as a share of the larger of them; 0 to 1 where they have one sign.
inline double plan_gap(double value, double bound) {
  return std::abs(value - bound) / std::max({1.0, std::abs(value), std::abs(bound)});
}

struct PlanReason {
  PlanReasonKind kind = PlanReasonKind::capacity;
  std::optional<PlanPlace> place;  // capacity, ramp, below_minimum, permit
  int from_week = 0;               // the weeks that bind, both included; not_ready, ramp, unfunded, crew, permit: the week it waits for
  int until_week = 0;
};

struct PlanLine {
  std::vector<PlanMove> moves;      // in order of arrival
  int arrival = -1;                 // week of the last one; -1: nothing arrives
  int late_weeks = 0;               // of the last arrival, crew included
  PlanTonnes late_tonnes = 0;
  PlanTonnes short_tonnes = 0;      // not delivered within the horizon
  std::optional<PlanReason> reason; // wherever late or short
  std::vector<PlanReason> together; // what has to be out of the way along with it; none can be left out
};

struct PlanUseOfPlace {
  PlanPlace place;
  int week = 0;
  PlanTonnes used = 0;      // of a resource: 1e-4 of its unit
  PlanTonnes capacity = kNoLimit;
};

// What one more tonne (or unit of a resource) there in that week is worth, in the first level that it betters.
struct PlanPrice {
  PlanPlace place;
  int week = 0;
  int level = 0;
  double price = 0;
};

// What one week of earlier release of the cargo is worth at the prices, in the first level that it betters.
struct PlanReadiness {
  int cargo = 0;
  int level = 0;
  double worth = 0;
};

// What a later run can start from; opaque, valid for any instance with the same nodes and links.
struct PlanBasis {
  struct Column {
    int cargo = 0;
    std::vector<std::int32_t> departures;  // link * 4096 + week
    bool basic = false;
  };
  struct Tight {
    PlanPlace place;
    int week = 0;
  };
  std::vector<Column> columns;
  std::vector<Tight> tight;  // limits that were reached
  std::vector<int> staying;  // cargo of which some was not delivered
  double dearest = 0;        // link, a tonne: what the mixture of the levels was weighed by
};

struct Plan {
  PlanStatus status = PlanStatus::optimal;
  std::vector<PlanLevel> levels;
  std::vector<PlanLine> lines;           // one a cargo
  std::vector<PlanUseOfPlace> use;       // where anything is used, by place and week
  std::vector<PlanPrice> prices;         // by level, place, week; positive ones
  std::vector<PlanReadiness> readiness;  // positive ones, the largest first; none of a plan made from a base
  bool checked = false;                  // plan/checker.h found nothing
  PlanBasis basis;
};

}  // namespace servanda
