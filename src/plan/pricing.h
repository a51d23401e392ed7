#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "plan/space_time.h"

namespace servanda {

// Prices under which ways are sought. A way's cost is cost * (links and holding) + limits + on_time * (-weight if on time)
// + lateness * weight * weeks late.
struct FlowPrices {
  double on_time = 0;
  double lateness = 0;
  double cost = 0;
  std::vector<double> limit;  // by limit, >= 0
  std::vector<std::vector<double>> of_lots{};  // by limit, by class of lots: more for a tonne in such lots; empty: nothing
};

struct FlowWay {
  double cost = kFar;  // kFar: no way
  int arrival = -1;
  std::vector<std::int32_t> arcs;
};

// The price of each arc and of each week of holding, hazardous or not.
struct ArcPrices {
  std::vector<double> arc;   // week * links + position
  std::vector<double> hold;  // week * nodes + node
  bool negative = false;     // some are below nothing
};

// What a pricing of everything leaves to the next one.
struct PricedWays {
  double on_time = 0;
  double lateness = 0;
  double cost = 0;
  std::array<ArcPrices, 2> prices;  // of plain and of hazardous cargo; empty where there is none
  std::vector<double> least;        // by cargo: no way costs less
};

struct PricingScope {
  int earlier = 0;           // releases everything so many weeks earlier, not before week 0
  bool ways = true;          // else costs only
  std::vector<char> wanted;  // by batch; of cargo in other batches nothing changes. Empty: every batch
  // Of every batch: where nothing within its weeks became cheaper and no worth is above the former cost, no way betters it,
  // and it is not swept. Replaced by what this pricing finds. Not for lots of several classes.
  PricedWays* before = nullptr;
};

// The cheapest way of every cargo: the distance to (week, node) for all groups, eight at once.
//   `ways` has one entry a cargo. Where the cheapest way costs less than worth[k] (by cargo), its cost and arcs; elsewhere
//   no arcs, and a cost of at least worth[k] that no way is below. Weeks in which nobody could better its worth are not swept.
//   The answer does not depend on `threads`.
void price_ways(const SpaceTime& space, const FlowPrices& prices, const std::vector<double>& worth, int threads,
                std::vector<FlowWay>& ways, const PricingScope& scope = {});

}  // namespace servanda
