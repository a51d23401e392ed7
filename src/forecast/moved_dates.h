#pragma once

#include <algorithm>
#include <compare>

#include "forecast/shipments.h"

namespace servanda {

class LagLaw;

// How often the promised date of a consignment was moved, and by how much.
//
//   1. The source's own dates count, each that differs from the one before as one move; expectations of ours and of accepted
//      plans do not. A consignment that is expected by something newer than its newest promise has no moves.
//   2. To move a date once is usual, and the laws of the past hold it. One that was moved n times beyond that is moved again with
//      chance n / (n + kMovesBefore), and once more with n + 1 in place of n, and so on: the rule of succession, so the record
//      of the source speaks the more the longer it is.
//   3. Each further move is as long as those of the past were in the mean; m of them differ from that by their deviation
//      times the root of m, half of the chance either way.
//   Source of 2: Polya's urn (Eggenberger and Polya 1923), which has the chances of a beta law.
struct MovedDates {
  std::int32_t moves = 0;
  DayNumber total = 0;      // days from the first promise to the newest
  DayNumber deviation = 0;  // days, of one move; 0 where there was one
  DayNumber entry = 0;      // lag of the first day on which it can come under the newest promise

  auto operator<=>(const MovedDates&) const = default;
  std::int32_t unusual() const { return std::max(moves - 1, 0); }
  double mean_days() const { return static_cast<double>(total) / moves; }
};

inline constexpr double kMovesBefore = 3;

MovedDates moved_dates(const Shipment& shipment);
// The chance that the date stands as usual.
double stands(const MovedDates& moved);
// The law of a consignment, where `law` is that of one whose date stands as usual.
LagLaw with_moves(const LagLaw& law, const MovedDates& moved);

}  // namespace servanda
