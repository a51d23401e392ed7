// A row has the columns of its own table only.
// expected: no such column
#include "book/snapshot.h"

namespace servanda {

std::string_view read(const Row<Table::pledges>& pledge, const Row<Table::contracts>& contract) {
#ifdef MISUSE
  return contract.text<"note">().empty() ? pledge.text<"supplier">() : contract.text<"note">();
#else
  return contract.text<"supplier">().empty() ? pledge.text<"note">() : contract.text<"supplier">();
#endif
}

}  // namespace servanda
