#pragma once

#include <cstdint>
#include <span>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace servanda {

// Questions to 64 numbers at once, such as the cells of 64 rows; the answers are bits, as in the masks of a Snapshot.
using SixtyFour = std::span<const std::int32_t, 64>;

#if defined(__SSE2__)
// Sixteen answers of 32 bits each become sixteen of 8, and these a bit each.
template <class Compare>
std::uint64_t bits_of_each(SixtyFour numbers, Compare compare) {
  std::uint64_t bits = 0;
  for (std::size_t at = 0; at < 64; at += 16) {
    const auto four = [&](std::size_t i) {
      return compare(_mm_loadu_si128(reinterpret_cast<const __m128i*>(numbers.data() + at + i)));
    };
    const __m128i bytes = _mm_packs_epi16(_mm_packs_epi32(four(0), four(4)), _mm_packs_epi32(four(8), four(12)));
    bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(bytes))) << at;
  }
  return bits;
}
inline std::uint64_t equal_bits(SixtyFour numbers, std::int32_t value) {
  return bits_of_each(numbers, [&](__m128i four) { return _mm_cmpeq_epi32(four, _mm_set1_epi32(value)); });
}
inline std::uint64_t at_most_bits(SixtyFour numbers, std::int32_t most) {
  return ~bits_of_each(numbers, [&](__m128i four) { return _mm_cmpgt_epi32(four, _mm_set1_epi32(most)); });
}
#else
inline std::uint64_t equal_bits(SixtyFour numbers, std::int32_t value) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 64; ++i) bits |= static_cast<std::uint64_t>(numbers[i] == value) << i;
  return bits;
}
inline std::uint64_t at_most_bits(SixtyFour numbers, std::int32_t most) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 64; ++i) bits |= static_cast<std::uint64_t>(numbers[i] <= most) << i;
  return bits;
}
#endif

}  // namespace servanda
