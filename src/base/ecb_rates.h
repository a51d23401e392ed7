#pragma once

#include <optional>
#include <string>

#include "base/currency.h"
#include "base/partial_date.h"
#include "base/wide.h"

namespace servanda {

// A converted figure with what a reader needs to check it.
struct Conversion {
  Wide units;        // in the target currency, 1e-4 units, rounded half to even once
  std::string rate;  // target per source unit, six significant decimals
  std::string fixing;  // the fixing day, or the interval whose mean was taken
};

// The rate between two currencies on a value date, exact.
struct ConversionRate {
  Wide numerator;
  Wide denominator;
  std::string text;    // target per source unit, six decimals
  std::string fixing;  // the fixing day, or the interval whose mean was taken
  Wide convert(Wide units) const;  // rounded half to even once
};
std::optional<ConversionRate> conversion_rate(Currency from, Currency to, PartialDate value_date, Day known);

// Converts `units` (1e-4 of `from`) at the euro foreign exchange reference rates of the European Central Bank:
// the fixing of the value date; for a partial date the mean of the fixings inside it. Only fixings up to `known` count.
// A day without a fixing takes the last one before it, at most seven days back; a value date after `known` takes the
// last one up to `known`. Empty where the bank publishes no rate for it.
//   Source: European Central Bank, euro foreign exchange reference rates, full history.
std::optional<Conversion> convert(Wide units, Currency from, Currency to, PartialDate value_date, Day known);

}  // namespace servanda
