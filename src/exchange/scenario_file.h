#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "book/scenario.h"

namespace servanda {

// A scenario as JSON:
//
//   {"name": "drags on", "description": "…",
//    "changes": [
//      {"add":   "closures",     "row": {"place": "N1", "from": "2031-W10", "until": "2031-W12", "share_left": "0"}},
//      {"set":   "consignments", "where": {"id": ["C1", "C2"]}, "field": "priority", "to": "1"},
//      {"scale": "needs",        "where": {"month": {"from": "2031-06", "until": "2031-12"}}, "field": "quantity", "by": "1.5"},
//      {"shift": "consignments", "where": {"origin": "N7"}, "field": "ready", "days": 14},
//      {"drop":  "funds",        "where": {"donor": "AL"}}]}
//
// Values are texts as a folder writes them, or JSON numbers. What each change means: book/scenario.h.
//   Errors bad_input with `file` and the place inside: not JSON, an unknown member, a missing one.
Result<Scenario> parse_scenario(std::string_view json, const std::string& file);
Result<Scenario> read_scenario(const std::string& file);

// The same text back, in one canonical form; parse_scenario(scenario_json(s)) is s.
std::string scenario_json(const Scenario& scenario);

}  // namespace servanda
