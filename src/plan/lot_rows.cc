#include "plan/lot_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "plan/space_time.h"

namespace servanda {
namespace {

constexpr int kWholeParts = 4;  // rows of whole parts: halves, thirds, ...
constexpr std::array<double, kLotRows - kWholeParts> kSmall{0.2, 1.0 / 3, 0.45};
constexpr double kEdge = 1e-9;  // sizes are counts of 1e-4 t: this near to an edge is on it

// A lot of more than i of n + 1 parts takes i of n.
double steps(int n, double part) {
  const double parts = (n + 1) * part;
  const double whole = std::floor(parts + kEdge);
  return parts - whole < kEdge ? part : whole / n;
}

// Beside a lot that leaves less than `small`, only what counts nothing fits.
double without_small(double small, double part) {
  if (part < small + kEdge) return 0;
  return part > 1 - small + kEdge ? 1 : part;
}

}  // namespace

double lot_share(int row, double part) {
  return row < kWholeParts ? steps(row + 1, part) : without_small(kSmall[static_cast<std::size_t>(row - kWholeParts)], part);
}

LotRows::LotRows(const std::vector<double>& limits, std::vector<double> least, std::vector<double> most)
    : table_of_(limits.size(), -1), classes_(least.size()) {
  const double largest = *std::max_element(most.begin(), most.end());
  std::map<double, std::int32_t> tables;
  for (std::size_t r = 0; r < limits.size(); ++r) {
    if (limits[r] <= 0 || limits[r] >= kFar || largest <= kLeastPart * limits[r]) continue;
    const auto [found, fresh] = tables.try_emplace(limits[r], static_cast<std::int32_t>(tables.size()));
    table_of_[r] = found->second;
    if (!fresh) continue;
    for (int row = 0; row < kLotRows; ++row)
      for (std::size_t c = 0; c < classes_; ++c)
        units_.push_back(least[c] > 0 && least[c] <= limits[r] ? lot_share(row, least[c] / limits[r]) * limits[r] / most[c] : 0);
  }
}

}  // namespace servanda
