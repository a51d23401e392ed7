#pragma once

#include <string>

namespace servanda {

// The 128-bit accumulator of totals: 2^63 amounts of 2^63 units cannot overflow it.
__extension__ typedef __int128 Wide;

}  // namespace servanda
