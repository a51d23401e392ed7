#include "forecast/sobol.h"

#include <array>

#include "base/check.h"
#include "forecast/random.h"

namespace servanda {
namespace {

struct Direction {
  std::uint32_t degree;
  std::uint32_t polynomial;  // its inner coefficients, as bits
  std::array<std::uint32_t, 7> m;
};
constexpr std::array<Direction, kSobolDimensions - 1> kJoeKuo{{
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
    {5, 4, {1, 1, 5, 5, 5}},
    {5, 7, {1, 1, 7, 11, 19}},
    {5, 11, {1, 1, 5, 1, 1}},
    {5, 13, {1, 1, 1, 3, 11}},
    {5, 14, {1, 3, 5, 5, 31}},
    {6, 1, {1, 3, 3, 9, 7, 49}},
    {6, 13, {1, 1, 1, 15, 21, 21}},
    {6, 16, {1, 3, 1, 13, 27, 49}},
    {6, 19, {1, 1, 1, 15, 7, 5}},
    {6, 22, {1, 3, 1, 15, 13, 25}},
    {6, 25, {1, 1, 5, 5, 19, 61}},
    {7, 1, {1, 3, 7, 11, 23, 15, 103}},
    {7, 4, {1, 3, 7, 13, 13, 15, 69}},
}};

using Directions = std::array<std::array<std::uint32_t, 32>, kSobolDimensions>;

constexpr Directions make_directions() {
  Directions directions{};
  for (std::uint32_t k = 0; k < 32; ++k) directions[0][k] = std::uint32_t{1} << (31 - k);
  for (std::size_t d = 1; d < kSobolDimensions; ++d) {
    const Direction& said = kJoeKuo[d - 1];
    for (std::uint32_t k = 0; k < said.degree; ++k) directions[d][k] = said.m[k] << (31 - k);
    for (std::uint32_t k = said.degree; k < 32; ++k) {
      directions[d][k] = directions[d][k - said.degree] ^ (directions[d][k - said.degree] >> said.degree);
      for (std::uint32_t i = 1; i < said.degree; ++i)
        if ((said.polynomial >> (said.degree - 1 - i)) & 1) directions[d][k] ^= directions[d][k - i];
    }
  }
  return directions;
}
constexpr Directions kDirections = make_directions();

constexpr std::uint32_t reversed(std::uint32_t x) {
  x = ((x & 0x55555555) << 1) | ((x >> 1) & 0x55555555);
  x = ((x & 0x33333333) << 2) | ((x >> 2) & 0x33333333);
  x = ((x & 0x0f0f0f0f) << 4) | ((x >> 4) & 0x0f0f0f0f);
  return (x << 24) | ((x & 0xff00) << 8) | ((x >> 8) & 0xff00) | (x >> 24);
}

// A hash in which each bit depends on the lower ones only.
constexpr std::uint32_t lower_bits_hash(std::uint32_t x, std::uint32_t seed) {
  x ^= x * 0x3d20adea;
  x += seed;
  x *= (seed >> 16) | 1;
  x ^= x * 0x05526c56;
  x ^= x * 0x53a22864;
  return x;
}

constexpr std::uint32_t owen(std::uint32_t x, std::uint32_t seed) { return reversed(lower_bits_hash(reversed(x), seed)); }

}  // namespace

std::uint32_t sobol(std::uint32_t index, std::size_t dimension) {
  CHECK(dimension < kSobolDimensions);
  std::uint32_t x = 0;
  for (std::size_t k = 0; index != 0; ++k, index >>= 1)
    if (index & 1) x ^= kDirections[dimension][k];
  return x;
}

std::uint32_t scrambled_sobol(std::uint32_t index, std::size_t dimension, std::uint64_t scramble) {
  const PhiloxBlock seeds = draws(scramble, Stream::scramble, 0, static_cast<std::uint32_t>(dimension), 0);
  return owen(sobol(index, dimension), seeds[0]);
}

}  // namespace servanda
