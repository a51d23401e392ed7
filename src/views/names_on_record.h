#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "book/snapshot.h"
#include "views/figure.h"

namespace servanda {

// Of the names in a condition's value those that nothing on record has, a sentence each: a slip of the pen reads like a gap in the
// record.
std::vector<std::string> strangers(const Snapshot& snapshot, FigureField field, std::string_view value);
// Whether a report is of this series.
bool is_series(const Snapshot& snapshot, std::string_view name);

}  // namespace servanda
