#include "plan/residual.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/wide.h"

namespace servanda {
namespace {
constexpr std::int64_t kPlenty = std::numeric_limits<std::int64_t>::max() / 4;
}  // namespace

Residual::Residual(const PlanInstance& instance, const SpaceTime& space)
    : instance_(instance), space_(space), left_(space.limit.size(), kPlenty), shut_(static_cast<std::size_t>(space.weeks) * static_cast<std::size_t>(space.links), 0), first_resource_(space.resource(0, 0)) {
  const auto below = [](const auto& one) { return one.cost < 0; };
  negative_ = std::any_of(space.order.begin(), space.order.end(), below) ||
              std::any_of(space.holding.begin(), space.holding.end(), [](double cost) { return cost < 0; });
  for (std::size_t r = 0; r < left_.size(); ++r) {
    if (space.limit[r] >= kFar) continue;
    const double scale = static_cast<int>(r) >= first_resource_ ? 1e8 : 1e4;
    left_[r] = std::min(kPlenty, static_cast<std::int64_t>(std::llround(space.limit[r] * scale)));
  }
}

std::int64_t Residual::need(int limit, double units, PlanTonnes tonnes) const {
  return limit >= first_resource_ ? std::llround(units * kTonne) * tonnes : static_cast<std::int64_t>(units) * tonnes;
}

bool Residual::holds(int limit, double units, PlanTonnes tonnes) const {
  const auto at = static_cast<std::size_t>(limit);
  return space_.limit[at] >= kFar || left_[at] >= need(limit, units, tonnes);
}

PlanTonnes Residual::left(int limit) const {
  if (space_.limit[static_cast<std::size_t>(limit)] >= kFar) return kNoLimit;
  const std::int64_t left = std::max<std::int64_t>(0, left_[static_cast<std::size_t>(limit)]);
  return limit >= first_resource_ ? left / kTonne : left;
}

PlanTonnes Residual::room(int cargo, const std::vector<std::int32_t>& arcs) const {
  const PlanCargo& of = instance_.cargo[static_cast<std::size_t>(cargo)];
  std::map<int, double> units_at;
  space_.each_limit(arcs, of.origin, of.release, of.hazardous, [&](int limit, double units) { units_at[limit] += units; });
  PlanTonnes room = of.tonnes;
  for (const auto& [limit, units] : units_at) {
    const std::int64_t per = need(limit, units, 1);
    if (per > 0) room = std::min(room, std::max<std::int64_t>(0, left_[static_cast<std::size_t>(limit)]) / per);
  }
  return room;
}

void Residual::take(int cargo, const std::vector<std::int32_t>& arcs, PlanTonnes tonnes) {
  const PlanCargo& of = instance_.cargo[static_cast<std::size_t>(cargo)];
  space_.each_limit(arcs, of.origin, of.release, of.hazardous,
                    [&](int limit, double units) { left_[static_cast<std::size_t>(limit)] -= need(limit, units, tonnes); });
}

std::vector<int> Residual::blocked_limits(int cargo, const std::vector<std::int32_t>& arcs, int release,
                                          PlanTonnes tonnes) const {
  const PlanCargo& of = instance_.cargo[static_cast<std::size_t>(cargo)];
  std::vector<int> blocked;
  space_.each_limit(arcs, of.origin, release, of.hazardous, [&](int limit, double units) {
    if (!holds(limit, units, tonnes)) blocked.push_back(limit);
  });
  return blocked;
}

FlowWay Residual::find(const Wish& wish) const {
  const PlanCargo& of = instance_.cargo[static_cast<std::size_t>(wish.cargo)];
  const SpaceTime::Cargo& cargo = space_.cargo[static_cast<std::size_t>(wish.cargo)];
  FlowWay way;
  const int weeks = wish.last - wish.release + 1;
  if (weeks <= 0) return way;
  const auto nodes = static_cast<std::size_t>(space_.nodes);
  std::vector<double> distance(static_cast<std::size_t>(weeks) * nodes, kFar);
  std::vector<std::int32_t> before(distance.size(), -1);  // arc into it; -1: held, or the beginning
  const auto at = [&](int week, int node) { return static_cast<std::size_t>(week) * nodes + static_cast<std::size_t>(node); };
  const auto toll = [&](int limit, double units) {
    if (holds(limit, units, wish.tonnes)) return 0.0;
    for (const PlacesWeeks& one : wish.relaxed)
      if (one.has(space_.place(limit), space_.week_of(limit))) return 0.0;
    return wish.blocked;
  };
  distance[at(0, of.origin)] = 0;
  const auto relax_links = [&](int w) {
    bool changed = false;
    const int week = wish.release + w;
    for (int l = 0; l < space_.links; ++l) {
      const SpaceTime::Link& link = space_.order[static_cast<std::size_t>(l)];
      const double from = distance[at(w, link.from)];
      if (from >= kFar || w + link.transit >= weeks || w < link.permit || shut_[static_cast<std::size_t>(week * space_.links + l)]) continue;
      double offer = from + wish.weights[2] * link.cost;
      double& to = distance[at(w + link.transit, link.to)];
      if (offer >= to) continue;
      const int arrives = week + link.transit;
      offer += toll(space_.link_limit(l, week), 1) + toll(space_.handling(link.to, arrives), 1);
      if (of.hazardous) offer += toll(space_.hazard(link.to, arrives), 1);
      for (const auto& [index, units] : space_.uses[static_cast<std::size_t>(l)]) offer += toll(space_.resource(index, week), units);
      if (offer >= to || offer >= kFar) continue;
      if (wish.beside) offer += wish.weights[2] * wish.beside(static_cast<std::int32_t>(week * space_.links + l));
      if (offer >= to || offer >= kFar) continue;
      to = offer;
      before[at(w + link.transit, link.to)] = static_cast<std::int32_t>(week * space_.links + l);
      changed |= link.transit == 0;
    }
    return changed;
  };
  const auto sink = [&](int w) {
    const int usable = std::max(wish.release + w, cargo.crew);
    return usable <= cargo.due ? -wish.weights[0] * cargo.weight : wish.weights[1] * cargo.weight * (usable - cargo.due);
  };
  for (int w = 0; w < weeks; ++w) {
    while (relax_links(w) && space_.circular) {
    }
    if (const double there = distance[at(w, of.destination)]; there < kFar && there + sink(w) < way.cost) {
      way.cost = there + sink(w);
      way.arrival = wish.release + w;
    }
    if (w + 1 == weeks || (!negative_ && sink(w + 1) >= way.cost)) break;  // later is never better
    for (int n = 0; n < space_.nodes; ++n) {
      const double here = distance[at(w, n)];
      if (here >= kFar || n == of.destination) continue;
      double offer = here + wish.weights[2] * space_.holding[static_cast<std::size_t>(n)] + toll(space_.storage(n, wish.release + w), 1);
      if (of.hazardous) offer += toll(space_.hazard(n, wish.release + w + 1), 1);
      if (offer < distance[at(w + 1, n)] && offer < kFar) {
        distance[at(w + 1, n)] = offer;
        before[at(w + 1, n)] = -1;
      }
    }
  }
  if (way.arrival < 0) return way;
  for (int w = way.arrival - wish.release, n = of.destination; w != 0 || n != of.origin;) {
    const std::int32_t arc = before[at(w, n)];
    if (arc < 0) {
      --w;
      if (w < 0) return FlowWay{};
      continue;
    }
    way.arcs.push_back(arc);
    w = arc / space_.links - wish.release;
    n = space_.order[static_cast<std::size_t>(arc % space_.links)].from;
  }
  std::reverse(way.arcs.begin(), way.arcs.end());
  return way;
}

}  // namespace servanda
