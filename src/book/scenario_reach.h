#pragma once

#include <string>
#include <vector>

#include "book/snapshot.h"

namespace servanda {

// Whether an entry passes every test of a change, as the Snapshot shows it.
bool meets(const Snapshot& snapshot, const StagedScenario::Change& change, RowIndex row);

// The changes of the Snapshot's scenario that mean no entry, neither of those that the book shows without it nor of those that
// it leaves: each a line for people, with what may have been meant.
Result<std::vector<std::string>> idle_changes(const Snapshot& snapshot);

}  // namespace servanda
