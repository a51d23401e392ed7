#include "cli/nominal.h"

#include "views/prices.h"

namespace servanda {

Status only_nominal(const CommonOptions& options, const std::string& told) {
  ASSIGN_OR_RETURN(const Prices prices, parse_prices(options.prices));
  if (!prices.constant) return {};
  return bad_usage("--prices: found " + options.prices + ", expected nominal: " + told + ", which have no price");
}

}  // namespace servanda
