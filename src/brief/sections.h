#pragma once

#include "brief/markup.h"
#include "brief/view.h"

namespace servanda {

// On how many figures sources disagree; a receipt larger than its shipment is one record against another, and none of them.
std::int64_t disagreements_of_sources(const BriefView& view);

// The parts of the page, top to bottom. Each is a <section>, and says in one sentence which table is missing where it
// has nothing to show.
Markup masthead(const BriefView& view);
Markup tiles(const BriefView& view);
Markup funnel_section(const BriefView& view);
Markup trajectory_section(const BriefView& view);
Markup composition_section(const BriefView& view);
Markup promises_section(const BriefView& view);
Markup changes_section(const BriefView& view);
Markup conflicts_section(const BriefView& view);
Markup series_section(const BriefView& view);
Markup map_section(const BriefView& view);
Markup method_section(const BriefView& view);
Markup rates_section(const BriefView& view);
Markup netted_section(const BriefView& view);
Markup long_series_section(const BriefView& view);
Markup sources_section(const BriefView& view);

}  // namespace servanda
