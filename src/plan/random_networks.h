#pragma once

namespace servanda {

// For tests: of so many random networks with mixed integer programmes a tenth where sanitizers make each take fifty times as
// long.
template <class Count>
constexpr Count networks(Count count) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return count / 10;
#else
  return count;
#endif
}

}  // namespace servanda
