#pragma once

#include <cstddef>

namespace servanda {

inline constexpr std::size_t kLargePage = std::size_t{1} << 21;

// Asks the system to back these bytes, not yet touched, with large pages where it can. A page fault costs as much as a
// thousand additions, and a book of a million entries has tens of thousands. Changes nothing but the time.
void prefer_large_pages(void* begin, std::size_t bytes);

}  // namespace servanda
