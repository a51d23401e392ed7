#include "forecast/common_points.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "forecast/sobol.h"

namespace servanda {
namespace {

TEST(CommonPoints, EachBlockHasOnePointInEachPartOfEachDimension) {
  constexpr std::size_t kSize = 64;
  const CommonPoints points(5, kSize * CommonPoints::kReplicates);
  for (std::size_t dimension = 0; dimension < kSobolDimensions; ++dimension)
    for (std::size_t block = 0; block < CommonPoints::kReplicates; ++block) {
      std::array<int, kSize> hits{};
      for (std::size_t i = 0; i < kSize; ++i) ++hits[static_cast<std::size_t>(points.at(block * kSize + i, dimension) * kSize)];
      EXPECT_TRUE(std::ranges::all_of(hits, [](int n) { return n == 1; })) << "dimension " << dimension << ", block " << block;
    }
}

TEST(CommonPoints, BlocksSeedsAndDimensionsDiffer) {
  const CommonPoints one(5, 16), other(6, 16);
  EXPECT_NE(one.at(0, 3), one.at(2, 3));
  EXPECT_NE(one.at(0, 3), other.at(0, 3));
  EXPECT_NE(one.at(0, 3), one.at(0, 4));
}

}  // namespace
}  // namespace servanda
