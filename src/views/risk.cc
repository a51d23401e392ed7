#include "views/risk.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "network/strangers.h"
#include "plan/fixed_point.h"
#include "plan/rerouting.h"
#include "views/amount.h"
#include "views/plan_view.h"

namespace servanda {
namespace {

struct Passing {
  std::string place;
  std::string kind;
  int index = 0;
  Wide tonnes = 0;
  Wide value = 0;
  Wide first = 0;
  std::vector<Wide> weighted;  // tonnes by week
  int week = 0;                // first of the two weeks judged
  RiskRow row;
};

std::optional<Decimal> risk_share(Wide part, Wide whole) {
  if (whole <= 0) return std::nullopt;
  return Decimal::from_units(static_cast<std::int64_t>(multiply_divide(part, Decimal::kUnit, whole)));
}

Wide risk_two_weeks(const std::vector<Wide>& by_week, int week) {
  const auto at = static_cast<std::size_t>(week);
  return by_week[at] + (at + 1 < by_week.size() ? by_week[at + 1] : 0);
}

class RiskReader {
 public:
  RiskReader(const Snapshot& snapshot, const Planned& planned, const RiskOptions& options)
      : snapshot_(snapshot), planned_(planned), options_(options), weeks_(static_cast<std::size_t>(planned.input.instance.weeks)),
        rerouting_(planned.input.instance, planned.plan) {}

  Result<RiskResult> read() {
    out_.as_known = snapshot_.as_known();
    out_.status = planned_.plan.status;
    out_.notes = strangers(snapshot_);
    if (options_.head == Head::compute) out_.head = snapshot_.head();
    for (std::size_t i = 0; i < planned_.plan.lines.size(); ++i) take(i);
    out_.delivered = Decimal::from_units(static_cast<std::int64_t>(delivered_));
    std::vector<Passing*> places;
    for (auto& [key, passing] : places_) {
      judge(passing);
      places.push_back(&passing);
    }
    std::stable_sort(places.begin(), places.end(), [](const Passing* a, const Passing* b) {
      return std::tuple(a->row.on_time_lost, a->row.lateness_added) > std::tuple(b->row.on_time_lost, b->row.lateness_added);
    });
    if (finished(out_.status)) RETURN_IF_ERROR(replan(places));
    for (const Passing* passing : places) out_.places.push_back(passing->row);
    std::stable_sort(out_.places.begin(), out_.places.end(), [](const RiskRow& a, const RiskRow& b) {
      const auto key = [](const RiskRow& row) {
        return std::tuple(-row.on_time_lost.value_or(Decimal()).units(), -row.lateness_added.value_or(Decimal()).units(),
                          row.method != RiskMethod::re_planned, -row.tonnes.units());
      };
      return key(a) < key(b);
    });
    read_corridors();
    return std::move(out_);
  }

 private:
  const PlanInstance& instance() const { return planned_.input.instance; }

  std::optional<Wide> value_of(const Cargo& cargo) const {
    std::optional<Wide> sum;
    for (const auto& [table, index] : cargo.read) {
      if (table != Table::lines) continue;
      const Row<Table::lines> line(snapshot_, index);
      const auto amount = line.decimal<"amount">();
      const auto currency = Currency::parse(line.text<"currency">());
      if (!amount || !currency) continue;
      const Converted converted = in_reporting_currency(snapshot_, *amount, *currency, PartialDate::of_day(snapshot_.as_known()));
      if (converted.currency != snapshot_.programme().currency) continue;
      sum = sum.value_or(0) + multiply_divide(converted.units, cargo.share.units(), Decimal::kUnit);
    }
    return sum;
  }

  Passing& at(const std::string& kind, int index) {
    Passing& out = places_[{kind, index}];
    if (out.kind.empty()) {
      out.kind = kind;
      out.index = index;
      const auto i = static_cast<std::size_t>(index);
      out.place = kind == "node" ? instance().nodes[i].id : instance().links[i].id;
      out.weighted.assign(weeks_, 0);
    }
    return out;
  }

  void pass(Passing& passing, int week, const PlanMove& move, const PlanCargo& cargo) {
    if (week >= static_cast<int>(weeks_)) return;
    passing.weighted[static_cast<std::size_t>(week)] += Wide{move.tonnes} * cargo.weight;
  }

  void take(std::size_t i) {
    const PlanLine& line = planned_.plan.lines[i];
    const PlanCargo& cargo = instance().cargo[i];
    const Cargo& told = planned_.input.cargoes.cargoes[i];
    const auto value = value_of(told);
    if (!value) ++out_.without_value;
    for (const PlanMove& move : line.moves) {
      const Wide worth = value ? multiply_divide(*value, move.tonnes, std::max<PlanTonnes>(1, cargo.tonnes)) : 0;
      const Wide first = told.priority == 1 ? Wide{move.tonnes} : 0;
      delivered_ += move.tonnes;
      value_ += worth;
      first_ += first;
      const auto add = [&](Passing& passing) {
        passing.tonnes += move.tonnes;
        passing.value += worth;
        passing.first += first;
      };
      std::set<int> nodes;
      std::set<int> links;
      std::string corridor;
      for (const PlanLeg& leg : move.legs) {
        const PlanLink& link = instance().links[static_cast<std::size_t>(leg.link)];
        for (const auto& [node, week] : {std::pair(link.from, leg.depart), std::pair(link.to, leg.arrive)}) {
          if (!nodes.insert(node).second) continue;
          add(at("node", node));
          pass(at("node", node), week, move, cargo);
          const NetworkNode& place = planned_.input.network.nodes[static_cast<std::size_t>(node)];
          static const std::set<std::string> kGates{"port", "airport", "terminal", "crossing", "hub"};
          if (kGates.contains(place.kind)) corridor += (corridor.empty() ? "" : " > ") + place.id;
        }
        if (!links.insert(leg.link).second) continue;
        add(at("link", leg.link));
        pass(at("link", leg.link), leg.depart, move, cargo);
      }
      Passing& way = corridors_[corridor.empty() ? "direct" : corridor];
      add(way);
    }
  }

  void judge(Passing& passing) {
    for (int week = 1; week < static_cast<int>(weeks_); ++week)
      if (risk_two_weeks(passing.weighted, week) > risk_two_weeks(passing.weighted, passing.week)) passing.week = week;
    RiskRow& row = passing.row;
    row.place = passing.place;
    row.kind = passing.kind;
    row.from = planned_.input.network.weeks.name(passing.week);
    row.until = planned_.input.network.weeks.name(std::min(passing.week + 1, static_cast<int>(weeks_) - 1));
    describe(passing);
    const int until = passing.week + 1;
    const Rerouting::Cost cost = passing.kind == "link" ? rerouting_.without_link(passing.index, passing.week, until)
                                                        : rerouting_.without_node(passing.index, passing.week, until);
    row.method = RiskMethod::rerouted;
    row.on_time_lost = fixed_point(cost.on_time_lost);
    row.lateness_added = fixed_point(cost.lateness_added);
  }

  void describe(Passing& passing) const {
    RiskRow& row = passing.row;
    row.tonnes = Decimal::from_units(static_cast<std::int64_t>(passing.tonnes));
    row.share = risk_share(passing.tonnes, delivered_).value_or(Decimal());
    row.value = risk_share(passing.value, value_);
    row.first = risk_share(passing.first, first_);
  }

  // Links with the weeks in which nothing departs any more; of a node, what would arrive there in its weeks too.
  std::set<std::pair<int, int>> cut_by(const Passing& passing) const {
    std::set<std::pair<int, int>> out;
    const auto shut = [&](int link, int first) {
      const std::vector<PlanTonnes>& capacity = instance().links[static_cast<std::size_t>(link)].capacity;
      for (int week = std::max(0, first); week < std::min(first + 2, instance().weeks); ++week)
        if (capacity.empty() || capacity[static_cast<std::size_t>(week)] != 0) out.emplace(link, week);
    };
    for (int i = 0; i < static_cast<int>(instance().links.size()); ++i) {
      const PlanLink& link = instance().links[static_cast<std::size_t>(i)];
      if (passing.kind == "link" ? i == passing.index : link.from == passing.index) shut(i, passing.week);
      if (passing.kind == "node" && link.to == passing.index) shut(i, passing.week - link.transit_weeks);
    }
    return out;
  }

  // The first `exact` places, and others that are the same cut as one of them.
  Status replan(const std::vector<Passing*>& places) {
    std::map<std::set<std::pair<int, int>>, const RiskRow*> judged;
    for (std::size_t i = 0; i < places.size(); ++i) {
      RiskRow& row = places[i]->row;
      const auto [same, first] = judged.try_emplace(cut_by(*places[i]), &row);
      if (first && i < options_.exact) RETURN_IF_ERROR(replan_without(*places[i], i + 1, std::min(options_.exact, places.size())));
      if (first || !same->second->status) continue;
      row.status = same->second->status;
      if (same->second->method != RiskMethod::re_planned) continue;
      row.method = RiskMethod::re_planned;
      row.on_time_lost = same->second->on_time_lost;
      row.lateness_added = same->second->lateness_added;
    }
    return {};
  }

  Status replan_without(Passing& passing, std::size_t number, std::size_t all) {
    if (const auto by = options_.plan.ended_by()) {
      passing.row.status = by;
      return {};
    }
    const Weeks& weeks = planned_.input.network.weeks;
    const Closure closure{passing.place, weeks.monday(passing.week), weeks.monday(passing.week + 2) - std::chrono::days(1)};
    ASSIGN_OR_RETURN(const Planned without, servanda::replan(snapshot_, planned_, options_.plan.of_several("without " + passing.place, number, all),
                                                             {.weeks = instance().weeks}, {closure}));
    const Plan& plan = without.plan;
    passing.row.status = plan.status;
    if (!finished(plan.status)) return {};
    const auto change = [&](std::size_t level) -> std::optional<Decimal> {
      if (level >= plan.levels.size() || level >= planned_.plan.levels.size()) return std::nullopt;
      return fixed_point(plan.levels[level].value - planned_.plan.levels[level].value);
    };
    passing.row.method = RiskMethod::re_planned;
    const auto on_time = change(0);
    passing.row.on_time_lost = on_time ? std::optional(Decimal::from_units(-on_time->units())) : std::nullopt;
    passing.row.lateness_added = change(1);
    return {};
  }

  void read_corridors() {
    Wide squares = 0;
    for (auto& [name, passing] : corridors_) {
      passing.row.place = name;
      passing.row.kind = "corridor";
      describe(passing);
      passing.row.on_time_lost.reset();
      squares += multiply_divide(passing.row.share.units(), passing.row.share.units(), Decimal::kUnit);
      out_.corridors.push_back(passing.row);
    }
    std::stable_sort(out_.corridors.begin(), out_.corridors.end(),
                     [](const RiskRow& a, const RiskRow& b) { return a.tonnes > b.tonnes; });
    if (!out_.corridors.empty()) out_.concentration = Decimal::from_units(static_cast<std::int64_t>(squares));
  }

  const Snapshot& snapshot_;
  const Planned& planned_;
  const RiskOptions& options_;
  std::size_t weeks_;
  Rerouting rerouting_;
  std::map<std::pair<std::string, int>, Passing> places_;
  std::map<std::string, Passing> corridors_;
  Wide delivered_ = 0;
  Wide value_ = 0;
  Wide first_ = 0;
  RiskResult out_;
};

Json risk_decimal_json(const std::optional<Decimal>& value) { return value ? Json(value->to_string()) : Json(); }

std::string risk_method_text(RiskMethod method) {
  switch (method) {
    case RiskMethod::rerouted: return "rerouted";
    case RiskMethod::re_planned: return "re_planned";
  }
  return {};
}

// "rerouted; not planned anew: time_limit"
std::string risk_method_cell(const RiskRow& row) {
  const std::string method = risk_method_text(row.method);
  return row.status && !finished(*row.status) ? method + "; not planned anew: " + std::string(name_of(*row.status)) : method;
}

Json risk_row_json(const RiskRow& row) {
  Json out{{"place", row.place}, {"kind", row.kind}, {"tonnes", row.tonnes.to_string()}, {"share", row.share.to_string()},
           {"value_share", risk_decimal_json(row.value)}, {"first_priority_share", risk_decimal_json(row.first)}};
  if (row.kind == "corridor") return out;
  out["closed"] = {{"from", row.from}, {"until", row.until}};
  out["method"] = risk_method_text(row.method);
  out["status"] = row.status ? Json(name_of(*row.status)) : Json();
  out["on_time_lost"] = risk_decimal_json(row.on_time_lost);
  out["lateness_added"] = risk_decimal_json(row.lateness_added);
  return out;
}

std::string risk_cell(const std::optional<Decimal>& value) { return value ? value->to_string() : "not reported"; }

}  // namespace

Result<RiskResult> risk(const Snapshot& snapshot, const Planned& planned, const RiskOptions& options) {
  return RiskReader(snapshot, planned, options).read();
}

Json to_json(const RiskResult& result) {
  Json out{{"as_known", to_string(result.as_known)}, {"head", result.head}, {"status", name_of(result.status)}, {"delivered_tonnes", result.delivered.to_string()},
           {"without_value", result.without_value}, {"concentration", risk_decimal_json(result.concentration)}};
  Json places = Json::array();
  for (const RiskRow& row : result.places) places.push_back(risk_row_json(row));
  out["places"] = std::move(places);
  Json corridors = Json::array();
  for (const RiskRow& row : result.corridors) corridors.push_back(risk_row_json(row));
  out["corridors"] = std::move(corridors);
  if (result.asks_nothing) out["asks_nothing"] = *result.asks_nothing;
  out["notes"] = result.notes;
  return out;
}

std::vector<Sheet> to_sheets(const RiskResult& result) {
  Sheet places;
  places.title = "What depends on each place";
  places.heading = {"As known " + to_string(result.as_known) + "; shares of the " + result.delivered.to_string() +
                    " t that the plan delivers; ended: " + std::string(name_of(result.status))};
  if (!finished(result.status))
    places.heading.emplace_back("The plan was ended before it was finished: what is lost without a place is what the best plan by then would lose, and nothing "
                                "is planned anew. Of the finished plan it may be more or less; give it more time (--time-limit).");
  places.columns = {{"place", Align::left, "#loc"}, {"is a", Align::left, "#meta+kind"},
                    {"t", Align::decimal, "#indicator+tonnes+num"}, {"share", Align::decimal, "#indicator+share+num"},
                    {"of value", Align::decimal, "#indicator+share+value"}, {"of priority 1", Align::decimal, "#indicator+share+first"},
                    {"closed", Align::left, "#date+closed"}, {"on time lost", Align::decimal, "#indicator+lost+num"},
                    {"lateness added", Align::decimal, "#indicator+late+num"}, {"by", Align::left, "#meta+method"}};
  for (const RiskRow& row : result.places)
    places.rows.push_back({row.place, row.kind, row.tonnes.to_string(), row.share.to_string(), risk_cell(row.value), risk_cell(row.first),
                           row.from + ".." + row.until, risk_cell(row.on_time_lost),
                           risk_cell(row.lateness_added), risk_method_cell(row)});
  places.footnotes = {"On time lost: weighted tonnes; lateness added: weighted tonne-weeks; of two weeks without the place, in "
                      "the weeks in which most passes it.",
                      "re_planned: the plan made anew without it. rerouted: if only what passes it goes another way or later, "
                      "through what the plan leaves, and all else stays as planned; the plan made anew loses no more.",
                      "Lateness added may be below zero: what is in time counts first, and where less can be in time, the rest of "
                      "what moves may be less late."};
  for (const std::string& note : result.notes) places.footnotes.push_back(note + ".");
  if (result.asks_nothing == true)
    places.footnotes.emplace_back("The scenario changes nothing that is planned, so all of this is as without it.");
  Sheet corridors;
  corridors.title = "Balance of corridors";
  corridors.heading = {"Concentration " + risk_cell(result.concentration) + " (1: a single corridor)"};
  corridors.columns = {{"corridor", Align::left, "#loc+corridor"}, {"t", Align::decimal, "#indicator+tonnes+num"},
                       {"share", Align::decimal, "#indicator+share+num"}, {"of value", Align::decimal, "#indicator+share+value"},
                       {"of priority 1", Align::decimal, "#indicator+share+first"}};
  for (const RiskRow& row : result.corridors)
    corridors.rows.push_back({row.place, row.tonnes.to_string(), row.share.to_string(), risk_cell(row.value), risk_cell(row.first)});
  return {places, corridors};
}

}  // namespace servanda
