#include "views/grade.h"

#include <limits>

namespace servanda {

bool is_doubtful(const Snapshot& snapshot, Table table, RowIndex row) {
  constexpr Cell kImprobable = 4;
  return snapshot.cell(table, row, kCredibility) >= kImprobable;
}

Grade grade(const Snapshot& snapshot, Table table, RowIndex row) {
  constexpr Cell kUnjudged = 9;
  constexpr Cell kCannotBeJudged = 5;  // F, and 6
  const auto judged = [](Cell cell) { return cell == kNullCell || cell == kCannotBeJudged ? kUnjudged : cell; };
  Cell reliability = snapshot.cell(table, row, kReliability);
  if (const auto source = snapshot.find<Table::sources>(snapshot.text(table, row, kSource));
      reliability == kNullCell && source)
    reliability = source->cell<"reliability">();
  const auto known = snapshot.known_day(table, row);
  return {judged(snapshot.cell(table, row, kCredibility)), judged(reliability),
          known ? -std::int64_t{known->time_since_epoch().count()} : std::numeric_limits<std::int64_t>::max()};
}

}  // namespace servanda
