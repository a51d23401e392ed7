#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace servanda {

// What all consignments of a future share is drawn on Sobol's points: futures come in kReplicates blocks of one size, each
// with its own scramble, so the spread between blocks is the Monte Carlo error. There are kSobolDimensions: the first for
// the shock of everything, the next for those of the modes, the rest for the funds and closures that matter most
// (share_out_dimensions in simulate.h); what is left without one is drawn by its number.
class CommonPoints {
 public:
  static constexpr std::size_t kReplicates = 8;

  //   futures: a multiple of kReplicates.
  CommonPoints(std::uint64_t seed, std::size_t futures);

  // In (0, 1).
  double at(std::size_t future, std::size_t dimension) const;

 private:
  std::array<std::uint64_t, kReplicates> scrambles_{};
  std::size_t size_;
};

}  // namespace servanda
