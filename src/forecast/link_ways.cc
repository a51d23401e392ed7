#include "forecast/link_ways.h"

#include <functional>
#include <queue>

namespace servanda {

LinkWays::LinkWays(const Snapshot& snapshot) {
  for (const auto link : snapshot.rows<Table::links>())
    onwards_[std::string(link.text<"from">())].emplace_back(std::string(link.text<"to">()), link.decimal<"transit_days">().value_or(Decimal()).units());
}

std::optional<DayNumber> LinkWays::between(std::string_view from, std::string_view to) {
  const auto found = from_.find(from);
  const Days& days = found != from_.end() ? found->second : from_.emplace(std::string(from), spread(from)).first->second;
  const auto there = days.find(to);
  if (there == days.end()) return std::nullopt;
  return static_cast<DayNumber>(there->second / Decimal::kUnit);
}

LinkWays::Days LinkWays::spread(std::string_view from) const {
  Days out;
  std::priority_queue<std::pair<std::int64_t, std::string>, std::vector<std::pair<std::int64_t, std::string>>, std::greater<>> next;
  next.emplace(0, from);
  while (!next.empty()) {
    const auto [days, place] = next.top();
    next.pop();
    if (!out.emplace(place, days).second) continue;
    const auto links = onwards_.find(place);
    if (links == onwards_.end()) continue;
    for (const auto& [to, more] : links->second) next.emplace(days + more, to);
  }
  return out;
}

}  // namespace servanda
