#include "forecast/queue_model.h"

#include <cmath>

namespace servanda {

double quantile_of_cell(std::size_t cell) {
  const std::size_t within = cell & 255U;
  const int octave = static_cast<int>(within / 8U);
  const double tail = std::ldexp(8.5 + static_cast<double>(within % 8U), octave - 35);
  return cell >= 256U ? 1.0 - tail : tail;
}

}  // namespace servanda
