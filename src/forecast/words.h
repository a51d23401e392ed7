#pragma once

#include <string_view>

#include "forecast/forecast.h"

namespace servanda {

// Words for probabilities: one scale, seven bands that touch, words of its first row only; a value on an edge belongs to
// the higher band.   Source: US Intelligence Community Directive 203, Analytic Standards, section D.6.e(2)(a).
inline constexpr std::string_view kWordScale = "ICD 203";

constexpr std::string_view words_for(Share odds) {
  if (odds < 500) return "almost no chance";
  if (odds < 2'000) return "very unlikely";
  if (odds < 4'500) return "unlikely";
  if (odds < 5'500) return "roughly even chance";
  if (odds < 8'000) return "likely";
  if (odds < 9'500) return "very likely";
  return "almost certain";
}

}  // namespace servanda
