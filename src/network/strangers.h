#pragma once

#include <string>
#include <vector>

#include "book/snapshot.h"

namespace servanda {

// Closures of what is neither a node nor a link, uses by what is no link, and uses of a resource without an amount: each in a
// line for people, as it closes or limits nothing. Nothing where there are no links.
std::vector<std::string> strangers(const Snapshot& snapshot);

// Error bad_input where the snapshot's scenario adds such a closure or use: nobody asks what comes of a slip of the pen.
Status check_added_places(const Snapshot& snapshot);

}  // namespace servanda
