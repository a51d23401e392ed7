#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "brief/markup.h"
#include "views/json.h"

namespace servanda {

// A part of the page: what stands in it, and the data of the charts that its placeholders name as /charts/NAME.
struct Part {
  std::string id;        // of the section
  std::string contents;  // its line in the table of contents; blank: none
  Markup markup;         // empty: the part is left out
  std::string missing = {};  // why it is left out, for the list at the end; blank: nothing is said
  Json charts = Json::object();
};

// One bar, line or sign of a legend (web/src/drawing.ts).
struct LegendEntry {
  std::string_view label;
  std::string_view mark;
  std::string_view role;
};
// What every chart says: its gist for those who cannot see it, its unit, sentences under it, its legend.
Json chart_data(std::string_view gist, std::string_view unit, const std::vector<std::string>& notes,
                const std::vector<LegendEntry>& legend = {});

}  // namespace servanda
