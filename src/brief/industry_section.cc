#include <algorithm>
#include <vector>

#include "brief/answers.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

std::string name_of_series(const Told& series) {
  const std::string name = series["name"].text();
  return name.empty() ? series["series"].text() : name;
}

std::string_view sign_told(const Told& told) {
  for (const Qualifier qualifier : {Qualifier::approx, Qualifier::at_least, Qualifier::up_to})
    if (told["qualifier"].text() == name_of(qualifier)) return sign_of(qualifier);
  return {};
}

// Lines of one series: what was made, what was announced, what was aimed at. Goals without a date stand nowhere.
Json panel_of(const Told& series) {
  Json lines = Json::array();
  for (const char* kind : {"announced", "target"}) {
    Json points = Json::array();
    for (std::size_t i = 0; i < series["goals"].size(); ++i) {
      const Told goal = series["goals"][i];
      if (goal["kind"].text() == kind && goal["due"].reported()) points.push_back({{"at", kind == std::string_view("target") ? end_of(goal["due"]) : goal["due"].text()}, {"value", position(goal["value"])}});
    }
    if (!points.empty()) lines.push_back({{"role", kind}, {"points", std::move(points)}});
  }
  Json made = Json::array();
  for (std::size_t i = 0; i < series["actual"].size(); ++i)
    if (series["actual"][i]["on"].reported()) made.push_back({{"at", series["actual"][i]["on"].text()}, {"value", position(series["actual"][i]["value"])}});
  if (!made.empty()) {
    made.back()["label"] = std::string(sign_told(series["newest"])) + grouped(series["newest"]["value"].text());
    lines.push_back({{"role", "actual"}, {"points", std::move(made)}});
  }
  return lines;
}

std::string note_of_series(const Told& series) {
  if (series["months_behind"].reported()) {
    const std::int64_t months = series["months_behind"].count();
    return months == 0 ? "as announced" : counted(months, "month") + " behind, " + points_text(series["share_of_announced_percent"], 0);
  }
  if (series["share_of_announced_percent"].reported()) return points_text(series["share_of_announced_percent"], 0) + " of what was announced";
  return words(series["unit"].text());
}

bool is_behind(const Told& series) {
  const auto share = series["share_of_announced_percent"].decimal();
  return series["months_behind"].count() > 0 || (share && share->units() < 100 * Decimal::kUnit);
}

// Series of which both a goal and a figure are on record, or sites.
std::vector<std::size_t> drawn(const Told& all) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i]["goals"].size() > 0 && all[i]["actual"].size() > 0) out.push_back(i);
  constexpr std::size_t kPanels = 12;
  if (out.size() > kPanels) out.resize(kPanels);
  return out;
}

Json ramps_chart(const Told& all, const std::vector<std::size_t>& chosen) {
  Json chart = chart_data("What was made against what was announced and aimed at, a panel a site or series, each on its own scale.", "units a month or a year, as stated",
                          {"Units are those of the sources and are never converted."}, {{"made", "stroke", "actual"}, {"announced", "stroke", "announced"}, {"target", "stroke", "target"}});
  chart["kind"] = "number";
  Json panels = Json::array();
  for (const std::size_t i : chosen)
    panels.push_back({{"name", name_of_series(all[i])}, {"note", note_of_series(all[i])}, {"kept", !is_behind(all[i])}, {"lines", panel_of(all[i])}});
  chart["panels"] = std::move(panels);
  return chart;
}

Markup days_cell(const Told& goal) {
  if (goal["at_least_days_late"].reported()) return number_cell(Markup() << "≥ " << goal["at_least_days_late"].number());
  return goal["days_late"].reported() ? number_cell(goal["days_late"]) : number_cell(Markup());
}

Markup goals_table(const BriefView& view, const Told& all) {
  TableMarkup table("announced and targeted rates with what became of them", {"Series", "goal#", "unit", "stated", "due", "verdict", "reached", "days late#", "last figure#", "on", "Source"});
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t k = 0; k < all[i]["goals"].size(); ++k) {
      const Told goal = all[i]["goals"][k];
      Markup verdict;
      verdict << "<span class=\"verdict " << goal["verdict"].text() << "\">" << goal["verdict"].words() << "</span>";
      if (goal["reason"].reported()) verdict << "<br><small>" << isolated(goal["reason"].text()) << "</small>";
      if (goal["first_due"].reported()) verdict << "<br><small>told before, for " << goal["first_due"].shown(goal["first_due"].text()) << "</small>";
      table.row({head_cell(isolated(name_of_series(all[i]) + (goal["kind"].text() == "announced" ? ", announced" : ""))), number_cell(Markup() << sign_told(goal) << goal["value"].number()), cell(isolated(words(all[i]["unit"].text()))),
                 date_cell(goal["stated"]), date_cell(goal["due"]), cell(verdict), goal["reached_on"].reported() ? date_cell(goal["reached_on"]) : cell({}), days_cell(goal),
                 goal["last"].reported() ? number_cell(goal["last"]) : missing_number(), goal["last_on"].reported() ? date_cell(goal["last_on"]) : cell({}),
                 cell(goal["source"].reported() ? cited_by_number(view, goal["source"].text()) : Markup())});
    }
  return table.details("Every goal with its verdict");
}

Json backlog_chart(const Told& orders) {
  Json chart = chart_data("How many months of work each site still has in its order book at today's capacity.", "months of work", {},
                          {{"not yet made, at today's capacity", "fill", "planned"}});
  chart["kind"] = "number";
  chart["axis"] = true;
  Json rows = Json::array();
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const Told one = orders[i];
    const std::string clears = one["clears_at_pace"].text();
    Json row{{"name", one["name"].text().empty() ? one["site"].text() : one["name"].text()},
             {"note", !one["backlog"].reported()        ? "what is made is not on record"
                      : one["backlog"].text() == "0" ? "nothing left to make"
                      : clears.empty()               ? "no capacity is on record"
                                                     : "cleared in " + clears}};
    if (one["months_of_work"].reported()) {
      row["label"] = number_text(one["months_of_work"], 1);
      row["parts"] = Json::array({{{"from", "0"}, {"to", position(one["months_of_work"])}, {"role", one["overdue"].text() == "0" ? "planned" : "late"}}});
    }
    rows.push_back(std::move(row));
  }
  chart["legend"].push_back({{"label", "some of it overdue"}, {"mark", "fill"}, {"role", "late"}});
  chart["rows"] = std::move(rows);
  return chart;
}

Markup orders_table(const Told& orders) {
  TableMarkup table("orders against capacity", {"Site", "unit", "capacity a month#", "ordered#", "made#", "not yet made#", "overdue#", "months of work#", "cleared at today's pace", "cleared as announced"});
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const Told one = orders[i];
    table.row({head_cell(isolated(one["name"].text().empty() ? one["site"].text() : one["name"].text())), cell(isolated(words(one["unit"].text()))), number_cell(one["capacity_a_month"]), number_cell(one["ordered"]),
               number_cell(one["made"]), number_cell(one["backlog"]), number_cell(one["overdue"]), rounded_cell(one["months_of_work"], 1), date_cell(one["clears_at_pace"]),
               date_cell(one["clears_as_announced"])});
  }
  return table.details("Figures as a table");
}

// "too little in 3 of 7 months, the last 2031-12": a sum may be more than the need, and months of it less.
std::string too_little(const Told& months) {
  std::int64_t few = 0;
  std::string last;
  for (std::size_t i = 0; i < months.size(); ++i) {
    const auto need = months[i]["need"].decimal();
    const auto capacity = months[i]["capacity"].decimal();
    if (!need || !capacity || capacity->units() >= need->units()) continue;
    ++few;
    last = months[i]["month"].text();
  }
  return "too little in " + grouped(few) + " of " + grouped(static_cast<std::int64_t>(months.size())) + " months, the last " + last;
}

Json needs_chart(const BriefView& view, const Told& needs) {
  Json chart = chart_data("How much of the need the sites can make, from now to the last stated need.", "share of the need", {"The upright line is the whole need."},
                          {{"covered by capacity as announced", "fill", "actual"}, {"the need", "line", "target"}});
  chart["kind"] = "share";
  chart["axis"] = true;
  Json rows = Json::array();
  for (std::size_t i = 0; i < needs.size(); ++i) {
    const Told one = needs[i];
    std::vector<std::string> items;
    for (std::size_t k = 0; k < one["items"].size(); ++k) items.push_back(view.names.item(one["items"][k].text()));
    const auto share = one["share_percent"].decimal();
    rows.push_back({{"name", listed(items)}, {"note", one["self_sufficient"].reported() ? "sufficient from " + one["self_sufficient"].text() : too_little(one["months"])},
                    {"label", points_text(one["share_percent"], 0)}});
    if (share)
      rows.back()["parts"] = Json::array({{{"from", "0"}, {"to", decimal_text(multiply_divide(share->units(), 1, 100))}, {"role", one["self_sufficient"].reported() ? "kept" : "late"}}});
    rows.back()["marks"] = Json::array({{{"at", "1"}, {"role", "target"}}});
  }
  chart["legend"][0]["role"] = "kept";
  chart["legend"].push_back({{"label", "too little in the last month, whatever the sum"}, {"mark", "fill"}, {"role", "late"}});
  chart["rows"] = std::move(rows);
  return chart;
}

Markup needs_table(const BriefView& view, const Told& needs) {
  TableMarkup table("share of the need that sites can make", {"Items", "from", "until", "need#", "capacity#", "share#", "sufficient from"});
  for (std::size_t i = 0; i < needs.size(); ++i) {
    const Told one = needs[i];
    std::vector<std::string> items;
    for (std::size_t k = 0; k < one["items"].size(); ++k) items.push_back(view.names.item(one["items"][k].text()));
    table.row({head_cell(isolated(listed(items))), date_cell(one["months"][0]["month"]), date_cell(one["months"][one["months"].size() - 1]["month"]), number_cell(one["need"]), number_cell(one["capacity"]),
               points_cell(one["share_percent"], 1), one["self_sufficient"].reported() ? date_cell(one["self_sufficient"]) : cell(markup("not by then"))});
  }
  return table.details("Figures as a table");
}

Markup learning_table(const BriefView& view, const Told& curves) {
  TableMarkup table("learning curves", {"Supplier", "Item", "lots#", "first unit cost#", "last unit cost#", "off a doubling#", "from#", "to#"});
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const Told one = curves[i];
    if (one["lots"].size() < 2) continue;
    const auto cost = [&](const Told& lot) { return number_cell(Markup() << lot["unit_cost"].rounded(2) << " <small>" << one["currency"].text() << "</small>"); };
    table.row({head_cell(isolated(view.names.party(one["supplier"].text()))), cell(isolated(view.names.item(one["item"].text()))), number_cell(one["n"]), cost(one["lots"][0]), cost(one["lots"][one["lots"].size() - 1]),
               points_cell(one["rate_percent"], 1), points_cell(one["rate_low"], 1), points_cell(one["rate_high"], 1)});
  }
  return table.empty() ? Markup() : table.folded("Unit costs as more is ordered (Wright's curve, from three lots on)");
}

TableMarkup countries_table(const BriefView& view, const Told& countries) {
  TableMarkup table("contracts by the supplier's country", {"Country", "Supplier", "contracts#", "amount, m#"});
  for (std::size_t i = 0; i < countries.size(); ++i) {
    const Told country = countries[i];
    const std::string code = country["country"].text();
    const auto named = view.names.country(code);
    for (std::size_t k = 0; k < country["suppliers"].size(); ++k) {
      const Told supplier = country["suppliers"][k];
      Markup amounts;
      for (std::size_t m = 0; m < supplier["amounts"].size(); ++m)
        amounts << (m == 0 ? markup("") : markup("<br>")) << supplier["amounts"][m].millions() << " <small>" << supplier["amounts"][m]["currency"].text() << "</small>";
      const std::string name = supplier["name"].text().empty() ? supplier["supplier"].text() : supplier["name"].text();
      table.row({code.empty() ? head_cell(markup("<span class=\"not-reported\">country not reported</span>")) : head_cell(isolated(named ? std::string(named->name) : code)), cell(isolated(name)),
                 number_cell(supplier["contracts"]), amounts.empty() ? missing_number() : number_cell(amounts)});
    }
  }
  return table;
}

std::int64_t goals_with(const Told& all, std::string_view verdict) {
  std::int64_t out = 0;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t k = 0; k < all[i]["goals"].size(); ++k) {
      const Told goal = all[i]["goals"][k];
      out += goal["verdict"].text() == verdict && !goal["again"].is_true() ? 1 : 0;
    }
  return out;
}

}  // namespace

Part industry_part(const BriefView& view) {
  Part part{"industry", "What is produced", {}};
  const Told told(view.in.industry.json, "/industry");
  const Told all = told["series"];
  if (all.size() == 0 && told["countries"].size() == 0) {
    part.missing = "the tables ramps and contracts are empty, and no report states a rate of production.";
    return part;
  }
  static constexpr Table kRamps[] = {Table::ramps, Table::reports};
  static constexpr Table kOrders[] = {Table::contracts, Table::ramps};
  static constexpr Table kNeeds[] = {Table::needs, Table::ramps};
  const std::int64_t kept = goals_with(all, "kept");
  const std::int64_t due = kept + goals_with(all, "late") + goals_with(all, "broken");
  Markup heading;
  Markup lede;
  if (all.size() == 0) {
    const TableMarkup suppliers = countries_table(view, told["countries"]);
    heading << "Contracts with " << counted(static_cast<std::int64_t>(suppliers.rows()), "supplier");
    lede << "No capacity and no rate of production is on record, so no ramp, backlog or cover can be shown.";
    part.markup = section(part.id, heading, lede, suppliers.folded("Suppliers by country"));
    return part;
  }
  heading << "Of " << counted(due, "production goal") << " that can be judged, " << grouped(kept) << was_or_were(kept) << "kept in time";
  const std::int64_t late = goals_with(all, "late");
  lede << grouped(late) << was_or_were(late) << "reached late, " << counted(goals_with(all, "broken"), "goal") << " past the date and below it; " << counted(goals_with(all, "open"), "goal")
       << " not due yet, " << grouped(goals_with(all, "not_checkable")) << " cannot be judged.";
  Markup content;
  if (const auto chosen = drawn(all); !chosen.empty()) {
    part.charts["industry"] = ramps_chart(all, chosen);
    content << chart({"panels", "/charts/industry"}, goals_table(view, all), source_line(view, kRamps, "units as stated"));
  }
  if (told["orders"].size() > 0) {
    part.charts["industry_orders"] = backlog_chart(told["orders"]);
    content << "<h3>The order books</h3>\n" << chart({"bars", "/charts/industry_orders"}, orders_table(told["orders"]), source_line(view, kOrders, "months of work"));
  }
  if (told["needs"].size() > 0) {
    part.charts["industry_needs"] = needs_chart(view, told["needs"]);
    content << "<h3>What the sites can make of the need</h3>\n" << chart({"bars", "/charts/industry_needs"}, needs_table(view, told["needs"]), source_line(view, kNeeds, "share of the need"));
  }
  content << learning_table(view, told["learning"]);
  if (told["countries"].size() > 0) content << countries_table(view, told["countries"]).folded("Contracts by the supplier's country");
  part.markup = section(part.id, heading, lede, content);
  return part;
}

}  // namespace servanda
