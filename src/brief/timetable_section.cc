#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "brief/answers.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

constexpr std::size_t kPlacesDrawn = 12;
constexpr std::size_t kConsignmentsDrawn = 16;
constexpr std::size_t kLinesListed = 60;
constexpr std::size_t kFlowsListed = 40;
constexpr std::size_t kBottlenecksListed = 20;

// Of a book without links (network/infer.h).
constexpr std::string_view kInferred =
    "This network is inferred from what was moved: a link is a way that consignments took, and carries no more a week than the most that it ever carried in one; "
    "of ways that nothing took, and of room that was there and not used, it knows nothing, so what is called full, late or the most that could be brought rests on that.";

struct PlaceOnMap {
  std::string name;
  std::string kind;
  std::string lat;
  std::string lon;
};

std::map<std::string, PlaceOnMap> places_on_map(const Snapshot& snapshot) {
  std::map<std::string, PlaceOnMap> out;
  for (const auto node : snapshot.rows<Table::nodes>()) {
    const auto lat = node.decimal<"lat">();
    const auto lon = node.decimal<"lon">();
    const Cell kind = node.cell<"kind">();
    const std::string name(node.text<"name">());
    out[node.name()] = {name.empty() ? node.name() : name,
                        kind == kNullCell ? "place" : std::string(schema::kNodeKinds[static_cast<std::size_t>(kind)]),
                        lat ? lat->to_string() : "", lon ? lon->to_string() : ""};
  }
  return out;
}

std::string place_name(const std::map<std::string, PlaceOnMap>& places, const std::string& id) {
  const auto found = places.find(id);
  return found == places.end() ? id : found->second.name;
}

// A link reads as its ends: "Torrund rail terminal – Highmoor crossing, rail".
std::string link_name(const std::map<std::string, PlaceOnMap>& places, const Told& row) {
  const std::string mode = row["mode"].text();
  return place_name(places, row["from"].text()) + " – " + place_name(places, row["to"].text()) + (mode.empty() ? "" : ", " + mode);
}

// A place of any kind by its name: a node's own, a link's by its ends, else its id. An inferred network's links stand in the plan alone.
using PlaceNames = std::map<std::string, std::string>;
PlaceNames place_names(const std::map<std::string, PlaceOnMap>& places, const Snapshot& snapshot, const Told& told) {
  PlaceNames out;
  for (const auto& [id, place] : places) out[id] = place.name;
  for (const auto link : snapshot.rows<Table::links>()) {
    const Cell mode = link.cell<"mode">();
    out[link.name()] = place_name(places, std::string(link.text<"from">())) + " – " + place_name(places, std::string(link.text<"to">())) +
                       (mode == kNullCell ? "" : ", " + std::string(schema::kModes[static_cast<std::size_t>(mode)]));
  }
  const Told rows = told["places"];
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i]["of"].text() == "link") out[rows[i]["place"].text()] = link_name(places, rows[i]);
  return out;
}

std::string name_of_place(const PlaceNames& names, const std::string& id) {
  const auto found = names.find(id);
  return found == names.end() ? id : found->second;
}

std::string told_name(const std::map<std::string, PlaceOnMap>& places, const Told& row) {
  return row["of"].text() == "link" ? link_name(places, row) : place_name(places, row["place"].text());
}

// It arrives, and its crews are not trained within the weeks of the plan.
bool waits_for_crews(const Told& schedule_row) {
  return schedule_row["arrives"].reported() && schedule_row["needs_crews"].is_true() && !schedule_row["usable"].reported();
}

std::string line_of(const Told& schedule_row) {
  return schedule_row["consignment"].text() + (schedule_row["part"].count() == 0 ? "" : "/" + schedule_row["part"].text());
}

std::string label_of(const Told& schedule_row) {
  const std::int64_t late = schedule_row["late_weeks"].count();
  if (!schedule_row["arrives"].reported()) return "does not arrive";
  if (schedule_row["short_tonnes"].text() != "0") return number_text(schedule_row["short_tonnes"], 1) + " t short";
  const std::string when = late == 0 ? "in time" : counted(late, "week") + " late" + (schedule_row["overdue"].is_true() ? " (due " + schedule_row["due"].text() + ")" : "");
  return waits_for_crews(schedule_row) ? when + ", no crew" : when;
}

bool pays(const Told& row) { return row["late_weeks"].count() > 0 || row["short_tonnes"].text() != "0"; }

// First priority first, then the most tonnes; those that are late or short before the others of their priority.
std::vector<std::size_t> most_important(const Told& schedule) {
  std::vector<std::size_t> order(schedule.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t i) {
    const Told row = schedule[i];
    const std::int64_t priority = row["priority"].count();
    const auto tonnes = row["tonnes"].decimal();
    return std::tuple(priority == 0 ? 99 : priority, pays(row) ? 0 : 1, tonnes ? -tonnes->units() : 0, i);
  });
  return order;
}

// The most important, and the one that is latest instead of the last of them.
std::vector<std::size_t> lines_drawn(const Told& schedule) {
  std::vector<std::size_t> out = most_important(schedule);
  const auto latest = std::ranges::max_element(out, {}, [&](std::size_t i) { return schedule[i]["late_weeks"].count(); });
  if (out.size() <= kConsignmentsDrawn) return out;
  if (latest - out.begin() >= static_cast<std::ptrdiff_t>(kConsignmentsDrawn)) out[kConsignmentsDrawn - 1] = *latest;
  out.resize(kConsignmentsDrawn);
  return out;
}

// By place, the weeks in which it is closed, with what is left.
using ClosedWeeks = std::map<std::string, std::map<std::string, std::string>>;
ClosedWeeks closed_weeks(const Told& told) {
  ClosedWeeks out;
  const Told rows = told["closures"];
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t w = 0; w < rows[i]["weeks"].size(); ++w)
      out[rows[i]["place"].text()][rows[i]["weeks"][w].text()] = rows[i]["share_left"].text() == "0" ? "closed" : "partly closed, " + percent_text(rows[i]["share_left"]) + " left";
  return out;
}

// ", closed in 2031-W30", or in so many weeks from the first to the last; blank where it is open in all weeks.
std::string closed_text(const ClosedWeeks& closed, const std::string& place) {
  const auto found = closed.find(place);
  if (found == closed.end() || found->second.empty()) return {};
  const auto& weeks = found->second;
  const auto& [first, how] = *weeks.begin();
  if (weeks.size() == 1) return ", " + how + " in " + first;
  const bool alike = std::ranges::all_of(weeks, [&](const auto& week) { return week.second == how; });
  return ", " + (alike ? how : std::string("closed or partly closed")) + " in " + counted(static_cast<std::int64_t>(weeks.size()), "week") + " from " + first + " to " + weeks.rbegin()->first;
}

Json map_chart(const std::map<std::string, PlaceOnMap>& places, const Told& told) {
  Json chart = chart_data("The network with what the plan moves over it: lines as wide as their tonnes.", "tonnes over the weeks of the plan",
                          {"A place is full in some weeks if what is handled there, or leaves by one of its links, reaches the capacity of the week."});
  const ClosedWeeks closed = closed_weeks(told);
  std::set<std::string> full;
  Json links = Json::array();
  const Told rows = told["places"];
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Told row = rows[i];
    if (row["of"].text() == "handling" && row["full_weeks"].count() > 0) full.insert(row["place"].text());
    if (row["of"].text() != "link") continue;
    if (row["full_weeks"].count() > 0) full.insert(row["from"].text());
    links.push_back({{"from", row["from"].text()}, {"to", row["to"].text()}, {"mode", row["mode"].text()}, {"value", position(row["tonnes"])},
                     {"full", row["full_weeks"].count() > 0}, {"closed", closed.contains(row["place"].text())},
                     {"title", told_name(places, row) + ": " + number_text(row["tonnes"], 0) + " t, full in " + counted(row["full_weeks"].count(), "week") +
                                   closed_text(closed, row["place"].text())}});
  }
  Json nodes = Json::array();
  for (const auto& [id, place] : places)
    if (!place.lat.empty() && !place.lon.empty())
      nodes.push_back({{"id", id}, {"name", place.name}, {"kind", place.kind}, {"lat", place.lat}, {"lon", place.lon}, {"full", full.contains(id)},
                       {"closed", closed.contains(id)}, {"title", place.name + ", " + place.kind + closed_text(closed, id)}});
  chart["nodes"] = std::move(nodes);
  chart["links"] = std::move(links);
  return chart;
}

// The weeks of a row of places in which it, or the place from which a link leaves, is closed.
std::map<std::string, std::string> closed_weeks_of(const ClosedWeeks& closed, const Told& row) {
  std::map<std::string, std::string> out;
  for (const std::string& place : {row["place"].text(), row["from"].text()})
    if (const auto found = closed.find(place); found != closed.end()) out.insert(found->second.begin(), found->second.end());
  return out;
}

// The places that are full in most weeks, then the busiest.
Json use_chart(const std::map<std::string, PlaceOnMap>& places, const Told& told) {
  Json chart = chart_data("How full the places that bind most are, week by week.", "share of the weekly capacity", {});
  std::map<std::pair<std::string, std::string>, std::size_t> order;
  std::vector<std::size_t> chosen;
  const Told rows = told["places"];
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i]["full_weeks"].count() > 0) chosen.push_back(i);
  std::ranges::stable_sort(chosen, {}, [&](std::size_t i) { return -rows[i]["full_weeks"].count(); });
  chosen.resize(std::min(chosen.size(), kPlacesDrawn));
  const ClosedWeeks closed = closed_weeks(told);
  std::vector<std::map<std::string, std::string>> shut;  // by row
  Json drawn = Json::array();
  for (const std::size_t i : chosen) {
    shut.push_back(closed_weeks_of(closed, rows[i]));
    const std::string kind = rows[i]["of"].text();
    order[{kind, rows[i]["place"].text()}] = drawn.size();
    drawn.push_back({{"name", told_name(places, rows[i]) + (kind == "link" || kind == "resource" ? "" : ", " + kind)},
                     {"label", counted(rows[i]["full_weeks"].count(), "week") + " full"},
                     {"cells", Json::array()}});
  }
  const Told use = told["use"];
  for (std::size_t i = 0; i < use.size(); ++i) {
    const Told one = use[i];
    const auto found = order.find({one["of"].text(), one["place"].text()});
    const auto capacity = one["capacity"].decimal();
    if (found == order.end() || !capacity || capacity->units() <= 0) continue;
    const auto share = ratio_of(Wide{one["tonnes"].decimal()->units()}, Wide{capacity->units()});
    const auto how = shut[found->second].extract(one["week"].text());
    drawn[found->second]["cells"].push_back(
        {{"week", one["week"].text()}, {"share", static_cast<double>(share.value_or(0)) / Decimal::kUnit}, {"closed", !how.empty()},
         {"title", one["week"].text() + ": " + number_text(one["tonnes"], 1) + " of " + number_text(one["capacity"], 1) + (how.empty() ? "" : ", " + how.mapped())}});
  }
  for (std::size_t i = 0; i < shut.size(); ++i)
    for (const auto& [week, how] : shut[i]) drawn[i]["cells"].push_back({{"week", week}, {"share", 0}, {"closed", true}, {"title", week + ": " + how}});
  chart["rows"] = std::move(drawn);
  return chart;
}

std::string role_of_line(const Told& row) {
  if (!row["arrives"].reported()) return "broken";
  return pays(row) ? "late" : "kept";
}

Json schedule_chart(const std::map<std::string, PlaceOnMap>& places, const Told& told) {
  Json chart = chart_data("When the most important consignments move and arrive.", "ISO weeks",
                          {"A bar is one leg of the way; between bars the goods wait. A line above it: what is closed in the weeks for which it is late. What was due before the "
                           "as-known day says so, and its due week is not drawn."},
                          {{"on the way", "fill", "planned"}, {"closed", "fill", "closed"}, {"arrives in time", "circle", "kept"}, {"arrives late", "circle", "late"}, {"due", "line", "target"}});
  chart["today"] = told["as_known"].text();
  Json drawn = Json::array();
  const Told schedule = told["schedule"];
  for (const std::size_t i : lines_drawn(schedule)) {
    const Told row = schedule[i];
    Json bars = Json::array();
    for (std::size_t l = 0; l < row["legs"].size(); ++l) {
      const Told leg = row["legs"][l];
      bars.push_back({{"from", leg["depart"].text()}, {"until", leg["arrive"].text()}, {"role", "planned"},
                      {"title", link_name(places, leg)}});
    }
    const Told reasons = row["reasons"];
    for (std::size_t r = 0; r < reasons.size(); ++r)
      if (reasons[r]["closed"].reported() && reasons[r]["from"].reported())
        bars.push_back({{"from", reasons[r]["from"].text()}, {"until", reasons[r]["until"].text()}, {"role", "closed"},
                        {"title", place_name(places, reasons[r]["closed"].text()) + (reasons[r]["closed_in_part"].is_true() ? " partly closed" : " closed")}});
    Json marks = Json::array();
    if (row["due"].reported() && !row["overdue"].is_true()) marks.push_back({{"at", end_of(row["due"])}, {"role", "target"}, {"shape", "line"}, {"title", "due " + row["due"].text()}});
    if (row["arrives"].reported())
      marks.push_back({{"at", end_of(row["arrives"])}, {"role", role_of_line(row)}, {"shape", "circle"}, {"title", "arrives " + row["arrives"].text()}});
    if (bars.empty() && marks.empty()) continue;
    drawn.push_back({{"name", line_of(row)}, {"note", place_name(places, row["origin"].text()) + " – " + place_name(places, row["destination"].text())},
                     {"label", label_of(row)}, {"tone", role_of_line(row)}, {"bars", std::move(bars)}, {"marks", std::move(marks)}});
  }
  chart["rows"] = std::move(drawn);
  return chart;
}

TableMarkup flows_table(const std::map<std::string, PlaceOnMap>& places, const Told& told) {
  TableMarkup table("what moves over each link", {"From", "To", "Mode", "t#", "weeks used#", "weeks full#"});
  const Told rows = told["places"];
  for (std::size_t i = 0; i < rows.size() && table.rows() < kFlowsListed; ++i) {
    const Told row = rows[i];
    if (row["of"].text() != "link") continue;
    table.row({head_cell(isolated(place_name(places, row["from"].text()))), cell(isolated(place_name(places, row["to"].text()))), cell(plain(row["mode"].text())),
               rounded_cell(row["tonnes"], 1), number_cell(row["weeks"]), number_cell(row["full_weeks"])});
  }
  return table;
}

Markup places_table(const std::map<std::string, PlaceOnMap>& places, const Told& told) {
  TableMarkup table("how often places are full", {"Place", "of", "weeks used#", "weeks full#"});
  const Told rows = told["places"];
  for (std::size_t i = 0; i < rows.size() && table.rows() < kFlowsListed; ++i)
    if (rows[i]["full_weeks"].count() > 0)
      table.row({head_cell(isolated(told_name(places, rows[i]))), cell(plain(rows[i]["of"].text())), number_cell(rows[i]["weeks"]), number_cell(rows[i]["full_weeks"])});
  return table.details("Figures as a table");
}

Markup readiness_table(const Told& told) {
  TableMarkup table("what earlier readiness is worth", {"Consignment", "a week earlier is worth#", "unit"});
  const Told rows = told["readiness"];
  for (std::size_t i = 0; i < std::min(rows.size(), kBottlenecksListed); ++i)
    table.row({head_cell(isolated(rows[i]["consignment"].text())), rounded_cell(rows[i]["worth"], 2), cell(plain(rows[i]["unit"].text()))});
  return table.empty() ? Markup() : table.details("Ready a week earlier: which consignments would help most");
}

Markup bottlenecks_table(const PlaceNames& names, const Told& told) {
  TableMarkup table("bottlenecks", {"Place", "of", "from", "until", "one more a week is worth#", "unit"});
  const Told rows = told["bottlenecks"];
  for (std::size_t i = 0; i < std::min(rows.size(), kBottlenecksListed); ++i) {
    const Told row = rows[i];
    const Told weeks = row["weeks"];
    table.row({head_cell(isolated(name_of_place(names, row["place"].text()))), cell(plain(row["of"].text())), date_cell(weeks[0]), date_cell(weeks[weeks.size() - 1]),
               rounded_cell(row["price"], 2), cell(plain(row["unit"].text()))});
  }
  return table.details("Bottlenecks: where a little more would help most");
}

// Which limit of which place: `storage at Hub North`, `hazardous goods at Crossing`, `capacity of ROAD-N`.
std::string limit_text(const std::string& of, const std::string& kind, const std::string& place) {
  if (of == "handling" || of == "storage") return of + " at " + place;
  if (of == "hazardous") return "hazardous goods at " + place;
  return words(kind) + (kind == "capacity" ? " of " : " at ") + (of == "resource" ? "the resource " : "") + place;
}

// `handling at Hub North in 2031-W30 to 2031-W31 and capacity of ROAD-N in 2031-W32`.
std::string reasons_text(const PlaceNames& names, const Told& reasons) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    const Told one = reasons[i];
    const std::string from = one["from"].text();
    const std::string until = one["until"].text();
    std::string text = words(one["kind"].text());
    if (one["place"].reported()) text = limit_text(one["of"].text(), one["kind"].text(), name_of_place(names, one["place"].text()));
    if (one["closed"].reported()) {
      const std::string where = one["closed"].text() == one["place"].text() ? "" : name_of_place(names, one["closed"].text()) + " ";
      text += " (" + where + (one["closed_in_part"].is_true() ? "partly closed)" : "closed)");
    }
    text += " ";
    if (!from.empty()) text += (one["place"].reported() ? "in " : "before ") + from + (until == from ? "" : " to " + until);
    if (text.ends_with(' ')) text.pop_back();
    out.push_back(std::move(text));
  }
  return listed(out);
}

// The same of a line: of what was due before today, of the weeks alone that the plan adds.
std::string why_text(const PlaceNames& names, const Told& row) {
  const std::string reasons = reasons_text(names, row["reasons"]);
  if (!row["overdue"].is_true()) return reasons;
  if (!row["arrives"].reported() || !row["soonest"].reported()) return "due before today; " + reasons;
  if (row["added_weeks"].count() == 0) return "due before today; arrives in the soonest week";
  return "due before today; " + counted(row["added_weeks"].count(), "week") + " after the soonest, " + row["soonest"].text() + ": " + reasons;
}

Markup schedule_table(const PlaceNames& names, const Told& told) {
  const Told schedule = told["schedule"];
  TableMarkup table("late and short consignments", {"Consignment", "reason", "weeks late#", "t short#", "due", "arrives", "ready", "to", "priority#", "t#"});
  std::int64_t all = 0;
  for (const std::size_t i : most_important(schedule)) {
    const Told row = schedule[i];
    if (!pays(row)) continue;
    if (++all > static_cast<std::int64_t>(kLinesListed)) continue;
    table.row({head_cell(isolated(line_of(row))), prose_cell(isolated(why_text(names, row))), number_cell(row["late_weeks"]), rounded_cell(row["short_tonnes"], 1),
               date_cell(row["due"]), date_cell(row["arrives"]), date_cell(row["ready"]), cell(isolated(name_of_place(names, row["destination"].text()))),
               number_cell(row["priority"]), rounded_cell(row["tonnes"], 1)});
  }
  if (table.empty()) return {};
  std::string summary = "Late and short lines, and why";
  if (all > static_cast<std::int64_t>(kLinesListed)) summary += ": the first " + grouped(static_cast<std::int64_t>(kLinesListed)) + " of " + grouped(all);
  return table.details(summary);
}

Markup reasons_sentence(const Told& schedule, std::int64_t late) {
  std::map<std::string, std::int64_t> by_kind;
  std::int64_t overdue = 0;
  std::int64_t added = 0;
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    if (!pays(schedule[i])) continue;
    if (schedule[i]["overdue"].is_true()) {
      ++overdue;
      added += !schedule[i]["arrives"].reported() || schedule[i]["added_weeks"].count() > 0 ? 1 : 0;
      continue;
    }
    std::set<std::string> kinds;
    for (std::size_t r = 0; r < schedule[i]["reasons"].size(); ++r) kinds.insert(schedule[i]["reasons"][r]["kind"].text());
    for (const std::string& kind : kinds) ++by_kind[kind];
  }
  std::vector<std::pair<std::int64_t, std::string>> ordered;
  for (const auto& [kind, count] : by_kind) ordered.emplace_back(-count, kind);
  std::ranges::sort(ordered);
  Markup out;
  if (late == 0) return out << "Every line arrives in time. ";
  if (overdue > 0)
    out << counted(overdue, "line") << (overdue == 1 ? std::string_view(" was due before today and is late whatever is planned; ") : std::string_view(" were due before today and are late whatever is planned; "))
        << (added == 0 ? std::string("the plan brings each in its soonest week. ") : "the plan brings " + grouped(added) + " of them after the soonest week, or not at all. ");
  if (ordered.empty()) return out;
  out << (overdue > 0 ? std::string_view("Why the other ") : std::string_view("Why ")) << grouped(late - overdue) << " are late or short: ";
  for (std::size_t i = 0; i < ordered.size(); ++i)
    out << (i == 0 ? std::string_view("") : std::string_view(", ")) << words(ordered[i].second) << " " << -ordered[i].first;
  std::int64_t named = 0;
  for (const auto& [count, kind] : ordered) named -= count;
  return out << (named > late - overdue ? std::string_view(" (some for several). ") : std::string_view(". "));
}

// What arrives and cannot be used, as nobody is trained for it.
Markup crews_sentence(const Told& schedule) {
  constexpr std::size_t kNamed = 5;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < schedule.size(); ++i)
    if (waits_for_crews(schedule[i])) lines.push_back(line_of(schedule[i]));
  Markup out;
  if (lines.empty()) return out;
  out << "For " << counted(static_cast<std::int64_t>(lines.size()), "line") << " that arrive no crew is trained within the weeks of the plan: ";
  const std::size_t named = std::min(lines.size(), kNamed);
  for (std::size_t i = 0; i < named; ++i) out << (i == 0 ? std::string_view("") : std::string_view(", ")) << isolated(lines[i]);
  if (named < lines.size()) out << " and " << grouped(static_cast<std::int64_t>(lines.size() - named)) << " more";
  return out << ". ";
}

}  // namespace

Part timetable_part(const BriefView& view) {
  Part part{"timetable", "Timetable and bottlenecks", {}};
  const Told told(view.in.plan.json, "/plan");
  if (!view.in.plan.answered()) {
    part.missing = view.in.plan_missing;
    return part;
  }
  static constexpr Table kTables[] = {Table::consignments, Table::links, Table::nodes};
  const std::map<std::string, PlaceOnMap> places = places_on_map(view.in.snapshot);
  const PlaceNames names = place_names(places, view.in.snapshot, told);
  const Told schedule = told["schedule"];
  std::int64_t late = 0;
  for (std::size_t i = 0; i < schedule.size(); ++i) late += pays(schedule[i]) ? 1 : 0;
  Markup heading;
  heading << "Of " << grouped(static_cast<std::int64_t>(schedule.size())) << " open lines, " << grouped(static_cast<std::int64_t>(schedule.size()) - late)
          << " arrive in time, " << grouped(late) << " late or short";
  Markup lede = reasons_sentence(schedule, late);
  const Told first = told["levels"][0];
  lede << crews_sentence(schedule) << "The plan brings " << first["value"].rounded(0) << " weighted tonnes in time; nothing could bring more than " << first["bound"].rounded(0) << ".";
  if (view.in.snapshot.count(Table::links) == 0) lede << " " << kInferred;
  if (told["horizon"]["until"].reported())
    lede << " It looks until " << told["horizon"]["until"].text() << ", " << told["horizon"]["rule"].text() << ".";
  for (std::size_t i = 0; i < told["notes"].size(); ++i) lede << " " << sentence(told["notes"][i].text()) << ".";
  Markup content;
  const bool mapped = std::ranges::any_of(places, [](const auto& place) { return !place.second.lat.empty(); });
  if (mapped) {
    part.charts["plan_map"] = map_chart(places, told);
    content << chart({"flows", "/charts/plan_map"}, flows_table(places, told).details("Figures as a table"), source_line(view, kTables, "tonnes over the weeks of the plan"));
  } else {
    content << nothing("No place has coordinates, so there is no map: add lat and lon to nodes.csv.") << flows_table(places, told).folded("What moves over each link");
  }
  part.charts["plan_schedule"] = schedule_chart(places, told);
  content << "<h3>The most important consignments</h3>\n"
          << chart({"gantt", "/charts/plan_schedule"}, schedule_table(names, told), source_line(view, kTables, "ISO weeks"));
  part.charts["plan_use"] = use_chart(places, told);
  Markup tables;
  tables << places_table(places, told) << bottlenecks_table(names, told) << readiness_table(told);
  content << "<h3>Where it is full</h3>\n" << chart({"heat", "/charts/plan_use"}, tables, source_line(view, kTables, "share of the weekly capacity"));
  part.markup = section(part.id, heading, lede, content);
  return part;
}

}  // namespace servanda
