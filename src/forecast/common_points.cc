#include "forecast/common_points.h"

#include "base/check.h"
#include "forecast/random.h"
#include "forecast/sobol.h"

namespace servanda {

CommonPoints::CommonPoints(std::uint64_t seed, std::size_t futures) : size_(futures / kReplicates) {
  CHECK(size_ > 0 && futures % kReplicates == 0);
  for (std::uint32_t replicate = 0; replicate < kReplicates; ++replicate) {
    const PhiloxBlock scramble = draws(seed, Stream::shock, replicate, 0, 0);
    scrambles_[replicate] = (std::uint64_t{scramble[0]} << 32) | scramble[1];
  }
}

double CommonPoints::at(std::size_t future, std::size_t dimension) const {
  return unit_interval(scrambled_sobol(static_cast<std::uint32_t>(future % size_), dimension, scrambles_[future / size_]));
}

}  // namespace servanda
