#include "network/plan_input.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <tuple>

#include "base/near_name.h"
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

struct Span {
  int weeks = 0;
  std::string rule;
};

// Rule 1.
Span span_by_rule(const Snapshot& snapshot, const Cargoes& cargoes) {
  Day last = snapshot.as_known();
  std::string of = "the as-known day";
  const auto take = [&](Day day, const char* what) {
    if (day <= last) return;
    last = day;
    of = what;
  };
  for (const Cargo& cargo : cargoes.cargoes)
    if (cargo.due) take(*cargo.due, "the last due date");
  if (const auto end = snapshot.programme().end) take(end->last(), "the end of the programme");
  for (const Cargo& cargo : cargoes.cargoes)
    if (cargo.ready) take(*cargo.ready, "the last ready date");
  const int weeks = Weeks(snapshot.as_known(), 0).index(last) + 1 + kLateWeeks;
  if (weeks > kMostWeeks) return {kMostWeeks, "no plan looks further"};
  return {weeks, std::to_string(kLateWeeks) + " weeks after " + of};
}

Span span_of(const Snapshot& snapshot, const Cargoes& cargoes, const PlanHorizon& horizon) {
  if (horizon.weeks) return {*horizon.weeks, "as asked"};
  Span by_rule = span_by_rule(snapshot, cargoes);
  if (by_rule.weeks < horizon.at_least) return {horizon.at_least, "as the plan that it is compared with"};
  return by_rule;
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

// Of the first week only the days from the as-known day on count (network.h, rule 1), for a minimum as for a capacity.
PlanTonnes first_of(PlanTonnes minimum, const Weeks& weeks) {
  const auto left = 7 - (weeks.from() - weeks.monday(0)).count();
  return static_cast<PlanTonnes>(Wide{minimum} * left / 7);
}

void add_links(const Network& network, PlanInstance& instance) {
  for (const NetworkLink& link : network.links) {
    const PlanTonnes minimum = link.minimum ? link.minimum->units() : 0;
    instance.links.push_back({link.id, link.from, link.to, kind_of(link.mode), link.weeks, by_week(link.capacity), minimum,
                              link.cost ? link.cost->units() : 0, link.vehicle ? link.vehicle->units() : 0, link.permit_weeks, {},
                              first_of(minimum, network.weeks)});
  }
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

// With the node that may have been meant, whose label the answer then bears too.
Unplanned of_no_node(const Network& network, const Cargo& cargo, CargoLack lack) {
  const bool origin = lack == CargoLack::origin_node;
  const std::string& written = origin ? cargo.origin : cargo.destination;
  Unplanned out{cargo.consignment, lack, (origin ? "its origin " : "its destination ") + written + " is no node", cargo.read};
  const auto meant = nearest_name(written, node_names(network));
  if (!meant) return out;
  out.why += "; did you mean '" + *meant + "'?";
  out.read.emplace_back(Table::nodes, network.nodes[static_cast<std::size_t>(*network.find_node(*meant))].row);
  return out;
}

void leave_out(const Network& network, Cargoes& cargoes) {
  std::vector<Cargo> kept;
  for (Cargo& cargo : cargoes.cargoes) {
    if (!network.find_node(cargo.origin)) cargoes.unplanned.push_back(of_no_node(network, cargo, CargoLack::origin_node));
    else if (!network.find_node(cargo.destination)) cargoes.unplanned.push_back(of_no_node(network, cargo, CargoLack::destination_node));
    else if (cargo.origin == cargo.destination)
      cargoes.unplanned.push_back({cargo.consignment, CargoLack::way, "its origin is its destination", cargo.read});
    else kept.push_back(std::move(cargo));
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

std::string nothing_left(const Cargoes& cargoes) {
  std::vector<std::string> causes;
  const auto count = [&](std::int64_t number, const char* one, const char* several) {
    if (number > 0) causes.push_back(std::to_string(number) + " " + (number == 1 ? one : several));
  };
  count(cargoes.done, "consignment has arrived", "consignments have arrived");
  count(cargoes.out, "was called off, lost or returned, or stands for another", "were called off, lost or returned, or stand for another");
  count(static_cast<std::int64_t>(cargoes.unplanned.size()), "is open and cannot be planned", "are open and cannot be planned");
  std::string out = "nothing is left to be planned: ";
  for (std::size_t i = 0; i < causes.size(); ++i) out += (i == 0 ? "" : ", ") + causes[i];
  for (const std::string& line : left_out_lines(cargoes.unplanned)) out += "\n  " + line;
  return out;
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

Result<PlanInput> plan_input(const Snapshot& snapshot, Usable usable, const PlanHorizon& horizon) {
  PlanInput out;
  out.usable = usable;
  ASSIGN_OR_RETURN(out.cargoes, cargoes_of(snapshot));
  if (snapshot.count(Table::links) == 0) return Error{ErrorCode::nothing_to_do, missing_logistics(snapshot)};
  const Span span = span_of(snapshot, out.cargoes, horizon);
  out.horizon = span.rule;
  const Weeks weeks(snapshot.as_known(), span.weeks);
  const std::vector<std::string> ramp_notes = apply_ramps(snapshot, weeks, out.cargoes);
  std::vector<std::string> origins;
  for (const auto row : snapshot.rows<Table::consignments>()) origins.emplace_back(row.text<"origin">());
  ASSIGN_OR_RETURN(out.network, network_of(snapshot, weeks, origins));
  out.network.notes.insert(out.network.notes.end(), ramp_notes.begin(), ramp_notes.end());
  leave_out(out.network, out.cargoes);
  take_notes(out);
  if (out.cargoes.cargoes.empty()) return Error{ErrorCode::nothing_to_do, nothing_left(out.cargoes)};
  out.instance.weeks = weeks.count();
  add_nodes(out.network, out.instance);
  add_links(out.network, out.instance);
  add_cargo(out.network, out.cargoes, out.instance);
  if (usable == Usable::crewed) give_crews(snapshot, out, out.instance);
  return out;
}

}  // namespace servanda
