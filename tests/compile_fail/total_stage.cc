// A pledge is not an allocation: totals of different stages do not add.
// expected: no match for 'operator+'
#include "views/amount.h"

namespace servanda {

using Pledged = Total<Stage::pledged, Basis::stated, Instrument::grant>;
using Other = Total<Stage::allocated, Basis::stated, Instrument::grant>;

Wide sum(const Pledged& pledged, const Other& other) {
#ifdef MISUSE
  return (pledged + other).units();
#else
  return (pledged + pledged).units() + (other + other).units();
#endif
}

}  // namespace servanda
