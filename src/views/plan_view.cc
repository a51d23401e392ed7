#include "views/plan_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "base/joined.h"
#include "plan/fixed_point.h"
#include "plan/limits_of.h"
#include "plan/residual.h"

namespace servanda {
namespace {

constexpr std::array<std::string_view, 5> kPlanStatusNames{"optimal", "gap", "time_limit", "interrupted", "infeasible"};
constexpr std::array<std::string_view, 10> kReasonNames{"capacity", "not_ready", "no_path", "transit",
                                                       "ramp",     "unfunded",  "crew",    "below_minimum",
                                                       "given_up", "permit"};
constexpr std::array<std::string_view, 7> kPlaceKindNames{"link", "handling", "storage", "hazardous", "resource", "level", "minimum"};

Decimal plan_tonnes(std::int64_t units) { return Decimal::from_units(units); }

template <class Enum, std::size_t N>
std::string plan_word(const std::array<std::string_view, N>& names, Enum value) {
  return std::string(names[static_cast<std::size_t>(value)]);
}

class PlanReader {
 public:
  PlanReader(const Snapshot& snapshot, const Planned& planned)
      : snapshot_(snapshot), input_(planned.input), plan_(planned.plan) {}

  PlanResult read(const PlanViewOptions& options) {
    out_.as_known = snapshot_.as_known();
    out_.programme = snapshot_.programme().name;
    out_.notional = snapshot_.programme().notional;
    out_.currency = snapshot_.programme().currency;
    out_.status = name_of(plan_.status);
    out_.finished = finished(plan_.status);
    out_.checked = plan_.checked;
    if (options.endless) out_.seconds = options.seconds;
    if (options.head == Head::compute) out_.head = snapshot_.head();
    out_.label = joined_label(snapshot_, input_.read());
    out_.notes = input_.network.notes;
    out_.horizon = PlanHorizonRow{week(instance().weeks - 1), instance().weeks, input_.horizon};
    out_.minimums = std::ranges::any_of(instance().links, [](const PlanLink& link) { return link.minimum > 0; });
    out_.whole_lots = std::ranges::any_of(instance().cargo, [](const PlanCargo& cargo) { return cargo.lots > 0; }) ||
                      std::ranges::any_of(instance().links, [](const PlanLink& link) { return link.vehicle > 0; });
    read_levels();
    find_soonest();
    read_schedule();
    read_use();
    read_places();
    read_prices();
    read_closures();
    for (const Unplanned& one : input_.cargoes.unplanned)
      out_.unplanned.push_back({one.consignment, one.lack, one.why, joined_label(snapshot_, one.read)});
    return std::move(out_);
  }

 private:
  std::string week(int index) const { return input_.network.weeks.name(index); }
  const PlanInstance& instance() const { return input_.instance; }

  std::string place_name(const PlanPlace& place) const {
    const auto index = static_cast<std::size_t>(place.index);
    switch (place.kind) {
      case PlanPlaceKind::link:
      case PlanPlaceKind::link_minimum: return instance().links[index].id;
      case PlanPlaceKind::resource: return instance().resources[index].id;
      case PlanPlaceKind::level: return plan_.levels.at(index).name;
      default: return instance().nodes[index].id;
    }
  }

  std::string unit_of(int level) const {
    if (level == 0) return "weighted t on time";
    if (level == 1) return "weighted t-weeks late";
    return out_.currency.code();
  }

  void read_levels() {
    for (const PlanLevel& level : plan_.levels)
      out_.levels.push_back({level.name, fixed_point(level.value), fixed_point(level.bound), fixed_point(level.gap),
                             fixed_point(std::abs(level.value - level.bound)), fixed_point(level.fractional),
                             level.name == "cost" ? out_.currency.code() : level.unit});
  }

  void read_schedule() {
    for (std::size_t i = 0; i < plan_.lines.size(); ++i) out_.schedule.push_back(line(i));
    usable_weeks();
    std::map<std::pair<std::string, std::string>, Wide> arrivals;
    for (std::size_t i = 0; i < plan_.lines.size(); ++i)
      for (const PlanMove& move : plan_.lines[i].moves)
        arrivals[{week(move.arrival), instance().nodes[static_cast<std::size_t>(instance().cargo[i].destination)].id}] +=
            move.tonnes;
    for (const auto& [key, tonnes] : arrivals)
      out_.arrivals.push_back({key.first, key.second, plan_tonnes(static_cast<std::int64_t>(tonnes))});
    std::sort(out_.schedule.begin(), out_.schedule.end(), [](const PlanScheduleRow& a, const PlanScheduleRow& b) {
      return std::tie(a.consignment, a.part) < std::tie(b.consignment, b.part);
    });
  }

  // Rule 3: by line, the week before which nothing of what is overdue could be there; -1: not overdue, or never.
  void find_soonest() {
    soonest_.assign(instance().cargo.size(), -1);
    if (std::ranges::none_of(instance().cargo, [](const PlanCargo& cargo) { return cargo.due < 0; })) return;
    const SpaceTime space = space_time(instance());
    const Residual empty(instance(), space);
    for (std::size_t i = 0; i < instance().cargo.size(); ++i) {
      const PlanCargo& cargo = instance().cargo[i];
      if (cargo.due >= 0 || cargo.release >= instance().weeks) continue;
      Residual::Wish wish;  // by lateness alone: of what is overdue, the way that arrives first
      wish.cargo = static_cast<int>(i);
      wish.release = cargo.release;
      wish.last = space.cargo[i].last;
      if (cargo.lots > 0) wish.tonnes = cargo.tonnes / cargo.lots;
      if (const ResidualWay way = empty.find(wish); way.arrival >= 0) soonest_[i] = std::max(way.arrival, cargo.crew_week);
    }
  }

  PlanScheduleRow line(std::size_t i) const {
    const PlanCargo& cargo = instance().cargo[i];
    const Cargo& told = input_.cargoes.cargoes[i];
    const PlanLine& line = plan_.lines[i];
    PlanScheduleRow row;
    row.consignment = told.consignment;
    row.part = told.part;
    row.origin = told.origin;
    row.destination = told.destination;
    row.priority = told.priority;
    row.lots = cargo.lots;
    row.tonnes = told.tonnes;
    if (cargo.release < instance().weeks) row.ready = week(cargo.release);
    if (cargo.due != kNoDue) row.due = week(cargo.due);
    if (line.arrival >= 0) row.arrives = week(line.arrival);
    row.late_weeks = line.late_weeks;
    row.short_tonnes = plan_tonnes(line.short_tonnes);
    row.overdue = cargo.due < 0;
    if (soonest_[i] >= 0 && soonest_[i] < instance().weeks) row.soonest = week(soonest_[i]);
    if (row.overdue && soonest_[i] >= 0 && line.arrival >= 0) row.added_weeks = std::max(0, line.late_weeks - (soonest_[i] - cargo.due));
    auto read = told.read;
    if (line.reason) row.reason = reason(*line.reason, i, read);
    for (const PlanReason& one : line.together) row.reason->together.push_back(reason(one, i, read));
    read_way(line, row, read);
    std::sort(read.begin(), read.end());
    row.label = joined_label(snapshot_, read);
    return row;
  }

  // Legs of all moves by departure; the same leg of several moves once.
  void read_way(const PlanLine& line, PlanScheduleRow& row, std::vector<std::pair<Table, RowIndex>>& read) const {
    std::map<std::tuple<int, int, int>, std::int64_t> legs;  // depart, arrive, link
    for (const PlanMove& move : line.moves)
      for (const PlanLeg& leg : move.legs) legs[{leg.depart, leg.arrive, leg.link}] += leg.tonnes;
    std::vector<std::pair<std::tuple<int, int, int>, std::int64_t>> ordered(legs.begin(), legs.end());
    std::stable_sort(ordered.begin(), ordered.end(), [&](const auto& a, const auto& b) {
      const auto rank = [&](const auto& leg) {
        return std::tuple(std::get<0>(leg.first), std::get<1>(leg.first), depth(line, std::get<2>(leg.first)));
      };
      return rank(a) < rank(b);
    });
    for (const auto& [key, tonnes] : ordered) {
      const auto& [depart, arrive, index] = key;
      const NetworkLink& link = input_.network.links[static_cast<std::size_t>(index)];
      const NetworkNode& from = input_.network.nodes[static_cast<std::size_t>(link.from)];
      const NetworkNode& to = input_.network.nodes[static_cast<std::size_t>(link.to)];
      row.legs.push_back({link.id, from.id, to.id, link.mode, week(depart), week(arrive), plan_tonnes(tonnes)});
      read.insert(read.end(), {{Table::links, link.row}, {Table::nodes, from.row}, {Table::nodes, to.row}});
    }
  }

  // How many legs come before the link, on the first move that takes it.
  static std::size_t depth(const PlanLine& line, int link) {
    for (const PlanMove& move : line.moves)
      for (std::size_t i = 0; i < move.legs.size(); ++i)
        if (move.legs[i].link == link) return i;
    return 0;
  }

  // The closures that leave less of the place in the weeks of a reason; none, where not even a week without any holds a lot.
  std::vector<RowIndex> closures_of(const PlanReason& reason, const PlanCargo& of) const {
    if (!reason.place || reason.kind != PlanReasonKind::capacity) return {};
    const std::vector<PlanTonnes>* limits = limits_of(instance(), *reason.place);
    if (of.lots > 0 && limits != nullptr && !limits->empty() && *std::ranges::max_element(*limits) < of.largest_lot()) return {};
    const auto index = static_cast<std::size_t>(reason.place->index);
    std::vector<std::pair<std::string_view, int>> places;  // and how many weeks later it counts
    if (reason.place->kind == PlanPlaceKind::node_handling) places.emplace_back(instance().nodes[index].id, 0);
    if (reason.place->kind == PlanPlaceKind::link) {
      const PlanLink& link = instance().links[index];
      places = {{link.id, 0}, {instance().nodes[static_cast<std::size_t>(link.from)].id, 0},
                {instance().nodes[static_cast<std::size_t>(link.to)].id, link.transit_weeks}};
    }
    const Weeks& weeks = input_.network.weeks;
    std::vector<RowIndex> out;
    for (const auto& [place, later] : places)
      for (const RowIndex row : input_.network.closures) {
        const Row<Table::closures> closure(snapshot_, row);
        const auto from = closure.date<"from">();
        const auto until = closure.date<"until">();
        if (closure.text<"place">() == place && (!from || from->first() < weeks.monday(reason.until_week + later + 1)) &&
            (!until || until->last() >= weeks.monday(reason.from_week + later)))
          out.push_back(row);
      }
    return out;
  }

  PlanReasonRow reason(const PlanReason& reason, std::size_t line, std::vector<std::pair<Table, RowIndex>>& read) const {
    PlanReasonRow out{plan_word(kReasonNames, reason.kind), {}, {}, {}, {}};
    if (reason.place) out.place = place_name(*reason.place);
    else if (reason.kind == PlanReasonKind::ramp) out.after = input_.cargoes.cargoes[line].after;
    if (reason.place) out.of = reason.kind == PlanReasonKind::below_minimum ? "minimum" : plan_word(kPlaceKindNames, reason.place->kind);
    const bool dated = reason.kind != PlanReasonKind::no_path && reason.kind != PlanReasonKind::transit && reason.kind != PlanReasonKind::given_up;
    if (dated && reason.from_week < instance().weeks) out.from = week(reason.from_week);
    if (dated && (reason.kind == PlanReasonKind::capacity || reason.kind == PlanReasonKind::below_minimum)) out.until = week(reason.until_week);
    const std::vector<RowIndex> closures = closures_of(reason, instance().cargo[line]);
    for (const RowIndex row : closures) {
      const std::string_view place = Row<Table::closures>(snapshot_, row).text<"place">();
      if (std::ranges::find(out.closed, place) == out.closed.end()) out.closed.emplace_back(place);
      read.emplace_back(Table::closures, row);
    }
    if (!closures.empty()) {
      const std::vector<PlanTonnes>* limits = limits_of(instance(), *reason.place);
      for (int one = reason.from_week; limits != nullptr && !limits->empty() && one <= reason.until_week; ++one)
        out.partly = out.partly || (*limits)[static_cast<std::size_t>(one)] > 0;
    }
    return out;
  }

  // Rule 5; the schedule still stands in the order of the cargo.
  void usable_weeks() {
    Crews crews(snapshot_, input_.network.weeks, input_.cargoes.arrived, input_.closures);
    if (!crews.any()) return;
    const auto tell = [&](std::size_t i, std::optional<int> usable) {
      if (usable && *usable < instance().weeks) out_.schedule[i].usable = week(*usable);
    };
    std::vector<std::size_t> order(plan_.lines.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::pair(plan_.lines[a].arrival, out_.schedule[a].priority) <
             std::pair(plan_.lines[b].arrival, out_.schedule[b].priority);
    });
    for (const std::size_t i : order) {
      const auto needs = crews.needs(input_.cargoes.cargoes[i]);
      out_.schedule[i].needs_crews = !needs.empty();
      if (needs.empty() || plan_.lines[i].arrival < 0) continue;
      const int arrival = plan_.lines[i].arrival;
      tell(i, input_.usable == Usable::crewed ? std::max(arrival, instance().cargo[i].crew_week) : crews.take(needs, arrival));
    }
  }

  void read_use() {
    for (const PlanUseOfPlace& use : plan_.use) {
      PlanUseRow row{place_name(use.place), plan_word(kPlaceKindNames, use.place.kind), week(use.week), plan_tonnes(use.used), {}};
      if (use.capacity != kNoLimit) row.capacity = plan_tonnes(use.capacity);
      out_.use.push_back(std::move(row));
    }
    std::stable_sort(out_.use.begin(), out_.use.end(), [](const PlanUseRow& a, const PlanUseRow& b) {
      return std::tie(a.kind, a.place, a.week) < std::tie(b.kind, b.place, b.week);
    });
  }

  void read_places() {
    std::map<PlanPlace, std::size_t> rows;
    for (const PlanUseOfPlace& use : plan_.use) {
      const auto [found, fresh] = rows.try_emplace(use.place, out_.places.size());
      if (fresh) {
        PlanPlaceRow row{place_name(use.place), plan_word(kPlaceKindNames, use.place.kind), {}, {}, {}, {}, 0, 0};
        if (use.place.kind == PlanPlaceKind::link) {
          const NetworkLink& link = input_.network.links[static_cast<std::size_t>(use.place.index)];
          row.from = input_.network.nodes[static_cast<std::size_t>(link.from)].id;
          row.to = input_.network.nodes[static_cast<std::size_t>(link.to)].id;
          row.mode = link.mode;
        }
        out_.places.push_back(std::move(row));
      }
      PlanPlaceRow& row = out_.places[found->second];
      row.tonnes = plan_tonnes(row.tonnes.units() + use.used);
      if (use.used > 0) ++row.weeks;
      if (use.capacity != kNoLimit && use.used > 0 && Wide{use.used} * 1000 >= Wide{use.capacity} * kFullShare) ++row.full_weeks;
    }
    std::stable_sort(out_.places.begin(), out_.places.end(), [](const PlanPlaceRow& a, const PlanPlaceRow& b) {
      if (a.kind != b.kind) return a.kind < b.kind;
      return a.tonnes != b.tonnes ? a.tonnes > b.tonnes : a.place < b.place;
    });
  }

  void read_closures() {
    const Weeks& weeks = input_.network.weeks;
    for (const RowIndex row : input_.network.closures) {
      const Row<Table::closures> closure(snapshot_, row);
      const auto from = closure.date<"from">();
      const auto until = closure.date<"until">();
      PlanClosureRow out{std::string(closure.text<"place">()), {}, closure.decimal<"share_left">().value_or(Decimal())};
      const int last = until ? std::min(weeks.index(until->last()), weeks.count() - 1) : weeks.count() - 1;
      for (int one = from ? std::max(0, weeks.index(from->first())) : 0; one <= last; ++one) out.weeks.push_back(week(one));
      out_.closures.push_back(std::move(out));
    }
  }

  // All that a level could gain.
  Decimal lacking(int level) const {
    const Decimal value = out_.levels[static_cast<std::size_t>(level)].value;
    if (level > 0) return value;
    Wide all = 0;
    for (const PlanCargo& cargo : instance().cargo) all += Wide{cargo.weight} * cargo.tonnes;
    return Decimal::from_units(static_cast<std::int64_t>(all - value.units()));
  }

  void read_prices() {
    std::map<std::tuple<int, PlanPlace>, std::pair<std::vector<int>, Wide>> sums;
    for (const PlanPrice& price : plan_.prices) {
      if (price.place.kind == PlanPlaceKind::level) continue;
      auto& [weeks, sum] = sums[{price.level, price.place}];
      weeks.push_back(price.week);
      sum += fixed_point(price.price).units();
    }
    for (auto& [key, value] : sums) {
      auto& [weeks, sum] = value;
      if (sum == 0) continue;
      const auto& [level, place] = key;
      sum = std::min(sum, Wide{lacking(level).units()});
      std::sort(weeks.begin(), weeks.end());
      BottleneckRow row{place_name(place), plan_word(kPlaceKindNames, place.kind), {}, plan_tonnes(static_cast<std::int64_t>(sum)),
                        unit_of(level) + (place.kind == PlanPlaceKind::resource ? " per unit a week" : " per t a week"), level, place, weeks};
      for (const int one : weeks) row.weeks.push_back(week(one));
      out_.bottlenecks.push_back(std::move(row));
    }
    std::stable_sort(out_.bottlenecks.begin(), out_.bottlenecks.end(), [](const auto& a, const auto& b) {
      return std::tuple(a.level, -a.price.units(), a.place) < std::tuple(b.level, -b.price.units(), b.place);
    });
    read_series();
    for (const PlanReadiness& one : plan_.readiness)
      out_.readiness.push_back({instance().cargo[static_cast<std::size_t>(one.cargo)].id, std::min(fixed_point(one.worth), lacking(one.level)),
                                unit_of(one.level) + " per week", one.cargo});
  }

  // What a move takes up, and when.
  std::set<std::pair<PlanPlace, int>> taken_by(const PlanMove& move) const {
    std::set<std::pair<PlanPlace, int>> out;
    for (const PlanLeg& leg : move.legs) {
      const PlanLink& link = instance().links[static_cast<std::size_t>(leg.link)];
      out.insert({{PlanPlaceKind::link, leg.link}, leg.depart});
      out.insert({{PlanPlaceKind::node_handling, link.to}, leg.arrive});
      for (const PlanUse& use : link.uses) out.insert({{PlanPlaceKind::resource, use.resource}, leg.depart});
    }
    return out;
  }

  // Rule 4: the other places that everything which passes a bottleneck in its weeks passes while they are full.
  void read_series() {
    std::set<std::pair<PlanPlace, int>> full;
    for (const PlanUseOfPlace& use : plan_.use)
      if (use.capacity != kNoLimit && use.used > 0 && Wide{use.used} * 1000 >= Wide{use.capacity} * kFullShare) full.insert({use.place, use.week});
    std::map<std::pair<PlanPlace, int>, std::vector<std::size_t>> rows;
    for (std::size_t i = 0; i < out_.bottlenecks.size(); ++i)
      for (const int week : out_.bottlenecks[i].week_numbers) rows[{out_.bottlenecks[i].at, week}].push_back(i);
    std::map<std::size_t, std::set<PlanPlace>> beside;
    for (const PlanLine& line : plan_.lines)
      for (const PlanMove& move : line.moves) {
        const auto taken = taken_by(move);
        std::set<PlanPlace> here;
        for (const auto& one : taken)
          if (full.contains(one)) here.insert(one.first);
        std::set<std::size_t> passed;
        for (const auto& one : taken)
          if (const auto found = rows.find(one); found != rows.end()) passed.insert(found->second.begin(), found->second.end());
        for (const std::size_t i : passed) {
          const auto [known, fresh] = beside.try_emplace(i, here);
          if (!fresh) std::erase_if(known->second, [&](const PlanPlace& place) { return !here.contains(place); });
        }
      }
    for (const auto& [i, places] : beside)
      for (const PlanPlace& place : places)
        if (place != out_.bottlenecks[i].at) out_.bottlenecks[i].with.push_back(place_name(place));
  }

  const Snapshot& snapshot_;
  const PlanInput& input_;
  const Plan& plan_;
  std::vector<int> soonest_;
  PlanResult out_;
};

Json plan_text_json(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json plan_reason_json(const PlanReasonRow& reason) {
  return {{"kind", reason.kind}, {"place", plan_text_json(reason.place)}, {"of", plan_text_json(reason.of)},
          {"from", plan_text_json(reason.from)}, {"until", plan_text_json(reason.until.empty() ? reason.from : reason.until)},
          {"closed", plan_text_json(joined(reason.closed, ";"))}, {"closed_in_part", reason.partly}, {"after", reason.after}};
}

Json plan_schedule_json(const PlanScheduleRow& row) {
  Json legs = Json::array();
  for (const PlanLegRow& leg : row.legs)
    legs.push_back({{"link", leg.link}, {"from", leg.from}, {"to", leg.to}, {"mode", leg.mode}, {"depart", leg.depart},
                    {"arrive", leg.arrive}, {"tonnes", leg.tonnes.to_string()}});
  Json out{{"consignment", row.consignment}, {"part", row.part}, {"origin", row.origin},
           {"destination", row.destination}, {"priority", row.priority}, {"tonnes", row.tonnes.to_string()},
           {"lots", row.lots == 0 ? Json() : Json(row.lots)}, {"ready", plan_text_json(row.ready)},
           {"due", plan_text_json(row.due)}, {"legs", std::move(legs)}, {"arrives", plan_text_json(row.arrives)},
           {"needs_crews", row.needs_crews}, {"usable", plan_text_json(row.usable)}, {"late_weeks", row.late_weeks},
           {"short_tonnes", row.short_tonnes.to_string()}, {"reason", row.reason ? Json(row.reason->text()) : Json()}};
  out["why"] = row.reason ? Json(row.why()) : Json();
  out["overdue"] = row.overdue;
  out["soonest"] = plan_text_json(row.soonest);
  out["added_weeks"] = row.overdue ? Json(row.added_weeks) : Json();
  out["reason_kind"] = row.reason ? Json(row.reason->kind) : Json();
  out["reason_place"] = row.reason ? plan_text_json(row.reason->place) : Json();
  out["reasons"] = Json::array();
  if (row.reason) out["reasons"].push_back(plan_reason_json(*row.reason));
  if (row.reason)
    for (const PlanReasonRow& one : row.reason->together) out["reasons"].push_back(plan_reason_json(one));
  return out;
}

std::string horizon_text(const PlanHorizonRow& horizon) {
  return "Looks until " + horizon.until + " (" + std::to_string(horizon.weeks) + " weeks): " + horizon.rule;
}

std::vector<std::string> plan_heading(const PlanResult& result) {
  std::vector<std::string> out;
  if (!result.programme.empty()) out.push_back(result.programme + (result.notional ? " — notional" : ""));
  out.push_back("As known " + to_string(result.as_known) + "; " +
                (result.checked ? "checked against every capacity, calendar and date" : "NOT checked") +
                "; ended: " + result.status);
  if (result.horizon) out.push_back(horizon_text(*result.horizon) + "; what has not arrived by then is short");
  return out;
}

Sheet plan_level_sheet(const PlanResult& result) {
  Sheet sheet;
  sheet.title = "Plan";
  sheet.heading = plan_heading(result);
  sheet.columns = {{"level", Align::left, "#meta+level"},       {"value", Align::decimal, "#indicator+value+num"},
                   {"bound", Align::decimal, "#indicator+bound+num"}, {"gap", Align::decimal, "#indicator+gap+num"},
                   {"from the bound", Align::decimal, "#indicator+distance+num"}};
  if (result.whole_lots) sheet.columns.push_back({"before whole lots", Align::decimal, "#indicator+fractional+num"});
  sheet.columns.push_back({"unit", Align::left, "#indicator+unit"});
  for (const PlanLevelRow& level : result.levels) {
    sheet.rows.push_back({level.name, level.value.to_string(), level.bound.to_string(), level.gap.to_string(), level.distance.to_string()});
    if (result.whole_lots) sheet.rows.back().push_back(level.fractional.to_string());
    sheet.rows.back().push_back(level.unit);
  }
  if (result.withheld) {
    sheet.columns.clear();
    sheet.footnotes = {"Withheld: levels, use of places, arrivals by week, bottlenecks, readiness, closures, notes and the horizon rest on everything, and this reader may not see all of it."};
    return sheet;
  }
  sheet.footnotes = {"Bound: what no plan can better, proven by prices; of a level, given the levels before it."};
  for (const std::string& note : result.notes) sheet.footnotes.push_back(note + ".");
  return sheet;
}

Sheet plan_schedule_sheet(const PlanResult& result) {
  Sheet sheet;
  sheet.title = "Schedule";
  sheet.columns = {{"consignment", Align::left, "#activity+id"}, {"from", Align::left, "#loc+origin"},
                   {"to", Align::left, "#loc+destination"},      {"prio", Align::right, "#priority+num"},
                   {"t", Align::decimal, "#indicator+tonnes+num"}, {"ready", Align::right, "#date+ready"},
                   {"due", Align::right, "#date+due"},            {"arrives", Align::right, "#date+arrival"},
                   {"usable", Align::right, "#date+usable"},      {"late", Align::right, "#indicator+late+num"},
                   {"t short", Align::decimal, "#indicator+short+num"}, {"reason", Align::left, "#status+reason"},
                   {"way", Align::left, "#description+way"}};
  for (const PlanScheduleRow& row : result.schedule)
    sheet.rows.push_back({line_name(row.consignment, row.part), row.origin,
                          row.destination, std::to_string(row.priority), row.tonnes.to_string(), row.ready, row.due,
                          row.arrives, row.needs_crews && row.usable.empty() ? "no crew" : row.usable,
                          row.arrives.empty() ? "never" : std::to_string(row.late_weeks), row.short_tonnes.to_string(),
                          row.why(), way_text(row)});
  sheet.footnotes = {"Late: weeks; never: nothing of it arrives within the weeks of the plan. A reason of capacity names the limit: of a link, a resource, or the handling, storage or hazardous goods of a node. Usable: the week by which the crews are trained too. A consignment in several places has a line each."};
  for (const PlanScheduleRow& row : result.schedule)  // in full: a column has no room for them
    if (row.reason) sheet.footnotes.push_back(line_name(row.consignment, row.part) + ": " + row.why());
  return sheet;
}

// The gain in the first level in which there is one.
std::string plan_gain_text(const ExactWorth& worth) {
  if (!worth.gains) return "not planned anew";
  constexpr std::array<const char*, 3> kUnits{"weighted t", "weighted t-weeks", "of cost"};
  for (std::size_t level = 0; level < kUnits.size(); ++level)
    if ((*worth.gains)[level].units() != 0) return (*worth.gains)[level].to_string() + " " + kUnits[level];
  return "nothing";
}

std::vector<ExactWorth> plan_exact_worths(const PlanResult& result) {
  std::vector<ExactWorth> out;
  for (const BottleneckRow& row : result.bottlenecks) out.insert(out.end(), row.exact.begin(), row.exact.end());
  for (const ReadinessRow& row : result.readiness)
    if (row.exact) out.push_back(*row.exact);
  return out;
}

// By what those that were to be planned anew and are not were ended; blank where all are.
std::string plan_ended_by(const PlanResult& result) {
  for (const ExactWorth& worth : plan_exact_worths(result))
    if (!worth.gains) return std::string(name_of(worth.status));
  return {};
}

Json plan_gain_json(const ExactWorth& worth) {
  const auto gain = [&](std::size_t level) { return worth.gains ? Json((*worth.gains)[level].to_string()) : Json(); };
  return {{"more", worth.more.to_string()}, {"status", name_of(worth.status)}, {"on_time", gain(0)}, {"lateness", gain(1)}, {"cost", gain(2)}};
}

Sheet plan_bottleneck_sheet(const PlanResult& result) {
  Sheet sheet;
  sheet.title = "Bottlenecks";
  sheet.heading = {"What one more tonne (or unit) a week there is worth, over the weeks in which it binds"};
  sheet.columns = {{"place", Align::left, "#loc"}, {"of", Align::left, "#meta+kind"},
                   {"weeks", Align::right, "#indicator+weeks+num"}, {"first", Align::left, "#date+start"},
                   {"last", Align::left, "#date+end"}, {"worth", Align::decimal, "#indicator+price+num"},
                   {"unit", Align::left, "#indicator+unit"}, {"with", Align::left, "#loc+with"}};
  for (const Decimal& more : result.planned_anew)
    sheet.columns.push_back({more.to_string() + " more, planned anew", Align::left, "#indicator+worth"});
  for (const BottleneckRow& row : result.bottlenecks) {
    sheet.rows.push_back({row.place, row.kind, std::to_string(row.weeks.size()), row.weeks.front(), row.weeks.back(),
                          row.price.to_string(), row.unit, joined(row.with, ", ")});
    for (std::size_t i = 0; i < result.planned_anew.size(); ++i)
      sheet.rows.back().push_back(i < row.exact.size() ? plan_gain_text(row.exact[i]) : "by price only");
  }
  sheet.footnotes = {!result.planned_anew.empty() ? "Worth: the price of the first grain more, in fractions, and never more than all that the level lacks. Planned anew: what so much more a week gains, whole lots and all."
                           : "Worth: the price of the first grain more, in fractions, and never more than all that the level lacks. With whole lots, or where two places are full one after the other, "
                             "a tonne more may bring less; --exact N plans anew."};
  if (result.minimums) sheet.footnotes.emplace_back("Worth knows no minimum of a link (min_t_week): where so much does not come together, a tonne more brings nothing.");
  if (std::ranges::any_of(result.bottlenecks, [](const BottleneckRow& row) { return !row.with.empty(); }))
    sheet.footnotes.emplace_back("With: full too for all that passes there in these weeks; one of them alone with more room may bring nothing.");
  if (const std::string by = plan_ended_by(result); !by.empty()) sheet.footnotes.push_back("Not planned anew: the run was ended before (" + by + ").");
  return sheet;
}

Sheet plan_readiness_sheet(const PlanResult& result) {
  Sheet sheet;
  sheet.title = "Ready a week earlier";
  sheet.columns = {{"consignment", Align::left, "#activity+id"}, {"worth", Align::decimal, "#indicator+price+num"},
                   {"unit", Align::left, "#indicator+unit"}};
  const bool exact = !result.planned_anew.empty();
  if (exact) sheet.columns.push_back({"planned anew", Align::left, "#indicator+worth"});
  for (const ReadinessRow& row : result.readiness) {
    sheet.rows.push_back({row.consignment, row.worth.to_string(), row.unit});
    if (exact) sheet.rows.back().push_back(row.exact ? plan_gain_text(*row.exact) : "by price only");
  }
  return sheet;
}

Sheet plan_arrival_sheet(const PlanResult& result) {
  Sheet sheet;
  sheet.title = "Arrivals by week";
  sheet.columns = {{"week", Align::left, "#date+week"}, {"place", Align::left, "#loc"},
                   {"t", Align::decimal, "#indicator+tonnes+num"}};
  for (const ArrivalRow& row : result.arrivals) sheet.rows.push_back({row.week, row.place, row.tonnes.to_string()});
  return sheet;
}

Sheet plan_place_sheet(const PlanResult& result) {
  Sheet sheet;
  sheet.title = "Places";
  sheet.columns = {{"place", Align::left, "#loc"}, {"of", Align::left, "#meta+kind"}, {"from", Align::left, "#loc+origin"},
                   {"to", Align::left, "#loc+destination"}, {"mode", Align::left, "#meta+mode"},
                   {"used", Align::decimal, "#indicator+used+num"}, {"weeks", Align::right, "#indicator+weeks+num"},
                   {"full", Align::right, "#indicator+full+num"}};
  for (const PlanPlaceRow& row : result.places)
    sheet.rows.push_back({row.place, row.kind, row.from, row.to, row.mode, row.tonnes.to_string(), std::to_string(row.weeks),
                          std::to_string(row.full_weeks)});
  sheet.footnotes = {"Full: weeks in which at least 99.5 % of the capacity is used."};
  return sheet;
}

Sheet plan_use_sheet(const PlanResult& result) {
  Sheet sheet;
  sheet.title = "Use of places by week";
  sheet.columns = {{"place", Align::left, "#loc"}, {"of", Align::left, "#meta+kind"}, {"week", Align::left, "#date+week"},
                   {"used", Align::decimal, "#indicator+used+num"}, {"capacity", Align::decimal, "#indicator+capacity+num"}};
  for (const PlanUseRow& row : result.use)
    sheet.rows.push_back({row.place, row.kind, row.week, row.tonnes.to_string(),
                          row.capacity ? row.capacity->to_string() : "no limit"});
  return sheet;
}

Sheet plan_unplanned_sheet(const PlanResult& result) {
  Sheet sheet;
  sheet.title = "Open consignments that cannot be planned";
  sheet.columns = {{"consignment", Align::left, "#activity+id"}, {"why", Align::left, "#description"}};
  for (const UnplannedRow& row : result.unplanned) sheet.rows.push_back({row.consignment, row.why});
  return sheet;
}

// "storage at HUB-N", "link L1", "resource WAGONS".
std::string of_place(const std::string& of, const std::string& place) {
  if (of == "hazardous") return "hazardous goods at " + place;
  return of + (of == "link" || of == "resource" ? " " : " at ") + place;
}

}  // namespace

std::string PlanReasonRow::text() const {
  std::string inside = of.empty() || kind != "capacity" ? place : of_place(of, place);
  if (!closed.empty()) inside += ", " + (closed == std::vector{place} ? "" : joined(closed, " and ") + " ") + (partly ? "partly closed" : "closed");
  if (!from.empty()) inside += (inside.empty() ? "" : ", ") + from + (until.empty() || until == from ? "" : ".." + until);
  constexpr std::size_t kNamed = 3;  // those right before it
  const std::size_t first = after.size() - std::min(after.size(), kNamed);
  for (std::size_t i = first; i < after.size(); ++i)
    inside += (i > first ? " and " : inside.empty() ? "after " : ", after ") + after[i];
  if (first > 0) inside += " and " + std::to_string(first) + " more";
  std::string out = inside.empty() ? kind : kind + "(" + inside + ")";
  for (const PlanReasonRow& one : together) out += " and " + one.text();
  return out;
}

std::string PlanScheduleRow::why() const {
  if (!reason) return {};
  if (!overdue) return reason->text();
  if (arrives.empty() || soonest.empty()) return "due before today; " + reason->text();
  if (added_weeks == 0) return "due before today; arrives in the soonest week";
  return "due before today; " + std::to_string(added_weeks) + (added_weeks == 1 ? " week" : " weeks") + " after the soonest, " + soonest + ": " + reason->text();
}

Json horizon_json(const std::optional<PlanHorizonRow>& horizon) {
  if (!horizon) return {};
  return {{"until", horizon->until}, {"weeks", horizon->weeks}, {"rule", horizon->rule}};
}

Label joined_label(const Snapshot& snapshot, const std::vector<std::pair<Table, RowIndex>>& rows) {
  std::string_view stated;
  for (const auto row : snapshot.rows<Table::programme>()) stated = snapshot.label(Table::programme, row.index());
  const std::string by_default(stated.empty() ? "PUBLIC" : stated);
  Label out = Label::open();
  std::string_view last;
  for (const auto& [table, row] : rows) {
    if (row == kNoRow) continue;
    std::string_view text = snapshot.label(table, row);
    if (text.empty()) text = by_default;
    if (text == last) continue;
    last = text;
    const auto label = parse_label(text);
    out = join(out, label ? *label : Label());  // what cannot be read is closed
  }
  return out;
}

std::string_view name_of(PlanStatus status) { return kPlanStatusNames[static_cast<std::size_t>(status)]; }

PlanResult plan_view(const Snapshot& snapshot, const Planned& planned, const PlanViewOptions& options) {
  return PlanReader(snapshot, planned).read(options);
}

PlanResult restricted_to(PlanResult result, const Reader& reader, Day today) {
  std::erase_if(result.schedule, [&](const PlanScheduleRow& row) { return !can(reader, row.label, today); });
  std::erase_if(result.unplanned, [&](const UnplannedRow& row) { return !can(reader, row.label, today); });
  if (can(reader, result.label, today)) return result;
  result.withheld = true;
  result.levels.clear();
  result.arrivals.clear();
  result.use.clear();
  result.places.clear();
  result.bottlenecks.clear();
  result.readiness.clear();
  result.closures.clear();
  result.notes.clear();
  result.horizon.reset();
  return result;
}

std::string way_text(const PlanScheduleRow& row) {
  std::string out;
  for (const PlanLegRow& leg : row.legs) {
    if (!out.empty()) out += ", ";
    out += leg.link + " " + leg.depart.substr(leg.depart.find('W'));
    if (leg.tonnes != row.tonnes) out += " (" + leg.tonnes.to_string() + " t)";
  }
  return out;
}

Json schedule_json(const std::vector<PlanScheduleRow>& schedule) {
  Json out = Json::array();
  for (const PlanScheduleRow& row : schedule) out.push_back(plan_schedule_json(row));
  return out;
}

Json to_json(const PlanResult& result) {
  Json out{{"as_known", to_string(result.as_known)}, {"head", result.head}, {"programme", result.programme},
           {"notional", result.notional}, {"currency", result.currency.code()}, {"engine", std::string(kPlanEngine)},
           {"status", result.status}, {"checked", result.checked}, {"withheld", result.withheld},
           {"seconds", result.seconds ? Json(result.seconds->to_string()) : Json()}, {"horizon", horizon_json(result.horizon)}};
  Json levels = Json::array();
  for (const PlanLevelRow& level : result.levels)
    levels.push_back({{"name", level.name}, {"value", level.value.to_string()}, {"bound", level.bound.to_string()},
                      {"gap", level.gap.to_string()}, {"distance", level.distance.to_string()},
                      {"fractional", level.fractional.to_string()}, {"unit", level.unit}});
  out["levels"] = std::move(levels);
  out["schedule"] = schedule_json(result.schedule);
  Json arrivals = Json::array();
  for (const ArrivalRow& row : result.arrivals)
    arrivals.push_back({{"week", row.week}, {"place", row.place}, {"tonnes", row.tonnes.to_string()}});
  out["arrivals"] = std::move(arrivals);
  Json use = Json::array();
  for (const PlanUseRow& row : result.use)
    use.push_back({{"place", row.place}, {"of", row.kind}, {"week", row.week}, {"tonnes", row.tonnes.to_string()},
                   {"capacity", row.capacity ? Json(row.capacity->to_string()) : Json()}});
  out["use"] = std::move(use);
  Json places = Json::array();
  for (const PlanPlaceRow& row : result.places)
    places.push_back({{"place", row.place}, {"of", row.kind}, {"from", plan_text_json(row.from)}, {"to", plan_text_json(row.to)},
                      {"mode", plan_text_json(row.mode)}, {"tonnes", row.tonnes.to_string()}, {"weeks", row.weeks},
                      {"full_weeks", row.full_weeks}});
  out["places"] = std::move(places);
  Json bottlenecks = Json::array();
  for (const BottleneckRow& row : result.bottlenecks) {
    Json exact = Json::array();
    for (const ExactWorth& one : row.exact) exact.push_back(plan_gain_json(one));
    bottlenecks.push_back({{"place", row.place}, {"of", row.kind}, {"weeks", row.weeks}, {"price", row.price.to_string()},
                           {"unit", row.unit}, {"with", row.with}, {"exact", std::move(exact)}});
  }
  out["bottlenecks"] = std::move(bottlenecks);
  Json readiness = Json::array();
  for (const ReadinessRow& row : result.readiness)
    readiness.push_back({{"consignment", row.consignment}, {"worth", row.worth.to_string()}, {"unit", row.unit},
                         {"exact", row.exact ? plan_gain_json(*row.exact) : Json()}});
  out["readiness"] = std::move(readiness);
  Json unplanned = Json::array();
  for (const UnplannedRow& row : result.unplanned) unplanned.push_back({{"consignment", row.consignment}, {"why", row.why}});
  out["unplanned"] = std::move(unplanned);
  Json closures = Json::array();
  for (const PlanClosureRow& row : result.closures) closures.push_back({{"place", row.place}, {"weeks", row.weeks}, {"share_left", row.share_left.to_string()}});
  out["closures"] = std::move(closures);
  out["notes"] = result.notes;
  return out;
}

std::vector<Sheet> to_sheets(const PlanResult& result) {
  std::vector<Sheet> out{plan_level_sheet(result), plan_schedule_sheet(result), plan_bottleneck_sheet(result), plan_readiness_sheet(result),
                         plan_arrival_sheet(result), plan_place_sheet(result), plan_use_sheet(result), plan_unplanned_sheet(result)};
  std::erase_if(out, [](const Sheet& sheet) { return sheet.rows.empty() && sheet.heading.empty(); });
  return out;
}

std::vector<ComparedFigure> figures_of(const PlanResult& result) {
  std::vector<ComparedFigure> out;
  for (const PlanLevelRow& level : result.levels) out.push_back({"plan", level.name, level.unit, level.value.to_string()});
  std::int64_t late = 0;
  std::int64_t planned = 0;
  Wide missing = 0;
  for (const PlanScheduleRow& row : result.schedule) {
    late += row.late_weeks > 0 || row.short_tonnes.units() > 0 ? 1 : 0;
    ++planned;
    missing += row.short_tonnes.units();
  }
  if (result.horizon) out.push_back({"plan", "looks until", "week", result.horizon->until});
  out.push_back({"plan", "lines planned", "lines", std::to_string(planned)});
  out.push_back({"plan", "lines late or short", "lines", std::to_string(late)});
  out.push_back({"plan", "not delivered within the weeks", "t", decimal_text(missing)});
  for (const PlanScheduleRow& row : result.schedule)
    out.push_back({"plan", line_name(row.consignment, row.part) + " arrives", "week",
                   row.arrives.empty() ? "not at all" : row.arrives});
  return out;
}

}  // namespace servanda
