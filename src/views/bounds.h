#pragma once

#include <optional>

#include "base/wide.h"
#include "book/codes.h"

namespace servanda {

// What a figure gives and cannot be held against another: a bound leaves open what lies beyond it, `approx` 5 percent either way.
struct Bounds {
  std::optional<Wide> low, high;
};

inline Bounds bounds_of(Wide value, Qualifier qualifier) {
  constexpr int kApproximately = 20;  // 5 percent is one in so many
  switch (qualifier) {
    case Qualifier::at_least: return {value, std::nullopt};
    case Qualifier::up_to: return {std::nullopt, value};
    case Qualifier::approx: return {value - value / kApproximately, value + value / kApproximately};
    case Qualifier::exact: break;
  }
  return {value, value};
}

inline bool exclude_each_other(const Bounds& a, const Bounds& b) {
  return (a.high && b.low && *a.high < *b.low) || (b.high && a.low && *b.high < *a.low);
}

}  // namespace servanda
