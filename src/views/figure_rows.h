#pragma once

#include <string>
#include <utility>
#include <vector>

#include "book/snapshot.h"
#include "views/json.h"

namespace servanda {

// The entries behind a figure, as who reads it is shown them.

// An entry behind a figure.
struct FigureRow {
  std::string kind;
  std::string entry;
  std::string source;
  auto operator<=>(const FigureRow&) const = default;

  // For people, and as unique: an event `consignment/G-7/ready/actual/2030-01-16` is `G-7 ready 2030-01-16`.
  std::string short_name() const;
};

FigureRow figure_row(const Snapshot& snapshot, Table table, RowIndex row);
// Records as rows, sorted; the first thousand. A consignment at a stage that it has reached stands on the actual events that say so
// (of this stage and of higher ones), who receives it on the receipt.
std::vector<FigureRow> rows_of(const Snapshot& snapshot, std::vector<std::pair<Table, RowIndex>> records, Stage stage = Stage::pledged);
Json rows_json(const std::vector<FigureRow>& rows);
// Sorts them, and leaves each once; the first thousand.
void settle_rows(std::vector<FigureRow>& rows);

}  // namespace servanda
