#pragma once

namespace servanda {

// All tolerances of the optimiser, and why they are what they are. Tonnes and money are doubles in their own units.
inline constexpr double kPriceTolerance = 1e-7;       // a column enters when it betters its cargo's price by more, relative to the price
inline constexpr double kCapacityTolerance = 1e-6;    // tonnes; a row enters when it is broken by more; rounding to 1e-4 t absorbs it
inline constexpr double kSamePrice = 1e-9;            // relative to the price: a hundredth of kPriceTolerance
inline constexpr double kClosedGap = 1e-8;            // relative; a level whose gap is below is solved: a hundredth of what is asked of any
inline constexpr double kHeldLevel = 1e-9;            // relative slack of a held level: room for the LP's own feasibility tolerance
inline constexpr double kBoundMargin = 1e-13;         // of the sum of the bound's terms: more than n additions in double can lose
inline constexpr double kWholeUnit = 1e-3;            // of 1e-4 t: a flow this near to a whole count is that count

}  // namespace servanda
