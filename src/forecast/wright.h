#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "base/wide.h"

namespace servanda {

// What a lot cost a unit, after how many units had been ordered with it.
struct WrightLot {
  Wide cumulative = 0;  // 1e-4 units, this lot's last one included
  Wide unit_cost = 0;   // 1e-4 of the currency
};

// The learning curve: unit cost = first * cumulative ^ exponent, fitted by least squares on the logarithms of both.
// Each doubling of what was made multiplies the unit cost by 2 ^ exponent; the learning rate is what that takes off.
// Source: T. P. Wright, "Factors Affecting the Cost of Airplanes", Journal of the Aeronautical Sciences 3 (1936).
struct WrightFit {
  std::size_t n = 0;
  Wide exponent = 0;       // 1e-4
  Wide exponent_error = 0;  // standard error, 1e-4
  Wide rate = 0;           // percent a doubling, 1e-4; below zero where the cost rose
  Wide rate_low = 0, rate_high = 0;  // the 95 % interval of the exponent, as rates
};

// Empty for fewer than three lots, for lots without a cost or quantity, or where no lot added anything.
std::optional<WrightFit> fit_wright(std::span<const WrightLot> lots);

}  // namespace servanda
