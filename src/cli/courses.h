#pragma once

#include <deque>
#include <vector>

#include "cli/verb.h"
#include "views/runway.h"

namespace servanda {

// Courses beside the book as it is, with the Snapshots that they point to.
struct RunwayCourses {
  std::deque<Snapshot> snapshots;  // a deque: they stay where they are
  std::vector<RunwayCase> cases = {};
};

// Those of `servanda runway`: drags on, the largest donor lapses, prices rise. In runway.cc.
Result<RunwayCourses> runway_courses(OpenBook& book, const CommonOptions& common, const Snapshot& base, const RunwayOptions& options);

}  // namespace servanda
