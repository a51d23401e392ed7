#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "network/instance.h"
#include "plan/plan.h"

namespace servanda {

// The instance as the optimiser sees it: limits numbered through, links in an order in which those of no week follow
// their predecessors, cargo in groups that one sweep can price.
//
//   1. An arc is a link in a week of departure: week * links + position in `order`.
//   2. A limit is a place in a week; only finite ones matter. `limit` is in tonnes, or in units of a resource.
//   3. A group shares origin, release, hazard and the class of its lots; a batch is up to kSweepLanes groups that differ in their
//      origins only.
//   4. A whole lot takes no place that could not hold it alone. Classes tell lots apart by the places that they fit.
inline constexpr int kSweepLanes = 8;
inline constexpr double kFar = 1e300;

struct SpaceTime {
  struct Link {
    int original = 0;
    int from = 0;
    int to = 0;
    int transit = 0;
    int permit = 0;
    double cost = 0;
  };
  struct Group {
    int origin = 0;
    int release = 0;
    int last = 0;  // last week that any of its cargo may arrive in
    bool hazardous = false;
    int lot_class = 0;
    std::vector<int> cargo;
  };
  struct Batch {
    int release = 0;
    int last = 0;
    bool hazardous = false;
    int lot_class = 0;
    std::vector<int> groups;
  };
  struct Cargo {
    double tonnes = 0;
    double weight = 0;
    int due = 0;
    int last = 0;         // last week of arrival
    int crew = 0;
    double short_weeks = 0;  // lateness of what is not delivered
  };

  int weeks = 0;
  int nodes = 0;
  int links = 0;
  bool circular = false;               // some links of no week form a circle
  std::vector<Link> order;
  std::vector<int> position;           // of an instance's link in `order`
  std::vector<std::vector<int>> into;  // positions of links into a node
  std::vector<double> holding;         // by node
  std::vector<std::vector<std::pair<int, double>>> uses;  // by position: resource, units a tonne
  std::vector<double> limit;           // by limit; kFar: none
  std::vector<Cargo> cargo;
  std::vector<Group> groups;
  std::vector<Batch> batches;
  std::vector<double> least_lot;       // by class, tonnes; the first is 0: any split, or lots that fit everywhere
  std::vector<double> most_lot;        // by class, tonnes
  std::vector<int> group_of;           // by cargo; -1: released after the horizon
  std::vector<int> batch_of;           // by group
  std::vector<int> destination;        // by cargo

  int link_limit(int position_, int week) const { return position_ * weeks + week; }
  int node_limit(int kind, int node, int week) const { return ((links + kind * nodes) + node) * weeks + week; }
  int handling(int node, int week) const { return node_limit(0, node, week); }
  int storage(int node, int week) const { return node_limit(1, node, week); }
  int hazard(int node, int week) const { return node_limit(2, node, week); }
  int resource(int index, int week) const { return ((links + 3 * nodes) + index) * weeks + week; }
  // Beyond all limits: that a link, if it runs, carries its minimum.
  int minimum(int position_, int week) const { return static_cast<int>(limit.size()) + link_limit(position_, week); }
  // Whether a place that is not shut holds one lot of a class, at so many units a tonne.
  bool holds(int limit_, double units, int lot_class) const {
    const double most = limit[static_cast<std::size_t>(limit_)];
    return most > 0 && most >= units * least_lot[static_cast<std::size_t>(lot_class)];
  }
  PlanPlace place(int limit_) const;
  int limit_at(PlanPlace place, int week) const;  // -1: there is no such place or week
  int week_of(int limit_) const { return limit_ % weeks; }

  // What a tonne on a way is worth in the levels, to be minimised (plan/master.h), and when it arrives.
  std::array<double, 3> way_value(int cargo_, int origin, int release, const std::vector<std::int32_t>& arcs, int& arrival) const;

  // Calls take(limit, units a tonne) for every finite limit that a tonne of such cargo on this way takes up. `arcs` in
  // order of travel; waiting in between is held, and takes up nothing at the origin.
  template <class Take>
  void each_limit(const std::vector<std::int32_t>& arcs, int origin, int release, bool hazardous, Take&& take) const {
    const auto offer = [&](int at, double units) {
      if (limit[static_cast<std::size_t>(at)] < kFar) take(at, units);
    };
    int node = origin;
    int week = release;
    for (const std::int32_t arc : arcs) {
      const int departs = arc / links;
      const int at = arc % links;
      const Link& link = order[static_cast<std::size_t>(at)];
      for (; week < departs; ++week) {
        if (node == origin) continue;
        offer(storage(node, week), 1);
        if (hazardous) offer(hazard(node, week + 1), 1);
      }
      week = departs + link.transit;
      node = link.to;
      offer(link_limit(at, departs), 1);
      offer(handling(node, week), 1);
      if (hazardous) offer(hazard(node, week), 1);
      for (const auto& [index, units] : uses[static_cast<std::size_t>(at)]) offer(resource(index, departs), units);
    }
  }
};

// by_row: as finely as rows of lots (plan/lot_rows.h) need it.
enum class KnowsLots : std::uint8_t { by_place, by_row };
SpaceTime space_time(const PlanInstance& instance, KnowsLots knows = KnowsLots::by_place);

// The same with some of its cargo only, in order, and numbered anew.
SpaceTime part_of(const SpaceTime& space, const std::vector<int>& cargo);

}  // namespace servanda
