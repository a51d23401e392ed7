#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "book/site_options.h"

namespace servanda {

// Site options as JSON:
//
//   {"budget": "900000",
//    "options": [
//      {"id": "TRACK", "name": "A second track", "cost": "400000", "lead_weeks": 6, "ramp": ["0.5", "1"],
//       "widen": [{"place": "L-XN-RAIL", "by": "60"}]},
//      {"id": "SOUTH", "cost": "250000", "lead_weeks": 4,
//       "add": [{"add": "links", "row": {"id": "L-S", "from": "P-EST", "to": "HUB-S", "mode": "rail",
//                "transit_days": "3", "capacity_t_week": "80"}}]},
//      {"id": "SHIFT", "cost": "90000", "lead_weeks": 8, "widen": [{"place": "PLT-ALD.ramp", "by": "0.5"}]}]}
//
// `add` holds changes as a scenario has them (exchange/scenario_file.h), of the tables nodes and links only; an added
// link states its id and its capacity. `by` is tonnes a week, or units of a resource. Of a node alone it is its handling; others are
// NODE.storage and NODE.hazardous, tonnes, and SITE.ramp, units of its ramp a month. Numbers are texts or JSON numbers.
//   Errors bad_input with `file` and the place inside: not JSON, an unknown member, a missing or a wrong one.
Result<SiteOptionsAsked> parse_site_options(std::string_view json, const std::string& file);
Result<SiteOptionsAsked> read_site_options(const std::string& file);

}  // namespace servanda
