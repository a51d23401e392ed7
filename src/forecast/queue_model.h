#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace servanda {

// Consignments that pass steps one after the other, and places of limited weekly capacity at which they wait in between:
// what the engine simulates (queue_engine.h). Days are counted from the as-known day, a Monday; week w begins on day 7 w.
//
// Rules
//   1. A step waits at its place first, where it has one, and then takes base_days and a random delay.
//   2. A place releases once a week, on the week's first day: of all that arrived on or before it, in the order of
//      priority, day of arrival, number of the consignment, as long as the week's credit is above zero; each takes its
//      size off the credit. Credit is the week's capacity; what the last release took too much is owed to the next weeks,
//      what was not used is lost. So a lot larger than a week's capacity passes, and the rate holds over the weeks.
//   3. From one place to the next a consignment takes at least a day; where `onwards`, none to a place of a higher number,
//      which then releases it in the same week.
//   4. A random delay is the quantile of its class at a draw keyed by (seed, future, consignment, step), times the shock
//      of its group in that future, rounded to days. A closure takes a place's capacity for whole weeks.
//   5. What has not arrived by the end of the horizon has the day `kNever`.
// Everything is a whole number, so a result depends on nothing but model, seed and future.
struct QueueModel {
  static constexpr std::uint16_t kNoPlace = 0xFFFF;
  static constexpr std::uint16_t kNoDelay = 0xFFFF;
  static constexpr std::uint16_t kNever = 0xFFFF;
  static constexpr int kPriorities = 4;  // 0 first

  struct Step {
    std::uint16_t place = kNoPlace;
    std::uint16_t delay = kNoDelay;     // class
    std::uint16_t shock = 0;            // group
    std::uint16_t base_days = 0;
    std::uint32_t size = 1;             // in the units of the place's capacity
  };
  struct Consignment {
    std::uint32_t first_step = 0;
    std::uint16_t steps = 0;
    std::uint16_t start_day = 0;
    std::uint8_t priority = 0;
  };

  int weeks = 0;  // horizon
  std::vector<Consignment> consignments = {};
  std::vector<Step> steps = {};
  std::vector<std::vector<std::uint32_t>> capacity = {};  // by place and week; empty: no limit
  std::vector<std::vector<std::uint16_t>> delays = {};    // by class: a quantile table (quantile_table)
  int shocks = 1;                                    // groups
  bool onwards = false;                              // rule 3
};

// Where a draw of 32 bits falls in a quantile table: 31 octaves of 8 cells towards either end, so that the rare long
// delays keep their relative precision.
inline constexpr std::size_t kQuantileCells = 512;
inline std::size_t quantile_cell(std::uint32_t draw) {
  const bool upper = draw >= 0x80000000U;
  const std::uint32_t tail = std::max(upper ? ~draw : draw, 1U);  // below 2^31; 1 is the end
  const int octave = 31 - std::countl_zero(tail);
  const std::uint32_t mantissa = octave >= 3 ? tail >> (octave - 3) & 7U : tail << (3 - octave) & 7U;
  return (upper ? 256U : 0U) + static_cast<std::size_t>(octave) * 8U + mantissa;
}
// The middle of a cell, as a probability.
double quantile_of_cell(std::size_t cell);

// The table of a law: sixteenths of days at the middle of each cell, at most 4,095 days. `quantile(p)` is in days.
template <class Quantile>
std::vector<std::uint16_t> quantile_table(Quantile quantile) {
  std::vector<std::uint16_t> table(kQuantileCells);
  for (std::size_t cell = 0; cell < kQuantileCells; ++cell) {
    const double sixteenths = quantile(quantile_of_cell(cell)) * 16.0 + 0.5;
    table[cell] = static_cast<std::uint16_t>(sixteenths < 0 ? 0 : sixteenths > 65'520 ? 65'520 : sixteenths);
  }
  return table;
}

// What is common to all consignments of one future.
struct QueueFuture {
  std::uint32_t number = 0;
  std::vector<std::uint16_t> shocks;  // by group: a factor in 1/4096, below 16
  struct Closure {
    std::uint16_t place;
    std::uint16_t from;   // weeks
    std::uint16_t until;  // first week that is open again
  };
  std::vector<Closure> closures;
  std::vector<std::uint16_t> late = {};  // by consignment: days that it starts later in this future; empty: none
  struct Held {
    std::uint32_t consignment;
    std::uint16_t visit;  // after so many places of its way
    std::uint16_t days;   // that it takes longer there to the next
  };
  std::vector<Held> held = {};
};

// The days that one step takes, without waiting (rules 1 and 4).
inline std::uint32_t step_days(const QueueModel& model, const QueueModel::Step& step, std::uint16_t shock, std::uint32_t draw) {
  if (step.delay == QueueModel::kNoDelay) return step.base_days;
  const std::uint32_t sixteenths = model.delays[step.delay][quantile_cell(draw)];
  return step.base_days + ((sixteenths * std::uint32_t{shock} + 0x8000U) >> 16);
}

}  // namespace servanda
