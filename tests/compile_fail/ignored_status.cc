// That something was done is looked at too.
// expected: ignoring returned value of type
#include "base/result.h"

namespace servanda {

Status write();

Status use() {
#ifdef MISUSE
  write();
#else
  RETURN_IF_ERROR(write());
#endif
  return {};
}

}  // namespace servanda
