#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "book/snapshot.h"

namespace servanda {

// One entry that no total counts, because another that does already holds it.
struct Netted {
  std::string kind;   // of the entry: `pledge`
  std::string entry;  // its name
  std::string because;  // "part_of pledge P0012"
  auto operator<=>(const Netted&) const = default;
};

// What the relations take out of totals: the `from` of part_of and repeats, the `to` of replaces, where both ends are
// visible and of the same kind (entries of different kinds count at different stages). An entry on a cycle of such relations
// stays in. An entry that conflicts_with a report of better credibility, or of equal one and better reliability, has lost and counts nowhere. Of
// the rest, entries of one table that conflicts_with joins tell of one thing (reports are never added anyway): where one of them is graded best
// (views/grade.h) the others have lost; where two are left, all stay in. restates takes out nothing.
class Netting {
 public:
  static Netting of(const Snapshot& snapshot);

  bool contains(Table table, RowIndex row) const { return rows_.contains({table, row}); }
  // Whether another entry, or a report, was chosen before it: it counts nowhere, even where nothing is netted.
  bool lost(Table table, RowIndex row) const { return !lost_.empty() && lost_.contains({table, row}); }
  const std::vector<Netted>& list() const { return list_; }  // sorted

 private:
  void drop_contradicted(const Snapshot& snapshot);
  void drop_losers(const Snapshot& snapshot);

  std::set<std::pair<Table, RowIndex>> rows_;  // the lost ones among them
  std::set<std::pair<Table, RowIndex>> lost_;
  std::vector<Netted> list_;
};

}  // namespace servanda
