// What may be an error is looked at.
//
// A value. 1 expected: ignoring returned value of type
// That something was done. 2 expected: ignoring returned value of type
#include "base/result.h"

namespace servanda {

Result<int> parse();
Status write();

Status use() {
#if MISUSE == 1
  parse();
#elif MISUSE == 2
  write();
#endif
  RETURN_IF_ERROR(write());
  ASSIGN_OR_RETURN([[maybe_unused]] const int value, parse());
  return {};
}

}  // namespace servanda
