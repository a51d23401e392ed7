#pragma once

#include <vector>

#include "views/compare.h"
#include "views/status.h"

namespace servanda {

// The figures of each view that courses are compared by (views/compare.h): one function a view.
std::vector<ComparedFigure> figures_of(const StatusResult& result);

}  // namespace servanda
