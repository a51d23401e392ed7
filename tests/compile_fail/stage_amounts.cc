// Broken-down sums of different stages do not add either.
// expected: no match for 'operator+='
#include "views/amount.h"

namespace servanda {

void add(StageAmounts<Stage::pledged>& pledged, const StageAmounts<Stage::pledged>& more,
         const StageAmounts<Stage::handed_over>& delivered) {
  pledged += more;
#ifdef MISUSE
  pledged += delivered;
#else
  static_cast<void>(delivered);
#endif
}

}  // namespace servanda
