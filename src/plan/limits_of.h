#pragma once

#include <cstddef>

#include "network/instance.h"
#include "plan/plan.h"

namespace servanda {

// The limits of a place by week, empty where it has none; null for what has no limits of its own. The checker, which shares no
// code with what it checks, has its own.
//   Instance: PlanInstance, const or not.
template <class Instance>
auto* limits_of(Instance& instance, PlanPlace place) {
  const auto at = static_cast<std::size_t>(place.index);
  decltype(&instance.links[at].capacity) out = nullptr;
  switch (place.kind) {
    case PlanPlaceKind::link: out = &instance.links[at].capacity; break;
    case PlanPlaceKind::node_handling: out = &instance.nodes[at].handling; break;
    case PlanPlaceKind::node_storage: out = &instance.nodes[at].storage; break;
    case PlanPlaceKind::node_hazardous: out = &instance.nodes[at].hazardous; break;
    case PlanPlaceKind::resource: out = &instance.resources[at].amount; break;
    case PlanPlaceKind::link_minimum:
    case PlanPlaceKind::level: break;
  }
  return out;
}

}  // namespace servanda
