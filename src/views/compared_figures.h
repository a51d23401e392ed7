#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "plan/planned.h"
#include "views/compare.h"
#include "views/runway.h"
#include "views/status.h"

namespace servanda {

// The figures of each view that courses are compared by (views/compare.h): one function a view.
std::vector<ComparedFigure> figures_of(const StatusResult& result);
// Of the book as it is: months of cover, what is missing to the last need, the first unfunded need.
std::vector<ComparedFigure> figures_of(const RunwayResult& result);

// One course with the figures of every view that has something to say of it; of a view that has not, why.
//   plan: how it is planned; asked only where there are links.
Result<ComparedColumn> compared_column(const Snapshot& snapshot, std::string name, std::string description,
                                       const std::function<Result<Planned>(const Snapshot&)>& plan);

}  // namespace servanda
