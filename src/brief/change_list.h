#pragma once

#include <string>

#include "brief/view.h"

namespace servanda {

// What an added or retracted entry is called: the donors and the description of a pledge, the claim of a statement, …
std::string change_name(const BriefView& view, const DiffEntry& entry);

// Whether a kind of entry says something about aid; all others (sources, relations, lines, …) are only counted.
bool is_told(std::string_view kind);

}  // namespace servanda
