#pragma once

#include <functional>
#include <vector>

#include "plan/pricing.h"

namespace servanda {

// A flow to begin with that keeps every limit: cargo by weight takes the cheapest way that is still open, as much as fits.
//   1. A part that is cut short fills a limit, which nothing takes later: parts and what stays are as many as cargo and full
//      limits, and a basis of the programme of these.
struct FirstFlows {
  struct Part {
    int cargo = 0;
    std::vector<std::int32_t> arcs;
    double tonnes = 0;
  };
  std::vector<Part> parts;
  std::vector<int> full;     // limits that ended a part, in order of limit
  std::vector<int> staying;  // cargo of which some stays, in order
  double bound = 0;          // of the cost, by the ways of an empty network
};

// start: the weights of the levels, no limit priced. stays: what a tonne of each cargo costs that is not delivered.
FirstFlows first_flows(const SpaceTime& space, const FlowPrices& start, const std::vector<double>& stays, int threads,
                       const std::function<bool()>& stop);

}  // namespace servanda
