#pragma once

#include <cstdint>
#include <vector>

namespace servanda {

// What whole lots imply of a place beyond its limit. For a limit u and lots of sizes s that pass it, sum s <= u implies
//
//   sum f(s) <= 1   for every f >= 0 with sum f(s) <= 1 wherever sum s <= u,
//
// so that two lots of more than half of a place, for one, never share it. Each f makes one row. A lot of which a part x goes
// through counts x f(s); so the rows are linear in tonnes.
inline constexpr double kLeastPart = 0.2;  // of smaller parts of a limit rows say nothing

// Seven f that hold for every limit, of a part 0 < x of it; not decreasing in x; 0 where a lot of that size counts nothing.
//   Source: Fekete and Schepers (2001), New classes of fast lower bounds for bin packing problems.
inline constexpr int kLotShares = 7;
double lot_share(int which, double part);

// Tonnes in lots of one class that pass a place.
struct LotFlow {
  int lot_class = 0;
  double tonnes = 0;
};

// The rows that were made of limits. A class counts as its smallest lot, and as many tonnes as its largest has, so that
// each of its lots counts no more than it should.
class LotRows {
 public:
  // Classes: least and most of their lots, tonnes, in order of size; 0: no lots.
  LotRows(std::vector<double> least, std::vector<double> most);

  // Whether lots of some class are large enough for rows of a limit, in tonnes.
  bool matter(double limit) const { return limit > 0 && largest_ > kLeastPart * limit; }
  // By class, f of the row that flows through a limit break most: of the seven; of all that there are. Empty: none.
  std::vector<double> common_row(double limit, const std::vector<LotFlow>& flows) const;
  std::vector<double> deepest_row(double limit, const std::vector<LotFlow>& flows) const;

  void add(int place, double limit, const std::vector<double>& shares);
  int count() const { return static_cast<int>(rows_.size()); }
  int place(int row) const { return rows_[static_cast<std::size_t>(row)].place; }
  double limit(int row) const { return rows_[static_cast<std::size_t>(row)].limit; }
  const std::vector<int>& rows_of(int place) const;
  // What a tonne in such lots counts, where 1 t a tonne would fill the limit.
  double units(int row, int lot_class) const { return rows_[static_cast<std::size_t>(row)].units[static_cast<std::size_t>(lot_class)]; }

 private:
  struct Row {
    int place = 0;
    double limit = 0;
    std::vector<double> units;  // by class
  };

  std::vector<double> least_;
  std::vector<double> most_;
  double largest_ = 0;
  std::vector<Row> rows_;
  std::vector<std::vector<int>> rows_of_;  // by place
};

}  // namespace servanda
