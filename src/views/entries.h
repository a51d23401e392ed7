#pragma once

#include "book/snapshot.h"
#include "views/json.h"
#include "views/sheet.h"

namespace servanda {

// The visible entries of one table with the revisions over them, by name: what `export --to csv` writes.
Sheet entries_sheet(const Snapshot& snapshot, const TableSchema& table);

// All visible entries: {as_known, head, entries:[{kind, entry, fields:{…}}]}, in the order of tables and names.
Json entries_json(const Snapshot& snapshot);

}  // namespace servanda
