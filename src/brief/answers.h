#pragma once

#include "brief/part.h"
#include "brief/told.h"
#include "brief/view.h"

namespace servanda {

// The parts that stand on one further view each. A part whose view has nothing to say has no markup and says in one
// sentence which table is missing (Part::missing).
Part burden_part(const BriefView& view);
Part forecast_part(const BriefView& view);
Part score_part(const BriefView& view);
Part statements_part(const BriefView& view);
Part timetable_part(const BriefView& view);
Part targets_part(const BriefView& view);
Part runway_part(const BriefView& view);
Part industry_part(const BriefView& view);
Part pipelines_part(const BriefView& view);
Part documents_part(const BriefView& view);
Part scenarios_part(const BriefView& view);
Part record_part(const BriefView& view);

}  // namespace servanda
