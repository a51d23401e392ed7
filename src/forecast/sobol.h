#pragma once

#include <cstddef>
#include <cstdint>

namespace servanda {

// Points of Sobol's sequence, scrambled: evenly spread, yet each one uniform, so means over them are unbiased and several
// independent scrambles tell the error.
//   Directions: S. Joe, F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci.
//   Comput. 30 (2008), file new-joe-kuo-6, dimensions 1 to 21.
//   Scrambling: nested uniform (Owen) by the hash of B. Burley, "Practical hash-based Owen scrambling", JCGT 9 (2020).
inline constexpr std::size_t kSobolDimensions = 21;

// Coordinate `dimension` (below kSobolDimensions) of point `index`, without scrambling, as 32 bits of a fraction.
std::uint32_t sobol(std::uint32_t index, std::size_t dimension);
// The same, scrambled by `scramble`; other scrambles give independent point sets.
std::uint32_t scrambled_sobol(std::uint32_t index, std::size_t dimension, std::uint64_t scramble);

}  // namespace servanda
