#include "forecast/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

#include "forecast/sobol.h"

namespace servanda {
namespace {

// Known answers of the generator's authors (kat_vectors, philox4x32 10).
TEST(Philox, GivesTheKnownAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(philox({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Draws, DifferByEveryPartOfTheirPlace) {
  std::set<PhiloxBlock> seen{draws(1, Stream::delay, 2, 3, 4), draws(2, Stream::delay, 2, 3, 4),
                             draws(1, Stream::exit, 2, 3, 4),  draws(1, Stream::delay, 3, 3, 4),
                             draws(1, Stream::delay, 2, 4, 4), draws(1, Stream::delay, 2, 3, 5),
                             draws(std::uint64_t{1} << 32 | 1, Stream::delay, 2, 3, 4)};
  EXPECT_EQ(seen.size(), 7U);
}

TEST(Normal, QuantileInvertsTheDistribution) {
  EXPECT_NEAR(normal_quantile(0.9), 1.2815515655446004, 1e-8);
  EXPECT_NEAR(normal_quantile(0.5), 0, 1e-12);
  for (const double p : {1e-9, 1e-4, 0.01, 0.3, 0.77, 0.999}) EXPECT_NEAR(normal_cdf(normal_quantile(p)), p, 1e-8);
}

// Joe and Kuo's own first points: the second dimension is 1/2, then 1/4 and 3/4 …
TEST(Sobol, BeginsAsPublished) {
  EXPECT_EQ(sobol(1, 0), 0x80000000U);
  EXPECT_EQ(sobol(2, 0), 0x40000000U);
  EXPECT_EQ(sobol(1, 1), 0x80000000U);
  EXPECT_EQ(sobol(2, 1), 0xc0000000U);
  EXPECT_EQ(sobol(2, 2), 0xc0000000U);
}

// Every dimension of a Sobol sequence puts one of 2^k points into each of 2^k equal parts; scrambling keeps that.
TEST(Sobol, FillsEachPartOnceWithAndWithoutScrambling) {
  for (std::size_t dimension = 0; dimension < kSobolDimensions; ++dimension)
    for (const bool scrambled : {false, true}) {
      std::set<std::uint32_t> parts;
      for (std::uint32_t i = 0; i < 256; ++i)
        parts.insert((scrambled ? scrambled_sobol(i, dimension, 7) : sobol(i, dimension)) >> 24);
      EXPECT_EQ(parts.size(), 256U) << dimension;
    }
}

TEST(Sobol, ScramblesDiffer) { EXPECT_NE(scrambled_sobol(5, 1, 1), scrambled_sobol(5, 1, 2)); }

// Two dimensions fill the squares of a grid once each: (0, m)-nets need t = 0 for the first two dimensions.
TEST(Sobol, TwoDimensionsFillAGrid) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> cells;
  for (std::uint32_t i = 0; i < 256; ++i)
    cells.emplace(scrambled_sobol(i, 0, 3) >> 28, scrambled_sobol(i, 1, 3) >> 28);
  EXPECT_EQ(cells.size(), 256U);
}

}  // namespace
}  // namespace servanda
