#pragma once

#include "brief/view.h"
#include "views/json.h"

namespace servanda {

// What the charts of the page read (web/README.md, The data): members of the views' JSON and nothing else, so that the
// page carries no more than it shows.
Json brief_data(const BriefView& view);

}  // namespace servanda
