// A bare number has no currency: it is not added to a total.
// expected: no match for 'operator+='
#include "views/amount.h"

namespace servanda {

using Pledged = Total<Stage::pledged, Basis::stated, Instrument::grant>;

void add(Pledged& pledged) {
#ifdef MISUSE
  pledged += 10'000;
#else
  pledged += Pledged(pledged.currency(), 10'000);
#endif
}

}  // namespace servanda
