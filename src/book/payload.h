#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "book/history.h"

namespace servanda {

// The canonical bytes of an entry: what a store keeps, what the hash tree commits to, and what `head` digests.
//
//   content  = TABLE '\n' { COLUMN '=' VALUE '\n' }      columns that are not blank, in the order of their names' table
//   payload  = OPERATION ' ' PREDECESSOR '\n' content    predecessor: the sequence it succeeds, 0 for none
//
// VALUE is the text as in a programme folder with backslash as `\\` and line feed as `\n`. So an auditor can rebuild a
// leaf with an editor and sha256sum, and a column added later changes no old entry.
void append_content(const History& history, Table table, RowIndex row, std::string& out);

struct Entry {
  Operation operation = Operation::state;
  Sequence predecessor = 0;
  Table table = Table::programme;
  std::vector<Cell> cells;
};

std::string to_payload(const Entry& entry, const Interner& texts);
// Texts of the entry are interned in `texts`. Error bad_input if the bytes are not a payload of ours.
Result<Entry> parse_payload(std::string_view payload, Interner& texts);
// Replays one stored payload. Error bad_input if it does not fit the history (no such predecessor, a fork).
Status replay(std::string_view payload, History& history);

}  // namespace servanda
