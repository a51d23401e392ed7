// A text column has no date.
// expected: static assertion failed
#include "book/snapshot.h"

namespace servanda {

bool dated(const Row<Table::pledges>& pledge) {
#ifdef MISUSE
  return pledge.date<"recipient">().has_value();
#else
  return pledge.date<"known_date">().has_value();
#endif
}

}  // namespace servanda
