#pragma once

#include "forecast/lanes.h"
#include "forecast/random.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define SERVANDA_HAS_LANES 1
#define SERVANDA_LANES __attribute__((target("avx2")))
#define SERVANDA_LANES_INLINE __attribute__((target("avx2"), always_inline)) inline

#include <immintrin.h>

#include <array>

namespace servanda {

// draws() of random.h for eight futures at once; to be called only where the processor has AVX2.
//   A word of four futures stands in the lower halves of four lanes of 64 bits, where a product needs no shuffling; what
//   stands in the upper halves is of no meaning until the end.
class PhiloxLanes {
 public:
  // futures: kLanes numbers.
  SERVANDA_LANES PhiloxLanes(std::uint64_t seed, Stream stream, const std::uint32_t* futures) : stream_(static_cast<std::uint32_t>(stream)) {
    std::uint32_t a = static_cast<std::uint32_t>(seed);
    std::uint32_t b = static_cast<std::uint32_t>(seed >> 32);
    for (std::size_t round = 0; round < kRounds; ++round) {
      keys_[round] = {a, b};
      a += 0x9E3779B9U;
      b += 0xBB67AE85U;
    }
    const __m256i all = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(futures));
    start(half_[0], all);
    start(half_[1], _mm256_srli_epi64(all, 32));
  }

  // The four words of each lane.
  SERVANDA_LANES_INLINE void draw(std::uint32_t subject, std::uint32_t step, __m256i* words) const {
    // Of the first two rounds, what is the same in all lanes, or for all subjects, is not computed again.
    const std::uint64_t of_step = std::uint64_t{kB} * step;
    const std::uint32_t first = static_cast<std::uint32_t>(of_step >> 32) ^ subject ^ keys_[0].a;
    const std::uint64_t of_first = std::uint64_t{kA} * first;
    const __m256i c1 = _mm256_set1_epi32(static_cast<int>(static_cast<std::uint32_t>(of_step) ^ keys_[1].a));
    const __m256i c3 = _mm256_set1_epi32(static_cast<int>(static_cast<std::uint32_t>(of_first >> 32) ^ keys_[1].b));
    const __m256i low = _mm256_set1_epi32(static_cast<int>(static_cast<std::uint32_t>(of_first)));
    Words even{_mm256_xor_si256(half_[0].high, c1), half_[0].product, _mm256_xor_si256(half_[0].low, c3), low};
    Words odd{_mm256_xor_si256(half_[1].high, c1), half_[1].product, _mm256_xor_si256(half_[1].low, c3), low};
    const __m256i a = _mm256_set1_epi32(static_cast<int>(kA));
    const __m256i b = _mm256_set1_epi32(static_cast<int>(kB));
#pragma GCC unroll 8
    for (std::size_t round = 2; round < kRounds; ++round) {
      const __m256i key_a = _mm256_set1_epi32(static_cast<int>(keys_[round].a));
      const __m256i key_b = _mm256_set1_epi32(static_cast<int>(keys_[round].b));
      turn(even, a, b, key_a, key_b);
      turn(odd, a, b, key_a, key_b);
    }
    words[0] = both(even.c0, odd.c0);
    words[1] = both(even.c1, odd.c1);
    words[2] = both(even.c2, odd.c2);
    words[3] = both(even.c3, odd.c3);
  }

 private:
  static constexpr std::size_t kRounds = 10;
  static constexpr std::uint32_t kA = 0xD2511F53U;
  static constexpr std::uint32_t kB = 0xCD9E8D57U;
  struct Key {
    std::uint32_t a, b;
  };
  struct Words {
    __m256i c0, c1, c2, c3;
  };
  // What the futures alone decide of the first two rounds.
  struct Half {
    __m256i low;      // of the first product
    __m256i product;  // of the second round
    __m256i high;     // of it
  };

  SERVANDA_LANES_INLINE void start(Half& half, __m256i futures) const {
    const __m256i first = _mm256_mul_epu32(futures, _mm256_set1_epi32(static_cast<int>(kA)));
    const __m256i c2 = _mm256_xor_si256(_mm256_srli_epi64(first, 32), _mm256_set1_epi32(static_cast<int>(stream_ ^ keys_[0].b)));
    half.low = first;
    half.product = _mm256_mul_epu32(c2, _mm256_set1_epi32(static_cast<int>(kB)));
    half.high = _mm256_srli_epi64(half.product, 32);
  }

  SERVANDA_LANES_INLINE static void turn(Words& c, __m256i a, __m256i b, __m256i key_a, __m256i key_b) {
    const __m256i first = _mm256_mul_epu32(c.c0, a);
    const __m256i second = _mm256_mul_epu32(c.c2, b);
    c.c0 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(second, 32), c.c1), key_a);
    c.c2 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(first, 32), c.c3), key_b);
    c.c1 = second;
    c.c3 = first;
  }

  SERVANDA_LANES_INLINE static __m256i both(__m256i even, __m256i odd) {
    constexpr int kOdd = 0xAA;
    return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), kOdd);
  }

  std::array<Key, kRounds> keys_{};
  Half half_[2];
  std::uint32_t stream_;
};

}  // namespace servanda

#endif
