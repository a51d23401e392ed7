#include "network/plan_input.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "base/near_name.h"

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

// The last one first.
std::vector<PlanWait> waits_until(int release, const Cargo& cargo, Weeks weeks) {
  std::vector<CargoWait> waits = cargo.waits;
  std::ranges::stable_sort(waits, std::greater(), [](const CargoWait& wait) { return wait.until.value_or(Day::max()); });
  std::vector<PlanWait> out;
  for (const CargoWait& wait : waits)
    if (!wait.until || weeks.index(*wait.until) >= release) out.push_back(wait.why);
  return out;
}

void add_cargo(const Network& network, const Cargoes& cargoes, PlanInstance& instance) {
  for (const Cargo& cargo : cargoes.cargoes) {
    PlanCargo out;
    out.id = line_name(cargo.consignment, cargo.part);
    out.origin = *network.find_node(cargo.origin);
    out.destination = *network.find_node(cargo.destination);
    out.release = cargo.ready ? std::clamp(network.weeks.index(*cargo.ready), 0, instance.weeks) : instance.weeks;
    out.waits = waits_until(out.release, cargo, network.weeks);
    out.due = cargo.due ? network.weeks.index(*cargo.due) : kNoDue;
    out.tonnes = cargo.tonnes.units();
    out.lots = cargo.lots;
    out.weight = weight_of(cargo.priority);
    out.hazardous = cargo.hazardous;
    instance.cargo.push_back(std::move(out));
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
    else if (cargo.ready && cargo.due && network.weeks.index(std::min(*cargo.ready, *cargo.due)) >= network.weeks.count())
      cargoes.unplanned.push_back({cargo.consignment, CargoLack::beyond, "it is ready and due after the last week of the plan", cargo.read});
    else kept.push_back(std::move(cargo));
  }
  cargoes.cargoes = std::move(kept);
  std::stable_sort(cargoes.unplanned.begin(), cargoes.unplanned.end(),
                   [](const Unplanned& a, const Unplanned& b) { return a.consignment < b.consignment; });
}

struct WayLength {
  Wide days = 0;  // 1e-4
  int weeks = 0;
};

// Of the quickest way, by its days, to each node.
std::vector<std::optional<WayLength>> quickest_from(const Network& network, int origin) {
  std::vector<std::optional<WayLength>> out(network.nodes.size());
  out[static_cast<std::size_t>(origin)] = WayLength{};
  for (bool changed = true; changed;) {
    changed = false;
    for (const NetworkLink& link : network.links) {
      const auto& before = out[static_cast<std::size_t>(link.from)];
      auto& there = out[static_cast<std::size_t>(link.to)];
      if (!before || (there && there->days <= before->days + link.days.units())) continue;
      there = WayLength{before->days + link.days.units(), before->weeks + link.weeks};
      changed = true;
    }
  }
  return out;
}

// network.h, rule 3: what it leaves out of ways of several links, or adds.
void note_rounding(PlanInput& input) {
  constexpr Wide kWeekOfDays = Wide{7} * Decimal::kUnit;
  std::map<int, std::vector<std::optional<WayLength>>> quickest;
  std::int64_t lines = 0;
  Wide most = 0;
  std::string worst;
  for (const PlanCargo& cargo : input.instance.cargo) {
    const auto [ways, fresh] = quickest.try_emplace(cargo.origin);
    if (fresh) ways->second = quickest_from(input.network, cargo.origin);
    const auto& way = ways->second[static_cast<std::size_t>(cargo.destination)];
    const Wide off = way ? way->days - way->weeks * kWeekOfDays : 0;
    if (off < kWeekOfDays && off > -kWeekOfDays) continue;
    ++lines;
    if ((off < 0 ? -off : off) <= most) continue;
    most = off < 0 ? -off : off;
    worst = input.network.nodes[static_cast<std::size_t>(cargo.origin)].id + " to " + input.network.nodes[static_cast<std::size_t>(cargo.destination)].id +
            ", " + decimal_text(way->days) + " days as " + std::to_string(way->weeks) + (way->weeks == 1 ? " week" : " weeks");
  }
  if (lines > 0)
    input.network.notes.push_back("days become weeks link by link, so the quickest ways of " + std::to_string(lines) +
                                  (lines == 1 ? " line" : " lines") + " are off by a week or more (most: " + worst + ")");
}

void take_notes(PlanInput& input) {
  auto& notes = input.network.notes;
  const auto count = [&](std::int64_t number, const std::string& what) {
    if (number > 0) notes.push_back("open consignments " + what + ": " + std::to_string(number));
  };
  count(input.cargoes.without_due, "without a due date, which are never late");
  count(input.cargoes.without_priority, "without a priority, which count as the last one");
  if (std::ranges::any_of(input.cargoes.cargoes, [](const Cargo& cargo) { return cargo.waits_for(PlanWait::ramp); }))
    notes.emplace_back("sites make consignments in an order that the plan does not choose: what is planned by then, by priority, then due date; the bound is for that order");
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

void give_crews(const Snapshot& snapshot, PlanInput& input, std::vector<int> wish) {
  const auto& cargo = input.cargoes.cargoes;
  std::vector<PlanCargo>& out = input.instance.cargo;
  std::vector<std::size_t> order(out.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (bool changed = true; changed;) {  // each time nobody waits longer than before
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::tuple(wish[a], cargo[a].priority, out[a].due, a) < std::tuple(wish[b], cargo[b].priority, out[b].due, b);
    });
    Crews crews(snapshot, input.network.weeks, input.cargoes.arrived, input.closures);
    std::vector<int> got(out.size(), 0);
    for (const std::size_t i : order) {
      const auto needs = crews.needs(cargo[i]);
      if (!needs.empty()) got[i] = crews.take(needs, 0).value_or(input.instance.weeks);
    }
    changed = got != wish;
    wish = std::move(got);
  }
  for (std::size_t i = 0; i < out.size(); ++i) out[i].crew_week = wish[i];
}

Result<PlanInput> plan_input(const Snapshot& snapshot, Usable usable, const PlanHorizon& horizon, const std::vector<Closure>& closures,
                             const std::vector<RampMore>& more) {
  PlanInput out;
  out.usable = usable;
  out.closures = closures;
  ASSIGN_OR_RETURN(out.cargoes, cargoes_of(snapshot));
  if (snapshot.count(Table::links) == 0) return Error{ErrorCode::nothing_to_do, missing_logistics(snapshot)};
  const Span span = span_of(snapshot, out.cargoes, horizon);
  out.horizon = span.rule;
  const Weeks weeks(snapshot.as_known(), span.weeks);
  const std::vector<std::string> ramp_notes = apply_ramps(snapshot, weeks, out.cargoes, closures, more);
  ASSIGN_OR_RETURN(out.network, network_of(snapshot, weeks, closures));
  out.network.notes.insert(out.network.notes.end(), ramp_notes.begin(), ramp_notes.end());
  leave_out(out.network, out.cargoes);
  take_notes(out);
  if (out.cargoes.cargoes.empty()) return Error{ErrorCode::nothing_to_do, nothing_left(out.cargoes)};
  out.instance.weeks = weeks.count();
  add_nodes(out.network, out.instance);
  add_links(out.network, out.instance);
  add_cargo(out.network, out.cargoes, out.instance);
  note_rounding(out);
  if (usable == Usable::crewed) {
    give_crews(snapshot, out, std::vector<int>(out.instance.cargo.size(), 0));
    out.network.notes.emplace_back("crews are given out by priority, then due date, and anew by when equipment arrives; the bound is for these crews");
  }
  return out;
}

}  // namespace servanda
