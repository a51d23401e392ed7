#pragma once

#include <functional>
#include <limits>
#include <utility>
#include <vector>

namespace servanda {

// A mixed integer linear programme, minimised by COIN-OR Cbc.
inline constexpr double kNoBound = std::numeric_limits<double>::max();

struct MipColumn {
  double lower = 0;
  double upper = kNoBound;
  double cost = 0;
  bool whole = false;
  std::vector<std::pair<int, double>> entries;  // row, coefficient
  int priority = 1000;          // of whole columns: those with the least are branched on first
};

struct MipRow {
  double lower = -kNoBound;
  double upper = kNoBound;
};

struct Mip {
  std::vector<MipRow> rows;
  std::vector<MipColumn> columns;
  int row(double lower, double upper) {
    rows.push_back({lower, upper});
    return static_cast<int>(rows.size()) - 1;
  }
};

struct MipControl {
  double gap = 1e-6;            // relative
  int nodes = 1000;             // at most so many; no clock ends a run, so that the same programme has the same answer
  std::function<bool()> stop;   // asked at each node
};

struct MipAnswer {
  bool found = false;
  bool proven = false;          // within the gap
  double value = 0;
  double bound = -kNoBound;     // no solution is below
  std::vector<double> columns;
};

// `start`: a solution to begin from, by column; empty: none. On one thread.
MipAnswer solve_mip(const Mip& mip, const MipControl& control, const std::vector<double>& start = {});

}  // namespace servanda
