#include "plan/space_time.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "plan/lot_rows.h"

namespace servanda {
namespace {

double tonnes(PlanTonnes units) { return units == kNoLimit ? kFar : static_cast<double>(units) / kTonne; }

// Nodes so that links of no week go forward; where they circle, the rest in order of index.
std::vector<int> node_ranks(const PlanInstance& instance, bool& circular) {
  const std::size_t count = instance.nodes.size();
  std::vector<int> open(count, 0);
  std::vector<std::vector<int>> next(count);
  for (const PlanLink& link : instance.links)
    if (link.transit_weeks == 0) {
      ++open[static_cast<std::size_t>(link.to)];
      next[static_cast<std::size_t>(link.from)].push_back(link.to);
    }
  std::vector<int> ready;
  for (std::size_t n = count; n-- > 0;)
    if (open[n] == 0) ready.push_back(static_cast<int>(n));
  std::vector<int> rank(count, -1);
  int given = 0;
  while (!ready.empty()) {
    const auto node = static_cast<std::size_t>(ready.back());
    ready.pop_back();
    rank[node] = given++;
    for (const int to : next[node])
      if (--open[static_cast<std::size_t>(to)] == 0) ready.push_back(to);
  }
  circular = given < static_cast<int>(count);
  for (int& r : rank)
    if (r < 0) r = given++;
  return rank;
}

void number_limits(const PlanInstance& instance, SpaceTime& space) {
  const auto weeks = static_cast<std::size_t>(space.weeks);
  space.limit.assign((instance.links.size() + 3 * instance.nodes.size() + instance.resources.size()) * weeks, kFar);
  const auto fill = [&](int first, const std::vector<PlanTonnes>& by_week) {
    for (std::size_t w = 0; w < std::min(weeks, by_week.size()); ++w)
      space.limit[static_cast<std::size_t>(first) + w] = tonnes(by_week[w]);
  };
  for (int l = 0; l < space.links; ++l)
    fill(space.link_limit(l, 0), instance.links[static_cast<std::size_t>(space.order[static_cast<std::size_t>(l)].original)].capacity);
  for (int n = 0; n < space.nodes; ++n) {
    const PlanNode& node = instance.nodes[static_cast<std::size_t>(n)];
    fill(space.handling(n, 0), node.handling);
    fill(space.storage(n, 0), node.storage);
    fill(space.hazard(n, 0), node.hazardous);
  }
  for (std::size_t r = 0; r < instance.resources.size(); ++r)
    fill(space.resource(static_cast<int>(r), 0), instance.resources[r].amount);
}

constexpr std::size_t kMostLotClasses = 24;
constexpr std::size_t kLeastClassesOfRows = 40;
constexpr std::size_t kArcsOfAllClasses = 15'000'000;  // of rows: each class has its own prices of arcs

// The class of each cargo's lots: those that more places are too small for come later, and where rows are made, the
// larger ones. Where that makes too many classes, neighbours share one.
std::vector<int> class_lots(const PlanInstance& instance, SpaceTime& space, KnowsLots knows) {
  const bool rows = knows == KnowsLots::by_row;
  std::vector<double> limits;
  for (int r = 0; r < space.resource(0, 0); ++r)
    if (const double limit = space.limit[static_cast<std::size_t>(r)]; limit > 0 && limit < kFar) limits.push_back(limit);
  std::sort(limits.begin(), limits.end());
  limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
  std::vector<std::pair<double, int>> sizes;
  for (std::size_t k = 0; k < instance.cargo.size(); ++k) {
    const PlanCargo& cargo = instance.cargo[k];
    const double lot = cargo.lots > 0 ? tonnes(cargo.tonnes / cargo.lots) : 0;
    if (lot > 0 && !limits.empty() && limits.front() * (rows ? kLeastPart : 1) < lot) sizes.emplace_back(lot, static_cast<int>(k));
  }
  std::sort(sizes.begin(), sizes.end());
  std::vector<int> out(instance.cargo.size(), 0);
  space.least_lot = {0};
  space.most_lot = {0};
  const std::size_t arcs = instance.links.size() * static_cast<std::size_t>(space.weeks);
  const std::size_t most = rows ? std::max(kLeastClassesOfRows, kArcsOfAllClasses / std::max<std::size_t>(1, arcs)) : kMostLotClasses;
  const std::size_t share = sizes.size() / most + 1;
  std::size_t begun = 0;
  std::ptrdiff_t rank = -1;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const std::ptrdiff_t now = std::lower_bound(limits.begin(), limits.end(), sizes[i].first) - limits.begin();
    const bool differs = now != rank || (rows && sizes[i].first > space.least_lot.back());
    if (rank < 0 || (differs && i - begun >= share)) {
      space.least_lot.push_back(sizes[i].first);
      space.most_lot.push_back(0);
      begun = i;
    }
    rank = now;
    const PlanCargo& cargo = instance.cargo[static_cast<std::size_t>(sizes[i].second)];
    space.most_lot.back() = std::max(space.most_lot.back(), tonnes(cargo.largest_lot()));
    out[static_cast<std::size_t>(sizes[i].second)] = static_cast<int>(space.least_lot.size()) - 1;
  }
  return out;
}

// Groups are added in order of release, hazard, lots and origin.
void add_group(SpaceTime& space, SpaceTime::Group group) {
  for (const int k : group.cargo) {
    group.last = std::max(group.last, space.cargo[static_cast<std::size_t>(k)].last);
    space.group_of[static_cast<std::size_t>(k)] = static_cast<int>(space.groups.size());
  }
  const auto joins = [&](const SpaceTime::Batch& batch) {
    return batch.release == group.release && batch.hazardous == group.hazardous && batch.lot_class == group.lot_class && batch.groups.size() < kSweepLanes;
  };
  if (space.batches.empty() || !joins(space.batches.back())) space.batches.push_back({group.release, 0, group.hazardous, group.lot_class, {}});
  SpaceTime::Batch& batch = space.batches.back();
  batch.last = std::max(batch.last, group.last);
  batch.groups.push_back(static_cast<int>(space.groups.size()));
  space.batch_of.push_back(static_cast<int>(space.batches.size()) - 1);
  space.groups.push_back(std::move(group));
}

void gather_cargo(const PlanInstance& instance, SpaceTime& space, KnowsLots knows) {
  std::map<std::tuple<int, bool, int, int>, std::vector<int>> groups;
  const std::vector<int> lot_class = class_lots(instance, space, knows);
  space.group_of.assign(instance.cargo.size(), -1);
  for (std::size_t k = 0; k < instance.cargo.size(); ++k) {
    const PlanCargo& cargo = instance.cargo[k];
    SpaceTime::Cargo out;
    out.tonnes = static_cast<double>(cargo.tonnes) / kTonne;
    out.weight = static_cast<double>(cargo.weight);
    out.due = cargo.due;
    out.last = cargo.latest < 0 ? space.weeks - 1 : std::min(cargo.latest, space.weeks - 1);
    out.crew = cargo.crew_week;
    const int end = std::max(out.last, out.crew) + 1;
    out.short_weeks = std::max(1, cargo.due >= end ? 1 : end - cargo.due);
    space.cargo.push_back(out);
    space.destination.push_back(cargo.destination);
    if (cargo.release >= 0 && cargo.release <= out.last && cargo.tonnes > 0)
      groups[{cargo.release, cargo.hazardous, lot_class[k], cargo.origin}].push_back(static_cast<int>(k));
  }
  for (auto& [key, members] : groups) {
    const auto& [release, hazardous, lots, origin] = key;
    add_group(space, {origin, release, 0, hazardous, lots, std::move(members)});
  }
}

}  // namespace

PlanPlace SpaceTime::place(int limit_) const {
  if (limit_ >= minimum(0, 0)) return {PlanPlaceKind::link_minimum, order[static_cast<std::size_t>((limit_ - minimum(0, 0)) / weeks)].original};
  int at = limit_ / weeks;
  if (at < links) return {PlanPlaceKind::link, order[static_cast<std::size_t>(at)].original};
  at -= links;
  if (at < nodes) return {PlanPlaceKind::node_handling, at};
  if (at < 2 * nodes) return {PlanPlaceKind::node_storage, at - nodes};
  if (at < 3 * nodes) return {PlanPlaceKind::node_hazardous, at - 2 * nodes};
  return {PlanPlaceKind::resource, at - 3 * nodes};
}

int SpaceTime::limit_at(PlanPlace place, int week) const {
  if (week < 0 || week >= weeks || place.index < 0) return -1;
  const bool is_node = place.index < nodes;
  switch (place.kind) {
    case PlanPlaceKind::link: return place.index < links ? link_limit(position[static_cast<std::size_t>(place.index)], week) : -1;
    case PlanPlaceKind::node_handling: return is_node ? handling(place.index, week) : -1;
    case PlanPlaceKind::node_storage: return is_node ? storage(place.index, week) : -1;
    case PlanPlaceKind::node_hazardous: return is_node ? hazard(place.index, week) : -1;
    case PlanPlaceKind::resource: {
      const int at = resource(place.index, week);
      return at < static_cast<int>(limit.size()) ? at : -1;
    }
    case PlanPlaceKind::link_minimum:
    case PlanPlaceKind::level: break;
  }
  return -1;
}

std::array<double, 3> SpaceTime::way_value(int cargo_, int origin, int release, const std::vector<std::int32_t>& arcs,
                                           int& arrival) const {
  const Cargo& of = cargo[static_cast<std::size_t>(cargo_)];
  std::array<double, 3> value{};
  int node = origin;
  arrival = release;
  for (const std::int32_t arc : arcs) {
    const Link& link = order[static_cast<std::size_t>(arc % links)];
    value[2] += link.cost + holding[static_cast<std::size_t>(node)] * (arc / links - arrival);
    arrival = arc / links + link.transit;
    node = link.to;
  }
  const int usable = std::max(arrival, of.crew);
  if (usable <= of.due) {
    value[0] = -of.weight;
  } else {
    value[1] = of.weight * (usable - of.due);
  }
  return value;
}

SpaceTime space_time(const PlanInstance& instance, KnowsLots knows) {
  SpaceTime space;
  space.weeks = instance.weeks;
  space.nodes = static_cast<int>(instance.nodes.size());
  space.links = static_cast<int>(instance.links.size());
  const std::vector<int> rank = node_ranks(instance, space.circular);
  std::vector<int> sorted(instance.links.size());
  for (std::size_t l = 0; l < sorted.size(); ++l) sorted[l] = static_cast<int>(l);
  std::stable_sort(sorted.begin(), sorted.end(), [&](int a, int b) {
    return rank[static_cast<std::size_t>(instance.links[static_cast<std::size_t>(a)].from)] <
           rank[static_cast<std::size_t>(instance.links[static_cast<std::size_t>(b)].from)];
  });
  space.position.resize(sorted.size());
  space.into.resize(instance.nodes.size());
  for (const int original : sorted) {
    const PlanLink& link = instance.links[static_cast<std::size_t>(original)];
    const int position = static_cast<int>(space.order.size());
    space.position[static_cast<std::size_t>(original)] = position;
    space.into[static_cast<std::size_t>(link.to)].push_back(position);
    space.order.push_back({original, link.from, link.to, link.transit_weeks, link.permit_weeks,
                           static_cast<double>(link.cost_per_tonne) / kTonne});
    std::vector<std::pair<int, double>> uses;
    for (const PlanUse& use : link.uses) uses.emplace_back(use.resource, static_cast<double>(use.per_tonne) / kTonne);
    space.uses.push_back(std::move(uses));
  }
  for (const PlanNode& node : instance.nodes) space.holding.push_back(static_cast<double>(node.holding_cost) / kTonne);
  number_limits(instance, space);
  gather_cargo(instance, space, knows);
  return space;
}

SpaceTime part_of(const SpaceTime& space, const std::vector<int>& cargo) {
  SpaceTime part = space;
  part.cargo.clear();
  part.destination.clear();
  part.groups.clear();
  part.batches.clear();
  part.batch_of.clear();
  part.group_of.assign(cargo.size(), -1);
  std::vector<int> number(space.cargo.size(), -1);
  for (const int k : cargo) {
    number[static_cast<std::size_t>(k)] = static_cast<int>(part.cargo.size());
    part.cargo.push_back(space.cargo[static_cast<std::size_t>(k)]);
    part.destination.push_back(space.destination[static_cast<std::size_t>(k)]);
  }
  for (const SpaceTime::Group& whole : space.groups) {
    SpaceTime::Group group{whole.origin, whole.release, 0, whole.hazardous, whole.lot_class, {}};
    for (const int k : whole.cargo)
      if (number[static_cast<std::size_t>(k)] >= 0) group.cargo.push_back(number[static_cast<std::size_t>(k)]);
    if (!group.cargo.empty()) add_group(part, std::move(group));
  }
  return part;
}

}  // namespace servanda
