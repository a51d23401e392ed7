#pragma once

#include <vector>

#include "views/diff.h"
#include "views/status.h"

namespace servanda {

// The totals of the funnel at both ends of a diff: each stage's sums and records, where they differ.
std::vector<EffectFigure> effect_of(const StatusResult& was, const StatusResult& is);

}  // namespace servanda
