#pragma once

#include <array>
#include <cstdint>

namespace servanda {

// Counter-based randomness: a number is a function of its place, so no thread, order or library changes it.
//   Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011 (Philox4x32, 10 rounds).
using PhiloxBlock = std::array<std::uint32_t, 4>;
PhiloxBlock philox(PhiloxBlock counter, std::array<std::uint32_t, 2> key);

// What a draw is for; different streams never share a number.
enum class Stream : std::uint32_t { delay, exit, shock, money_count, money_size, bootstrap, pit, scramble, step, closure, cohort, fund, dwell, inflow, intake, growth, way };

// Four draws of 32 bits for step `step` of `subject` in `future`.
inline PhiloxBlock draws(std::uint64_t seed, Stream stream, std::uint32_t future, std::uint32_t subject,
                         std::uint32_t step) {
  return philox({future, subject, step, static_cast<std::uint32_t>(stream)},
                {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
}

// In (0, 1): the middle of one of 2^32 equal parts.
inline double unit_interval(std::uint32_t bits) { return (static_cast<double>(bits) + 0.5) * 0x1p-32; }

// The standard normal quantile, |relative error| < 1.2e-9; p in (0, 1).
//   Source: P. J. Acklam's rational approximation.
double normal_quantile(double p);
double normal_cdf(double x);

}  // namespace servanda
