#include "network/plan_input.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <tuple>

#include "network/production.h"

namespace servanda {
namespace {

constexpr std::array<std::int64_t, 4> kWeights{8, 4, 2, 1};

std::int64_t weight_of(std::int64_t priority) {
  return kWeights[static_cast<std::size_t>(std::min<std::int64_t>(priority, kWeights.size())) - 1];
}

std::vector<PlanTonnes> by_week(const std::vector<std::optional<Decimal>>& values) {
  std::vector<PlanTonnes> out;
  for (const auto& value : values) out.push_back(value ? value->units() : kNoLimit);
  return out;
}

int count_weeks(const Snapshot& snapshot, const Cargoes& cargoes) {
  Day last = snapshot.as_known();
  if (const auto end = snapshot.programme().end) last = std::max(last, end->last());
  for (const Cargo& cargo : cargoes.cargoes) {
    if (cargo.ready) last = std::max(last, *cargo.ready);
    if (cargo.due) last = std::max(last, *cargo.due);
  }
  return std::min(kMostWeeks, Weeks(snapshot.as_known(), 0).index(last) + 1 + kLateWeeks);
}

void add_nodes(const Network& network, PlanInstance& instance) {
  for (const NetworkNode& node : network.nodes) {
    PlanNode out{node.id, by_week(node.handling), {}, by_week(node.hazardous), 0};
    if (node.storage) out.storage.assign(static_cast<std::size_t>(instance.weeks), node.storage->units());
    instance.nodes.push_back(std::move(out));
  }
}

PlanLinkKind kind_of(const std::string& mode) {
  if (mode == "production") return PlanLinkKind::production;
  return mode == "training" ? PlanLinkKind::training : PlanLinkKind::transport;
}

void add_links(const Network& network, PlanInstance& instance) {
  for (const NetworkLink& link : network.links)
    instance.links.push_back({link.id, link.from, link.to, kind_of(link.mode), link.weeks, by_week(link.capacity),
                              link.minimum ? link.minimum->units() : 0, link.cost ? link.cost->units() : 0,
                              link.vehicle ? link.vehicle->units() : 0, link.permit_weeks, {}});
  for (const NetworkUse& use : network.uses)
    instance.links[static_cast<std::size_t>(use.link)].uses.push_back({use.resource, use.per_t.units()});
  for (const NetworkResource& resource : network.resources) {
    PlanResource out{resource.id, {}};
    for (const Decimal amount : resource.amount) out.amount.push_back(amount.units());
    instance.resources.push_back(std::move(out));
  }
}

PlanWait wait_of(CargoWait wait) {
  switch (wait) {
    case CargoWait::none: return PlanWait::none;
    case CargoWait::not_ready: return PlanWait::not_ready;
    case CargoWait::ramp: return PlanWait::ramp;
    case CargoWait::unfunded: return PlanWait::unfunded;
  }
  return PlanWait::none;
}

void add_cargo(const Network& network, const Cargoes& cargoes, PlanInstance& instance) {
  for (const Cargo& cargo : cargoes.cargoes) {
    PlanCargo out;
    out.id = line_name(cargo.consignment, cargo.part);
    out.origin = *network.find_node(cargo.origin);
    out.destination = *network.find_node(cargo.destination);
    out.release = cargo.ready ? std::clamp(network.weeks.index(*cargo.ready), 0, instance.weeks) : instance.weeks;
    out.wait = wait_of(cargo.wait);
    out.due = cargo.due ? network.weeks.index(*cargo.due) : kNoDue;
    out.tonnes = cargo.tonnes.units();
    out.lots = cargo.lots;
    out.weight = weight_of(cargo.priority);
    out.hazardous = cargo.hazardous;
    instance.cargo.push_back(std::move(out));
  }
}

// Rule 4.
void give_crews(const Snapshot& snapshot, const PlanInput& input, PlanInstance& instance) {
  Crews crews(snapshot, input.network.weeks, input.cargoes.arrived);
  if (!crews.any()) return;
  std::vector<std::size_t> order(instance.cargo.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto& cargo = input.cargoes.cargoes;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tuple(instance.cargo[a].due, cargo[a].priority) < std::tuple(instance.cargo[b].due, cargo[b].priority);
  });
  for (const std::size_t i : order) {
    const auto needs = crews.needs(cargo[i]);
    if (!needs.empty()) instance.cargo[i].crew_week = crews.take(needs, 0).value_or(instance.weeks);
  }
}

void leave_out(const Network& network, Cargoes& cargoes) {
  std::vector<Cargo> kept;
  for (Cargo& cargo : cargoes.cargoes) {
    std::string why;
    if (!network.find_node(cargo.destination)) why = "its destination " + cargo.destination + " is no node";
    if (!network.find_node(cargo.origin)) why = "its origin " + cargo.origin + " is no node";
    if (why.empty() && cargo.origin == cargo.destination) why = "its origin is its destination";
    if (why.empty()) kept.push_back(std::move(cargo));
    else cargoes.unplanned.push_back({cargo.consignment, why, cargo.read});
  }
  cargoes.cargoes = std::move(kept);
  std::stable_sort(cargoes.unplanned.begin(), cargoes.unplanned.end(),
                   [](const Unplanned& a, const Unplanned& b) { return a.consignment < b.consignment; });
}

void take_notes(PlanInput& input) {
  auto& notes = input.network.notes;
  const auto count = [&](std::int64_t number, const std::string& what) {
    if (number > 0) notes.push_back("open consignments " + what + ": " + std::to_string(number));
  };
  count(input.cargoes.without_due, "without a due date, which are never late");
  count(input.cargoes.without_priority, "without a priority, which count as the last one");
  count(input.cargoes.without_ready, "without a ready date, which count as ready");
  count(static_cast<std::int64_t>(input.cargoes.unplanned.size()), "that cannot be planned and are listed");
}

}  // namespace

std::vector<std::pair<Table, RowIndex>> PlanInput::read() const {
  std::set<std::pair<Table, RowIndex>> out;
  for (const Cargo& cargo : cargoes.cargoes) out.insert(cargo.read.begin(), cargo.read.end());
  for (const Unplanned& one : cargoes.unplanned) out.insert(one.read.begin(), one.read.end());
  for (const NetworkNode& node : network.nodes) out.emplace(Table::nodes, node.row);
  for (const NetworkLink& link : network.links) out.emplace(Table::links, link.row);
  for (const NetworkUse& use : network.uses) out.emplace(Table::uses, use.row);
  for (const RowIndex row : network.closures) out.emplace(Table::closures, row);
  for (const RowIndex row : network.resource_rows) out.emplace(Table::resources, row);
  return {out.begin(), out.end()};
}

Result<PlanInput> plan_input(const Snapshot& snapshot, Usable usable) {
  PlanInput out;
  out.usable = usable;
  ASSIGN_OR_RETURN(out.cargoes, cargoes_of(snapshot));
  if (snapshot.count(Table::links) == 0) return Error{ErrorCode::nothing_to_do, missing_logistics(snapshot)};
  const Weeks weeks(snapshot.as_known(), count_weeks(snapshot, out.cargoes));
  const std::vector<std::string> ramp_notes = apply_ramps(snapshot, weeks, out.cargoes);
  std::vector<std::string> origins;
  for (const auto row : snapshot.rows<Table::consignments>()) origins.emplace_back(row.text<"origin">());
  ASSIGN_OR_RETURN(out.network, network_of(snapshot, weeks, origins));
  out.network.notes.insert(out.network.notes.end(), ramp_notes.begin(), ramp_notes.end());
  leave_out(out.network, out.cargoes);
  take_notes(out);
  if (out.cargoes.cargoes.empty())
    return Error{ErrorCode::nothing_to_do,
                 "nothing is left to be planned: " + std::to_string(out.cargoes.done) + " consignments have arrived, " +
                     std::to_string(out.cargoes.out) + " were called off, and " +
                     std::to_string(out.cargoes.unplanned.size()) +
                     " are open but lack tonnes, a place or a node; add tonnes to consignments.csv, or mass_kg to items.csv"};
  out.instance.weeks = weeks.count();
  add_nodes(out.network, out.instance);
  add_links(out.network, out.instance);
  add_cargo(out.network, out.cargoes, out.instance);
  if (usable == Usable::crewed) give_crews(snapshot, out, out.instance);
  return out;
}

}  // namespace servanda
