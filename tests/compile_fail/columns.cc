// A column is read by its name, as what its table has there.
//
// A mistyped name is caught where it is written. 1 expected: no such column
// A row has the columns of its own table only. 2 expected: no such column
// A text column has no date. 3 expected: static assertion failed
#include "book/snapshot.h"

namespace servanda {

bool read(const Row<Table::pledges>& pledge, const Row<Table::contracts>& contract) {
#if MISUSE == 1
  pledge.text<"receipient">();
#elif MISUSE == 2
  pledge.text<"supplier">();
#elif MISUSE == 3
  pledge.date<"recipient">();
#endif
  return pledge.text<"recipient">().empty() || contract.text<"supplier">().empty() || !pledge.date<"known_date">();
}

}  // namespace servanda
