#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "book/snapshot.h"
#include "views/json.h"
#include "views/missing_table.h"
#include "views/sheet.h"

namespace servanda {

// What verbs say that are asked of a book without anything to answer from.
inline constexpr std::array kCountedTables{Table::pledges, Table::allocations, Table::contracts, Table::consignments,
                                           Table::funds, Table::events, Table::reports};

// Error nothing_to_do where none of these tables shows an entry: names them, with a sample of pledges.
inline Status expect_entries(const Snapshot& snapshot, std::string_view verb, std::span<const Table> tables) {
  std::string names;
  Table shown = tables.front();  // the first, or one of which something becomes known later
  for (const Table table : tables) {
    if (snapshot.count(table) > 0) return {};
    if (snapshot.history().rows(shown) == 0 && snapshot.history().rows(table) > 0) shown = table;
    names += (names.empty() ? "" : table == tables.back() ? " or " : ", ") + std::string(schema_of(table).name);
  }
  return nothing_to_show(snapshot, verb, shown, "entries in " + names,
                         {"id,donors,date,amount,currency,kind,due", "P-1,DE,2025-01-15,50000000,EUR,military,2025-12-31"});
}

// Adds to an answer which tables show nothing, under `missing` and under its last sheet.
inline void add_missing(std::vector<MissingTable> missing, const Snapshot& snapshot, Json& json, std::vector<Sheet>& sheets) {
  tell_first_known(snapshot, missing);
  json["missing"] = to_json(missing);
  for (std::string& note : footnotes_of(missing)) sheets.back().footnotes.push_back(std::move(note));
}

}  // namespace servanda
