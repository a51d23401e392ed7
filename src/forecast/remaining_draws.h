#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "base/sha256.h"
#include "forecast/lanes.h"
#include "forecast/mixed_hazard.h"
#include "forecast/random.h"
#include "forecast/remaining_time.h"

namespace servanda {

// When open consignments arrive, drawn in whole numbers: eight futures at once where the processor can, and the same days
// where it cannot.
//
//   1. Of three words of random bits the first says when one arrives, the second whether it leaves before, the third whether
//      its law counts or the lags seen. Each is monotone: later is larger.
//   2. With u the first and S the speed of its mode, the hazard that has passed when it arrives is
//      MixedHazard::marginal(-log(1 - u) / S). Both functions are tables over a logarithm, straight between 32 points an
//      octave: relative error under 2e-4.
class RemainingDraws {
 public:
  static constexpr std::int16_t kNever = std::numeric_limits<std::int16_t>::max();

  // exit_rate: chance a day of leaving instead of arriving.
  RemainingDraws(const MixedHazard& mixed, double exit_rate, std::uint64_t seed, Form form = best_form());

  // subject: its place in randomness; mode: whose speed is its own. The lags seen must outlive the draws.
  void add(const RemainingTime& rest, std::uint32_t subject, std::size_t mode);

  // Up to kLanes futures; `speeds` by mode and lane: speed_of(the logarithm of S).
  struct Futures {
    std::size_t lanes = kLanes;
    std::array<std::uint32_t, kLanes> numbers{};
    std::vector<std::array<std::int32_t, kLanes>> speeds;
  };
  static std::int32_t speed_of(double log_speed);
  // Days after the as-known day: out[i * stride + lane] for the i-th that was added; 0 and below: has arrived and is not
  // recorded; kNever: leaves.
  void draw(const Futures& futures, std::int16_t* out, std::size_t stride) const;

  // Adds all that the draws depend on.
  void add_to(Sha256& sum) const;

 private:
  // Days of one daily hazard. Hazards are counted in 2^-26.
  struct Piece {
    std::int32_t from;   // that has passed before them
    std::uint32_t pace;  // 2^42 over the hazard a day
    std::int32_t first;  // the first of them
  };
  struct One {
    std::uint32_t subject;
    std::uint32_t mode;
    std::uint32_t first_piece;
    std::uint32_t end_piece;
    std::uint32_t first_hidden;
    std::uint32_t end_hidden;
    std::uint32_t past_weight;  // in 2^-32
    std::span<const DayNumber> past;
    DayNumber lag;
  };
  struct Vector;

  std::int16_t days(const One& one, const PhiloxBlock& words, std::int32_t speed) const;
  std::int32_t arrival(const One& one, std::uint32_t when, std::uint32_t which, std::int32_t speed) const;
  std::int32_t by_law(const One& one, std::int32_t hazard) const;

  std::uint64_t seed_;
  Form form_;
  std::vector<One> ones_;
  std::vector<Piece> pieces_;
  std::vector<std::uint32_t> hidden_;   // RemainingTime::unrecorded in 2^-32
  std::vector<std::int32_t> logs_;      // of -log(1 - u), by cell of u, in 2^-16 octaves
  std::vector<std::int32_t> hazards_;   // by cell of the logarithm
  std::vector<std::int32_t> parts_;     // the same as a chance to have arrived, in 2^-31
  std::vector<std::int32_t> stays_;     // by day: the chance not to have left by then, in 2^-31
};

}  // namespace servanda
