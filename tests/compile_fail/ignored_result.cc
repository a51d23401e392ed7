// A value that may be an Error is looked at.
// expected: ignoring returned value of type
#include "base/result.h"

namespace servanda {

Result<int> parse();

bool use() {
#ifdef MISUSE
  parse();
  return true;
#else
  return parse().has_value();
#endif
}

}  // namespace servanda
