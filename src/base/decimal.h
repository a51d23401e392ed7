#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/wide.h"

namespace servanda {

// A fixed-point number: an int64 count of 1e-4 units, so ±922 trillion with four places. Every amount, quantity,
// mass and coordinate of a book is one; doubles live in the planner and the forecaster only.
class Decimal {
 public:
  static constexpr std::int64_t kUnit = 10'000;

  constexpr Decimal() = default;
  static constexpr Decimal from_units(std::int64_t units) { return Decimal(units); }
  static constexpr Decimal whole(std::int64_t value) { return Decimal(value * kUnit); }

  // `-12.5`, `1000000`, `0.0001`. No exponent, no sign `+`, no grouping, at most four places (more only if zero),
  // at most 14 digits before the point. Empty otherwise.
  static std::optional<Decimal> parse(std::string_view text);

  constexpr std::int64_t units() const { return units_; }
  // Shortest form: no trailing zeros after the point. parse(to_string()) is the identity.
  std::string to_string() const;

  constexpr auto operator<=>(const Decimal&) const = default;

 private:
  constexpr explicit Decimal(std::int64_t units) : units_(units) {}
  std::int64_t units_ = 0;
};

// Decimal text of a 128-bit total in units of 1e-4, at least `places` (0..4) digits after the point.
std::string decimal_text(Wide units, int places = 0);

// a * b / c, rounded half to even; c > 0 and the result must fit (CHECKed).
Wide multiply_divide(Wide a, Wide b, Wide c);

}  // namespace servanda
