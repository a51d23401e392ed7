// A loan is not a grant: totals of different instruments do not add.
// expected: no match for 'operator+'
#include "views/amount.h"

namespace servanda {

using Pledged = Total<Stage::pledged, Basis::stated, Instrument::grant>;
using Other = Total<Stage::pledged, Basis::stated, Instrument::loan>;

Wide sum(const Pledged& pledged, const Other& other) {
#ifdef MISUSE
  return (pledged + other).units();
#else
  return (pledged + pledged).units() + (other + other).units();
#endif
}

}  // namespace servanda
