#pragma once

#include "base/decimal.h"
#include "base/wide.h"

namespace servanda {

// The border between the planner's floating point and the fixed point of everybody else: nothing else crosses it.

// To the nearest 1e-4, halves away from zero; what is no number, or beyond 9e14, becomes the nearest that fits.
Decimal fixed_point(double value);
double floating_point(Decimal value);

}  // namespace servanda
