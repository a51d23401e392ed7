#include "views/what_if.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <tuple>

#include "base/near_name.h"
#include "book/cell.h"
#include "book/names_of.h"

namespace servanda {
namespace {

Error wrong_option(std::string_view option, std::string_view found, std::string_view expected) {
  return bad_usage(std::string(option) + ": found '" + std::string(found) + "', expected " + std::string(expected));
}

// The option is well formed, and what it says does not fit the programme.
Error does_not_fit(std::string_view option, std::string_view found, std::string_view expected, const std::string& mend) {
  return bad_input(std::string(option) + ": found '" + std::string(found) + "', expected " + std::string(expected) + mend);
}

// "A:B" at the last `mark` before which there is something.
std::optional<std::pair<std::string, std::string>> cut_at(std::string_view text, char mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return std::nullopt;
  return std::pair(std::string(text.substr(0, at)), std::string(text.substr(at + 1)));
}

class Asked {
 public:
  explicit Asked(const Snapshot& snapshot) : snapshot_(snapshot) {}

  Status close(const std::string& text) {
    constexpr std::string_view kForm = "PLACE:FROM..UNTIL, such as P-EST:2031-W30..2031-W31";
    const auto parts = cut_at(text, ':');
    if (!parts) return wrong_option("--close", text, kForm);
    if (!snapshot_.find<Table::nodes>(parts->first) && !snapshot_.find<Table::links>(parts->first))
      return unknown("--close", parts->first, "a node or link", names_of<Table::nodes, Table::links>(snapshot_));
    std::string span = parts->second;
    std::string share = "0";
    if (const auto with_share = cut_at(span, '=')) std::tie(span, share) = *with_share;
    const auto dots = span.find("..");
    const auto from = PartialDate::parse(span.substr(0, dots));
    const auto until = dots == std::string::npos ? from : PartialDate::parse(span.substr(dots + 2));
    if (!from || !until) return wrong_option("--close", text, kForm);
    if (until->last() < from->first())
      return does_not_fit("--close", span, "an end that is not before the beginning", "; exchange the two or correct one");
    const auto left = Decimal::parse(share);
    if (!left || left->units() < 0 || left->units() > Decimal::kUnit)
      return does_not_fit("--close", share, "the share of the capacity that is left, from 0 to 1",
                          "; write a share such as =0.5, or leave it away where nothing is left");
    RETURN_IF_ERROR(once("--close", parts->first + ":" + to_string(from->first()) + ".." + to_string(until->last()), text));
    const Decimal least = std::min(*left, left_by_book(parts->first, from->first(), until->last()));
    scenario_.changes.push_back({ScenarioChange::Kind::add, "closures", {}, {}, {},
                                 {{"place", parts->first}, {"from", to_string(from->first())},
                                  {"until", to_string(until->last())}, {"share_left", least.to_string()}}});
    return name(parts->first + (least.units() == 0 ? " closed " + span : " with " + least.to_string() + " of its capacity in " + span) +
                (least < *left ? ", where the book leaves no more" : ""));
  }

  Status capacity(const std::string& text) {
    constexpr std::string_view kForm = "PLACE=+20%, PLACE=-10% or PLACE=350 (tonnes a week), of a node also NODE.storage=350";
    const auto parts = cut_at(text, '=');
    if (!parts) return wrong_option("--capacity", text, kForm);
    ASSIGN_OR_RETURN(const Limit limit, limit_of(parts->first));
    if (limit.of_node_alone && !limit.reported)
      return wrong_option("--capacity", text, "which limit of " + limit.place + " is meant, since its handling is not reported: " + limit.place +
                                                  ".handling=… to limit it, " + limit.place + ".storage or " + limit.place + ".hazardous");
    RETURN_IF_ERROR(once("--capacity", limit.place + " " + limit.column, text));
    ScenarioChange change{ScenarioChange::Kind::set, limit.table, {{limit.key, {limit.place}, {}, {}}}, limit.column, parts->second, {}};
    if (parts->second.back() == '%') {
      std::string_view percent(parts->second);
      percent.remove_suffix(1);
      const bool more = percent.starts_with('+');
      if (more) percent.remove_prefix(1);
      const auto share = Decimal::parse(percent);
      if (!share || (!more && share->units() >= 0)) return wrong_option("--capacity", text, kForm);
      if (share->units() < -100 * Decimal::kUnit)
        return does_not_fit("--capacity", text, "at most a hundred percent less", "; -100% leaves nothing");
      if (!limit.reported)
        return wrong_option("--capacity", text, "a figure and no share, since " + std::string(limit.column) + " of " + limit.place + " is not reported");
      change.kind = ScenarioChange::Kind::scale;
      change.value = Decimal::from_units(Decimal::kUnit + share->units() / 100).to_string();
    } else if (const auto amount = Decimal::parse(parts->second); !amount) {
      return wrong_option("--capacity", text, kForm);
    } else if (amount->units() < 0) {
      return does_not_fit("--capacity", text, "tonnes a week of zero or more", "; for less than now write a share such as -10%");
    }
    scenario_.changes.push_back(std::move(change));
    return name("capacity of " + parts->first + " " + parts->second);
  }

  Status ready(const std::string& text) {
    const auto parts = cut_at(text, '=');
    if (!parts || !PartialDate::parse(parts->second))
      return wrong_option("--ready", text, "CONSIGNMENT=DATE, such as G-183=2031-08-04 or G-183=2031-W32");
    if (!snapshot_.find<Table::consignments>(parts->first))
      return unknown("--ready", parts->first, "a consignment", names_of<Table::consignments>(snapshot_));
    RETURN_IF_ERROR(once("--ready", parts->first, text));
    scenario_.changes.push_back({ScenarioChange::Kind::set, "consignments", {{"id", {parts->first}, {}, {}}}, "ready",
                                 parts->second, {}});
    return name(parts->first + " ready " + parts->second);
  }

  Status add_link(const std::string& text) {
    constexpr std::string_view kForm =
        "FROM:TO:COLUMN=VALUE,…, such as HUB-N:SITE-LOW:mode=rail,transit_days=2,capacity_t_week=100";
    const auto from = cut_at(text, ':');
    const auto to = from ? cut_at(from->second, ':') : std::nullopt;
    if (!to) return wrong_option("--add-link", text, kForm);
    for (const std::string& end : {from->first, to->first})
      if (!snapshot_.find<Table::nodes>(end)) return unknown("--add-link", end, "a node", names_of<Table::nodes>(snapshot_));
    if (from->first == to->first)
      return does_not_fit("--add-link", text, "a link between two places", "; correct one of the two ends");
    ScenarioChange change{ScenarioChange::Kind::add, "links", {}, {}, {}, {}};
    change.row = {{"id", "added-" + std::to_string(++added_) + "-" + from->first + "-" + to->first},
                  {"from", from->first}, {"to", to->first}};
    std::string_view rest = to->second;
    while (!rest.empty()) {
      const auto comma = rest.find(',');
      const auto pair = cut_at(rest.substr(0, comma), '=');
      if (!pair) return wrong_option("--add-link", text, kForm);
      RETURN_IF_ERROR(fits_links(pair->first, pair->second));
      change.row.push_back(*pair);
      rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    }
    scenario_.changes.push_back(std::move(change));
    return name("a link from " + from->first + " to " + to->first);
  }

  Status fits_links(const std::string& name, const std::string& value) {
    const TableSchema& links = schema_of(Table::links);
    const auto column = find_column(links, name);
    if (!column || name == "id" || name == "from" || name == "to")
      return does_not_fit("--add-link", name, "a column of links beside id, from and to", "; `servanda tables links` lists them");
    Cell cell = kNullCell;
    std::string expected;
    if (parse_cell(links.columns[*column], value, words_.texts(), cell, expected)) return {};
    return does_not_fit("--add-link", name + "=" + value, expected, "; correct it");
  }

  Scenario scenario() { return std::move(scenario_); }

 private:
  // Of two that say otherwise of the same thing the last one would hold.
  Status once(const std::string& option, const std::string& of, const std::string& text) {
    const auto [before, fresh] = said_.try_emplace(option + " " + of, text);
    if (fresh) return {};
    return wrong_option(option, text, "each thing once, and '" + before->second + "' says it already; leave one of the two away");
  }
  // A closure added takes the place of one of the same days, of which the lesser share counts.
  Decimal left_by_book(std::string_view place, Day from, Day until) const {
    for (const auto row : snapshot_.rows<Table::closures>()) {
      const auto begins = row.date<"from">();
      const auto ends = row.date<"until">();
      if (row.text<"place">() == place && begins && ends && begins->first() == from && ends->last() == until) return row.decimal<"share_left">().value_or(Decimal());
    }
    return Decimal::whole(1);
  }

  // What --capacity changes: of a node its handling, unless another limit of it is named.
  struct Limit {
    std::string place;
    std::string table;
    std::string key = "id";
    std::string column;
    bool reported = true;
    bool of_node_alone = false;
  };
  Result<Limit> limit_of(const std::string& name) const {
    if (const auto node = snapshot_.find<Table::nodes>(name))
      return Limit{name, "nodes", "id", "handling_t_week", node->decimal<"handling_t_week">().has_value(), true};
    if (const auto link = snapshot_.find<Table::links>(name))
      return Limit{name, "links", "id", "capacity_t_week", link->decimal<"capacity_t_week">().has_value()};
    if (is_resource(name)) return Limit{name, "resources", "resource", "amount"};
    const auto dot = name.rfind('.');
    const std::string place = name.substr(0, dot);
    const std::string_view of = dot == std::string::npos ? std::string_view() : std::string_view(name).substr(dot + 1);
    if (const auto node = snapshot_.find<Table::nodes>(place); node && !of.empty()) {
      if (of == "handling") return Limit{place, "nodes", "id", "handling_t_week", node->decimal<"handling_t_week">().has_value()};
      if (of == "storage") return Limit{place, "nodes", "id", "storage_t", node->decimal<"storage_t">().has_value()};
      if (of == "hazardous") return Limit{place, "nodes", "id", "hazardous_t", node->decimal<"hazardous_t">().has_value()};
      if (of == "ramp" && has_ramp(place)) return Limit{place, "ramps", "place", "capacity"};
      return wrong_option("--capacity", name, "a node alone, or its .handling, .storage, .hazardous, or .ramp where ramps.csv has the site");
    }
    std::vector<std::string> ids = names_of<Table::nodes, Table::links>(snapshot_);
    for (const auto row : snapshot_.rows<Table::resources>()) ids.emplace_back(row.text<"resource">());
    return unknown("--capacity", name, "a node, link or resource", ids);
  }
  bool has_ramp(std::string_view id) const {
    for (const auto row : snapshot_.rows<Table::ramps>())
      if (row.text<"place">() == id) return true;
    return false;
  }
  static Error unknown(std::string_view option, const std::string& found, const std::string& what, const std::vector<std::string>& ids) {
    const std::string near = did_you_mean(found, ids);
    return does_not_fit(option, found, "the id of " + what + " of this programme", near.empty() ? "; `servanda export BOOK --to csv --table TABLE` lists them" : near);
  }
  bool is_resource(std::string_view id) const {
    for (const auto row : snapshot_.rows<Table::resources>())
      if (row.text<"resource">() == id) return true;
    return false;
  }
  Status name(const std::string& text) {
    scenario_.name += (scenario_.name.empty() ? "" : ", ") + text;
    return {};
  }

  const Snapshot& snapshot_;
  History words_;  // for texts that are only looked at
  Scenario scenario_;
  std::map<std::string, std::string> said_;  // by option and what it is of
  int added_ = 0;
};

std::optional<int> what_if_weeks(const std::string& was, const std::string& is) {
  const auto a = PartialDate::parse(was);
  const auto b = PartialDate::parse(is);
  if (!a || !b) return std::nullopt;
  return static_cast<int>((b->first() - a->first()).count() / 7);
}

// Tonnes by the week in which they arrive.
std::map<std::string, Wide> arrivals_of(const PlanScheduleRow& row) {
  std::map<std::string, Wide> out;
  for (const PlanLegRow& leg : row.legs)
    if (leg.to == row.destination) out[leg.arrive] += leg.tonnes.units();
  return out;
}

// The most by which what has arrived lies behind what was planned, over the weeks.
Decimal later_tonnes(const PlanScheduleRow& was, const PlanScheduleRow& is) {
  std::map<std::string, Wide> behind = arrivals_of(was);
  for (const auto& [week, tonnes] : arrivals_of(is)) behind[week] -= tonnes;
  Wide now = 0, most = 0;
  for (const auto& [week, tonnes] : behind) most = std::max(most, now += tonnes);
  return Decimal::from_units(static_cast<std::int64_t>(most));
}

// Arrived by the due week; without one, whenever.
Wide tonnes_in_time(const PlanScheduleRow& row) {
  Wide out = 0;
  for (const auto& [week, tonnes] : arrivals_of(row))
    if (row.due.empty() || week <= row.due) out += tonnes;
  return out;
}

WhatIfLine compared_line(const PlanScheduleRow* was, const PlanScheduleRow* is) {
  const PlanScheduleRow& told = is != nullptr ? *is : *was;
  WhatIfLine line;
  line.consignment = told.consignment;
  line.part = told.part;
  line.priority = told.priority;
  line.tonnes = told.tonnes;
  if (was != nullptr) {
    line.was = was->arrives;
    line.was_late = was->late_weeks;
    line.was_short = was->short_tonnes;
    line.was_way = way_text(*was);
    if (was->reason) line.was_reason = was->reason->text();
  }
  if (is != nullptr) {
    line.is = is->arrives;
    line.late_weeks = is->late_weeks;
    line.short_tonnes = is->short_tonnes;
    line.reason = is->reason;
    line.way = way_text(*is);
  }
  line.slips = what_if_weeks(line.was, line.is);
  if (was != nullptr && is != nullptr) {
    line.later_tonnes = later_tonnes(*was, *is);
    line.earlier_tonnes = later_tonnes(*is, *was);
    line.more_in_time = Decimal::from_units(static_cast<std::int64_t>(tonnes_in_time(*is) - tonnes_in_time(*was)));
  }
  const bool last_is_later = line.late_weeks > line.was_late || (line.slips && *line.slips > 0);
  const bool as_short = was == nullptr || line.short_tonnes == line.was_short;  // what comes beyond what came may come late
  line.pays = is != nullptr && (line.short_tonnes > line.was_short || line.later_tonnes.units() > 0 || (as_short && last_is_later));
  return line;
}

bool what_if_overlaps(const TouchedPlace& touched, const std::string& week) {
  const auto then = PartialDate::parse(week);
  return then && (!touched.from || touched.from->first() <= then->last()) && (!touched.until || touched.until->last() >= then->first());
}

bool what_if_passes(const PlanScheduleRow& row, const TouchedPlace& touched) {
  return row.consignment == touched.place || std::ranges::any_of(row.legs, [&](const PlanLegRow& leg) {
           return ((leg.link == touched.place || leg.from == touched.place) && what_if_overlaps(touched, leg.depart)) ||
                  (leg.to == touched.place && what_if_overlaps(touched, leg.arrive));
         });
}

bool reason_names(const PlanReasonRow& reason, const std::string& place) {
  return reason.place == place || std::ranges::find(reason.closed, place) != reason.closed.end() ||
         std::ranges::any_of(reason.together, [&](const PlanReasonRow& one) { return reason_names(one, place); });
}

std::string what_if_through(const PlanScheduleRow* was, const PlanScheduleRow* is, const WhatIfLine& line, const std::vector<TouchedPlace>& touched) {
  if (!line.pays) return {};
  for (const TouchedPlace& one : touched)
    if (was != nullptr && what_if_passes(*was, one)) return one.place;
  for (const TouchedPlace& one : touched)  // it makes it in another week
    if (was != nullptr && is != nullptr && was->origin == one.place && was->ready != is->ready) return one.place;
  for (const TouchedPlace& one : touched)
    if (line.reason && reason_names(*line.reason, one.place)) return one.place;
  return {};
}

// "Of 20 lines that pay 12 were to pass what is changed, or are held by it; 8 pay for others, which take their room."
std::string what_if_who_pays(const std::vector<WhatIfLine>& changed) {
  const auto pay = std::ranges::count_if(changed, [](const WhatIfLine& line) { return line.pays; });
  const auto direct = std::ranges::count_if(changed, [](const WhatIfLine& line) { return !line.through.empty(); });
  return "Of " + std::to_string(pay) + (pay == 1 ? " line that pays " : " lines that pay ") + std::to_string(direct) +
         (direct == 1 ? " was to pass what is changed, or is held by it; " : " were to pass what is changed, or are held by it (through); ") +
         std::to_string(pay - direct) + (pay - direct == 1 ? " pays" : " pay") + " for others, which take their room.";
}

// Tonnes by link and weeks.
std::map<std::tuple<std::string, std::string, std::string>, Wide> legs_of(const PlanScheduleRow& row) {
  std::map<std::tuple<std::string, std::string, std::string>, Wide> out;
  for (const PlanLegRow& leg : row.legs) out[{leg.link, leg.depart, leg.arrive}] += leg.tonnes.units();
  return out;
}

bool same_line(const PlanScheduleRow& a, const PlanScheduleRow& b) {
  return a.arrives == b.arrives && a.late_weeks == b.late_weeks && a.short_tonnes == b.short_tonnes &&
         arrivals_of(a) == arrivals_of(b) && legs_of(a) == legs_of(b);
}

bool gains(const WhatIfLine& line) {
  return !line.pays && (line.earlier_tonnes.units() > 0 || line.more_in_time.units() > 0 || line.short_tonnes < line.was_short || line.slips.value_or(0) < 0);
}

// A line that arrives later, and still in time, has none.
std::string what_if_reason(const WhatIfLine& line) {
  if (!line.reason) return line.pays ? "later, and in time" : "";
  const std::string text = line.reason->text();
  return text == line.was_reason ? text + ", as before" : text;
}

std::string what_if_horizon(const PlanHorizonRow& base, const PlanHorizonRow& then) {
  const int more = then.weeks - base.weeks;
  if (more == 0) return "Both plans look until " + base.until + ": " + base.rule;
  return "As planned looks until " + base.until + "; then needs " + std::to_string(more) + (more == 1 ? " week" : " weeks") + " more, until " +
         then.until + " (" + then.rule + "), in which what does not arrive counts as late";
}

Json what_if_levels_json(const std::vector<PlanLevelRow>& levels) {
  Json out = Json::array();
  for (const PlanLevelRow& level : levels)
    out.push_back({{"name", level.name}, {"value", level.value.to_string()}, {"bound", level.bound.to_string()},
                   {"gap", level.gap.to_string()}, {"unit", level.unit}});
  return out;
}

}  // namespace

Result<Scenario> what_if_scenario(const Snapshot& snapshot, const WhatIfAsked& asked) {
  Asked reader(snapshot);
  for (const std::string& text : asked.close) RETURN_IF_ERROR(reader.close(text));
  for (const std::string& text : asked.capacity) RETURN_IF_ERROR(reader.capacity(text));
  for (const std::string& text : asked.ready) RETURN_IF_ERROR(reader.ready(text));
  for (const std::string& text : asked.add_links) RETURN_IF_ERROR(reader.add_link(text));
  return reader.scenario();
}

std::vector<TouchedPlace> touched_by(const Scenario& scenario) {
  std::vector<TouchedPlace> out;
  for (const ScenarioChange& change : scenario.changes) {
    if (change.kind == ScenarioChange::Kind::add && change.table == "closures") {
      TouchedPlace touched;
      for (const auto& [column, value] : change.row) {
        if (column == "place") touched.place = value;
        if (column == "from") touched.from = PartialDate::parse(value);
        if (column == "until") touched.until = PartialDate::parse(value);
      }
      out.push_back(touched);
    }
    if (change.table != "nodes" && change.table != "links" && change.table != "resources" && change.table != "consignments" && change.table != "ramps") continue;
    for (const ScenarioTest& test : change.where)
      if (test.column == "id" || test.column == "resource" || test.column == "place")
        for (const std::string& id : test.any_of) out.push_back({id});
  }
  return out;
}

WhatIfResult what_if(const PlanResult& base, const PlanResult& scenario, std::string name, std::string description,
                     const std::vector<TouchedPlace>& touched) {
  WhatIfResult out{scenario.as_known, scenario.head, std::move(name), std::move(description), scenario.status,
                   scenario.checked, base.status, base.finished && scenario.finished, base.levels, scenario.levels, {}, 0, base.horizon, scenario.horizon};
  out.schedule = scenario.schedule;
  if (!out.finished) return out;
  std::map<std::pair<std::string, int>, std::pair<const PlanScheduleRow*, const PlanScheduleRow*>> lines;
  for (const PlanScheduleRow& row : base.schedule) lines[{row.consignment, row.part}].first = &row;
  for (const PlanScheduleRow& row : scenario.schedule) lines[{row.consignment, row.part}].second = &row;
  for (const auto& [key, pair] : lines) {
    if (pair.first != nullptr && pair.second != nullptr && same_line(*pair.first, *pair.second)) {
      ++out.unchanged;
      continue;
    }
    out.changed.push_back(compared_line(pair.first, pair.second));
    out.changed.back().through = what_if_through(pair.first, pair.second, out.changed.back(), touched);
  }
  std::stable_sort(out.changed.begin(), out.changed.end(), [](const WhatIfLine& a, const WhatIfLine& b) {
    const auto key = [](const WhatIfLine& line) {
      return std::tuple(!line.pays, !gains(line), -line.short_tonnes.units(), -line.late_weeks, -line.slips.value_or(0));
    };
    return key(a) < key(b);
  });
  return out;
}

Json to_json(const WhatIfResult& result) {
  Json out{{"as_known", to_string(result.as_known)}, {"head", result.head}, {"scenario", result.scenario},
           {"description", result.description}, {"status", result.status}, {"checked", result.checked},
           {"finished", result.finished}, {"asks_nothing", result.asks_nothing},
           {"horizon", horizon_json(result.horizon)},
           {"base", {{"status", result.base_status}, {"levels", what_if_levels_json(result.base_levels)}, {"horizon", horizon_json(result.base_horizon)}}}};
  Json changed = Json::array();
  const auto text_or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  for (const WhatIfLine& line : result.changed)
    changed.push_back({{"consignment", line.consignment}, {"part", line.part}, {"priority", line.priority},
                       {"tonnes", line.tonnes.to_string()}, {"was", text_or_null(line.was)}, {"is", text_or_null(line.is)},
                       {"slips", line.slips ? Json(*line.slips) : Json()}, {"later_tonnes", line.later_tonnes.to_string()},
                       {"earlier_tonnes", line.earlier_tonnes.to_string()}, {"more_in_time", line.more_in_time.to_string()},
                       {"was_late", line.was_late},
                       {"late_weeks", line.late_weeks}, {"was_short", line.was_short.to_string()},
                       {"short_tonnes", line.short_tonnes.to_string()}, {"pays", line.pays},
                       {"reason", line.reason ? Json(line.reason->text()) : Json()},
                       {"was_reason", text_or_null(line.was_reason)}, {"through", text_or_null(line.through)},
                       {"was_way", text_or_null(line.was_way)}, {"way", text_or_null(line.way)}});
  out["changed"] = std::move(changed);
  out["unchanged"] = result.finished ? Json(result.unchanged) : Json();
  out["schedule"] = schedule_json(result.schedule);
  out["notes"] = result.notes;
  out["levels"] = what_if_levels_json(result.levels);
  return out;
}

std::vector<Sheet> to_sheets(const WhatIfResult& result) {
  Sheet levels;
  levels.title = "What if: " + result.scenario;
  levels.heading = {"As known " + to_string(result.as_known) + "; ended: " + result.status};
  if (!result.finished)
    levels.heading.push_back("As planned ended: " + result.base_status +
                             "; between plans that were ended before they were finished there is no difference to state. Give them more time.");
  if (result.horizon && result.base_horizon) levels.heading.push_back(what_if_horizon(*result.base_horizon, *result.horizon));
  if (!result.description.empty()) levels.heading.push_back(result.description);
  levels.columns = {{"level", Align::left, "#meta+level"}, {"as planned", Align::decimal, "#indicator+base+num"},
                    {"then", Align::decimal, "#indicator+value+num"}, {"change", Align::decimal, "#indicator+change+num"},
                    {"bound", Align::decimal, "#indicator+bound+num"}, {"unit", Align::left, "#indicator+unit"}};
  for (std::size_t i = 0; i < result.levels.size() && i < result.base_levels.size(); ++i) {
    const auto change = result.levels[i].value.units() - result.base_levels[i].value.units();
    levels.rows.push_back({result.levels[i].name, result.base_levels[i].value.to_string(), result.levels[i].value.to_string(),
                           result.finished ? Decimal::from_units(change).to_string() : "not known", result.levels[i].bound.to_string(), result.levels[i].unit});
  }
  levels.footnotes = {"Bound: no plan of what is asked reaches more in time, or less lateness and cost than that."};
  if (!result.finished) return {levels};
  Sheet lines;
  const bool slips = std::ranges::any_of(result.changed, [](const WhatIfLine& line) { return line.pays; });
  lines.title = result.changed.empty() ? "Nothing slips" : slips ? "What changes" : "What changes; nothing slips";
  lines.columns = {{"consignment", Align::left, "#activity+id"}, {"prio", Align::right, "#priority+num"},
                   {"t", Align::decimal, "#indicator+tonnes+num"}, {"was", Align::right, "#date+was"},
                   {"is", Align::right, "#date+is"}, {"slips", Align::right, "#indicator+slips+num"},
                   {"t later", Align::decimal, "#indicator+later+num"}, {"t earlier", Align::decimal, "#indicator+earlier+num"},
                   {"t in time more", Align::decimal, "#indicator+in_time+num"},
                   {"weeks late", Align::right, "#indicator+late+num"}, {"t short", Align::decimal, "#indicator+short+num"},
                   {"pays", Align::left, "#status+pays"}, {"through", Align::left, "#loc+through"}, {"reason", Align::left, "#status+reason"},
                   {"was by", Align::left, "#description+way+was"}, {"is by", Align::left, "#description+way"}};
  for (const WhatIfLine& line : result.changed)
    lines.rows.push_back({line_name(line.consignment, line.part), std::to_string(line.priority), line.tonnes.to_string(),
                          line.was.empty() ? "not at all" : line.was, line.is.empty() ? "not at all" : line.is,
                          line.slips ? std::to_string(*line.slips) : "", line.later_tonnes.to_string(), line.earlier_tonnes.to_string(), line.more_in_time.to_string(),
                          line.is.empty() ? "never" : std::to_string(line.late_weeks),
                          line.short_tonnes.to_string(), line.pays ? "yes" : gains(line) ? "gains" : "no", line.pays && line.through.empty() ? "others" : line.through, what_if_reason(line), line.was_way,
                          line.way});
  lines.footnotes = {std::to_string(result.unchanged) + (result.unchanged == 1 ? " line goes and arrives" : " lines go and arrive") + " as planned. --format json has the whole timetable (schedule)."};
  if (!result.changed.empty())
    lines.footnotes.insert(lines.footnotes.begin(), "Slips: weeks of the last arrival. t later: the most tonnes by which it lies behind what was planned, in any week; t earlier: before it. "
                                                    "t in time more: what arrives by the due week beyond what was planned. Pays: no: it goes another way or in other weeks, and arrives as planned.");
  if (slips) lines.footnotes.push_back(what_if_who_pays(result.changed));
  for (const std::string& note : result.notes) lines.footnotes.push_back(note + (note.ends_with('?') ? "" : "."));
  if (result.asks_nothing)
    lines.footnotes.emplace_back("What is asked changes nothing that is planned: its days lie before the as-known day or after the weeks of the plan, or it is of a "
                                 "consignment that has arrived, is left out of the plan or waits for something else, or it is as it was. Where courses are held bears on plans with --crewed.");
  return {levels, lines};
}

}  // namespace servanda
