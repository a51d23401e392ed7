#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "network/instance.h"
#include "plan/pricing.h"
#include "plan/space_time.h"

namespace servanda {

// A place in some weeks, both included.
struct PlacesWeeks {
  PlanPlace place;
  int from = 0;
  int until = 0;
  bool has(const PlanPlace& other, int week) const { return other == place && week >= from && week <= until; }
};

struct ResidualWay : FlowWay {
  std::int64_t steps = 0;  // links and nodes that were looked at: a measure of work that no clock is in
};

// What limits leave, in whole counts, and ways through it.
class Residual {
 public:
  Residual(const PlanInstance& instance, const SpaceTime& space);

  // The most that fits on a way; never less than nothing.
  PlanTonnes room(int cargo, const std::vector<std::int32_t>& arcs) const;
  void take(int cargo, const std::vector<std::int32_t>& arcs, PlanTonnes tonnes);
  // Takes it only where all of it fits; whether it does.
  bool took(int cargo, const std::vector<std::int32_t>& arcs, PlanTonnes tonnes);
  void give_back(int cargo, const std::vector<std::int32_t>& arcs, PlanTonnes tonnes) { take(cargo, arcs, -tonnes); }
  // From now on nothing departs on the arc.
  void shut(std::int32_t arc) { shut_[static_cast<std::size_t>(arc)] = 1; }
  void open_all() { std::fill(shut_.begin(), shut_.end(), char{0}); }

  struct Wish {
    int cargo = 0;
    int release = 0;
    int last = 0;
    PlanTonnes tonnes = 1;
    // What an arc costs beside time; the way with the least sum of it and of `blocked` for each limit that does not hold
    // `tonnes` is found. kFar: such limits are no way.
    double blocked = kFar;
    std::array<double, 3> weights{0, 1, 0};
    std::vector<PlacesWeeks> relaxed;  // without limits
    // By arc, what keeps links with a minimum from running: what is on them without this cargo. None: minima do not count.
    const std::vector<PlanTonnes>* loads = nullptr;
    bool permits = true;         // false: nothing waits for one
    PlanTonnes comes_along = 0;  // of this cargo, at most, where it runs
    std::function<double(std::int32_t arc)> beside;  // what an arc costs beside its link's price, a tonne, at least minus that price; kFar: it is shut; none: nothing
  };
  // Of equally good ways the one that arrives first. cost = kFar where there is none.
  ResidualWay find(const Wish& wish) const;
  // The limits on a way that do not hold `tonnes` more.
  std::vector<int> blocked_limits(int cargo, const std::vector<std::int32_t>& arcs, int release, PlanTonnes tonnes) const;
  bool holds(int limit, double units, PlanTonnes tonnes) const;
  PlanTonnes minimum(std::int32_t arc) const;  // of its link in its week
  // Whether a link would run with less than its minimum, whatever of the cargo there is room for went there.
  bool below_minimum(std::int32_t arc, const Wish& wish) const;
  // What is left of a limit: 1e-4 t, or 1e-4 of a resource's unit, never less than nothing; kNoLimit where there is none.
  PlanTonnes left(int limit) const;

 private:
  class Search;
  struct Leaving {  // the links that leave a node, in order
    int node = 0;
    int first = 0;
    int end = 0;
  };

  std::vector<std::pair<int, double>> units_of(int cargo, const std::vector<std::int32_t>& arcs, int release) const;
  std::int64_t need(int limit, double units, PlanTonnes tonnes) const;
  void find_least_weeks(int destination);

  const PlanInstance& instance_;
  const SpaceTime& space_;
  std::vector<std::int64_t> left_;  // 1e-4 t; of resources 1e-8 of the unit
  std::vector<char> shut_;          // by arc
  std::vector<Leaving> leaving_;
  std::vector<std::vector<int>> least_weeks_;  // by destination, by node; the weeks of the plan: never
  int longest_ = 1;  // weeks of transit
  int first_resource_;
  bool negative_ = false;           // some link or holding costs less than nothing
};

}  // namespace servanda
