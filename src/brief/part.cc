#include "brief/part.h"

namespace servanda {

Json chart_data(std::string_view gist, std::string_view unit, const std::vector<std::string>& notes,
                const std::vector<LegendEntry>& legend) {
  Json out{{"gist", gist}, {"unit", unit}, {"notes", notes}};
  Json entries = Json::array();
  for (const LegendEntry& each : legend) entries.push_back({{"label", each.label}, {"mark", each.mark}, {"role", each.role}});
  out["legend"] = std::move(entries);
  return out;
}

}  // namespace servanda
