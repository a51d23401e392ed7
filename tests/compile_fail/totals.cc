// A sum's stage, valuation basis and instrument are part of its type: adding across any of them does not compile.
//
// A pledge is not an allocation. 1 expected: no match for 'operator+'
// Goods are not money: neither are their ladders. 2 expected: no match for 'operator+'
// Book value is not market value. 3 expected: no match for 'operator+'
// A loan is not a grant. 4 expected: no match for 'operator+'
// A bare number has no currency. 5 expected: no match for 'operator+='
// Broken-down sums of different stages do not add either. 6 expected: no match for 'operator+='
#include "views/amount.h"

namespace servanda {

using Pledged = Total<Stage::pledged, Basis::stated, Instrument::grant>;
using Allocated = Total<Stage::allocated, Basis::stated, Instrument::grant>;
using Committed = Total<Stage::committed, Basis::stated, Instrument::grant>;
using Replacement = Total<Stage::pledged, Basis::replacement, Instrument::grant>;
using Lent = Total<Stage::pledged, Basis::stated, Instrument::loan>;

template <class Other>
Wide sum(const Other& other) {
  return (other + other).units();
}

Wide sums(const Pledged& pledged, const Allocated& allocated, const Committed& committed, const Replacement& replacement,
          const Lent& lent) {
#if MISUSE == 1
  (pledged + allocated).units();
#elif MISUSE == 2
  (pledged + committed).units();
#elif MISUSE == 3
  (pledged + replacement).units();
#elif MISUSE == 4
  (pledged + lent).units();
#endif
  return sum(pledged) + sum(allocated) + sum(committed) + sum(replacement) + sum(lent);
}

void add(Pledged& pledged, StageAmounts<Stage::pledged>& amounts, const StageAmounts<Stage::pledged>& more,
         const StageAmounts<Stage::handed_over>& delivered) {
  pledged += Pledged(pledged.currency(), 10'000);
  amounts += more;
  static_cast<void>(delivered);
#if MISUSE == 5
  pledged += 10'000;
#elif MISUSE == 6
  amounts += delivered;
#endif
}

}  // namespace servanda
