#pragma once

#include <algorithm>
#include <vector>

#include "network/instance.h"
#include "plan/limits_of.h"
#include "plan/plan.h"

namespace servanda {

// For tests: an instance in which what a line's reasons name is out of the way.

// The limit that a reason names is out of the way in its weeks, and nothing else is changed.
inline PlanInstance relaxed(PlanInstance instance, const PlanReason& reason) {
  if (reason.kind == PlanReasonKind::below_minimum) {
    PlanLink& link = instance.links[static_cast<std::size_t>(reason.place->index)];
    link.minimum = 0;
    link.first_minimum = -1;
  } else if (reason.kind == PlanReasonKind::permit) {
    for (PlanLink& link : instance.links) link.permit_weeks = 0;
  } else if (std::vector<PlanTonnes>* limits = limits_of(instance, *reason.place)) {
    for (int w = reason.from_week; w <= reason.until_week; ++w) (*limits)[static_cast<std::size_t>(w)] = kNoLimit;
  }
  return instance;
}

// What the reason names is out of the way, for this line alone where it is not a place.
inline PlanInstance without(PlanInstance out, std::size_t line, const PlanReason& reason) {
  if (reason.place) return relaxed(std::move(out), reason);
  PlanCargo& cargo = out.cargo[line];
  PlanLink way;  // no way, or no way fast enough: one that is there at once
  way.id = "way";
  way.from = cargo.origin;
  way.to = cargo.destination;
  switch (reason.kind) {
    case PlanReasonKind::not_ready:
    case PlanReasonKind::ramp:
    case PlanReasonKind::unfunded: cargo.release = 0; break;
    case PlanReasonKind::crew: cargo.crew_week = 0; break;
    case PlanReasonKind::transit:
    case PlanReasonKind::no_path: out.links.push_back(way); break;
    case PlanReasonKind::below_minimum:
    case PlanReasonKind::given_up:
    case PlanReasonKind::permit:
    case PlanReasonKind::capacity: break;
  }
  return out;
}

inline std::vector<PlanReason> all_reasons(const PlanLine& line) {
  std::vector<PlanReason> out = line.together;
  if (line.reason) out.insert(out.begin(), *line.reason);
  return out;
}

inline PlanInstance without_all(PlanInstance instance, std::size_t line, const std::vector<PlanReason>& reasons) {
  for (const PlanReason& reason : reasons) instance = without(std::move(instance), line, reason);
  return instance;
}

// What is late or short of a line, in tonne-weeks.
inline double lateness_of(const PlanInstance& instance, const PlanLine& line, const PlanCargo& cargo) {
  const int last = cargo.latest < 0 ? instance.weeks - 1 : std::min(cargo.latest, instance.weeks - 1);
  double sum = static_cast<double>(line.short_tonnes) * std::max(1, std::max(last, cargo.crew_week) + 1 - cargo.due);
  for (const PlanMove& move : line.moves)
    sum += static_cast<double>(move.tonnes) * std::max(0, std::max(move.arrival, cargo.crew_week) - cargo.due);
  return sum;
}

}  // namespace servanda
