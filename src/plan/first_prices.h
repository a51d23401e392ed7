#pragma once

#include <functional>
#include <vector>

#include "plan/pricing.h"

namespace servanda {

// Prices of the limits to begin with, near those of the optimum: a linear programme that begins at them needs a fraction
// of the pivots. By limit, none below nothing.
//   start: the weights of the levels, no limit priced. stays: what a tonne of each cargo costs that is not delivered.
//   Source: the volume algorithm of Barahona and Anbil (2000): steps along the mean use of the ways found so far, from the
//   prices with the best bound.
std::vector<double> first_prices(const SpaceTime& space, const FlowPrices& start, const std::vector<double>& stays, int threads,
                                 const std::function<bool()>& stop);

// Whether that pays: many cargoes on few nodes, none of which can be late, so that prices are of the size of costs.
bool first_prices_pay(const SpaceTime& space);

}  // namespace servanda
