#pragma once

#include <cstdint>
#include <vector>

namespace servanda {

// What whole lots imply of a place beyond its limit. For a limit u and lots of sizes s that pass it, sum s <= u implies
//
//   sum f(s / u) <= 1   for every dual feasible f: sum f(x) <= 1 wherever sum x <= 1,
//
// so that two lots of more than half of a place, for one, never share it. Each f makes one row. A lot of which a part x goes
// through counts x f(s / u); so the rows are linear in tonnes.
//   Source: Fekete and Schepers (2001), New classes of fast lower bounds for bin packing problems.
inline constexpr int kLotRows = 7;
inline constexpr double kLeastPart = 0.2;  // of smaller parts of a limit rows say nothing

// f of row 0 … kLotRows-1 for a part 0 < x of the limit; not decreasing in x; 0 where a lot of that size counts nothing.
double lot_share(int row, double part);

// The shares of classes of lots, by limit. A class counts as its smallest lot, and as many tonnes as its largest has, so
// that each of its lots counts no more than it should.
class LotRows {
 public:
  LotRows() = default;
  // `limits` in tonnes; kFar: none, and 0: shut, have no rows. Classes: least and most of their lots, tonnes; 0: no lots.
  LotRows(const std::vector<double>& limits, std::vector<double> least, std::vector<double> most);

  bool any() const { return !table_of_.empty(); }
  // Whether the limit has rows.
  bool has(int limit) const { return any() && table_of_[static_cast<std::size_t>(limit)] >= 0; }
  // Of row `row` of a limit that has rows: what a tonne in such lots counts, where 1 t a tonne would fill the limit.
  double units(int row, int limit, int lot_class) const {
    const auto table = static_cast<std::size_t>(table_of_[static_cast<std::size_t>(limit)]);
    return units_[(table * kLotRows + static_cast<std::size_t>(row)) * classes_ + static_cast<std::size_t>(lot_class)];
  }

 private:
  std::vector<std::int32_t> table_of_;  // by limit; limits of one size share a table
  std::vector<double> units_;           // by table, row, class
  std::size_t classes_ = 0;
};

}  // namespace servanda
