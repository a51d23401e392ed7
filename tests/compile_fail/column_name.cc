// A column is read by its name, and a mistyped name is caught where it is written.
// expected: no such column
#include "book/snapshot.h"

namespace servanda {

std::string_view read(const Row<Table::pledges>& pledge) {
#ifdef MISUSE
  return pledge.text<"receipient">();
#else
  return pledge.text<"recipient">();
#endif
}

}  // namespace servanda
