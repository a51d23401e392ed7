#include <algorithm>
#include <limits>
#include <vector>

#include "brief/answers.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

constexpr std::size_t kRunwayDrivers = 12;
constexpr std::size_t kMonthsDrawn = 18;

// "at least 18.0 months", "10.5 months".
Markup lasting(const Told& scenario) {
  Markup out;
  if (scenario["lasts_to_the_last_need"].is_true()) out << "at least ";
  return out << scenario["months"]["as_planned"].rounded(1) << " months";
}

std::string note_of(const Told& scenario) {
  const Told date = scenario["shortfall_date"]["as_planned"];
  if (!date.reported()) return "nothing is short to the last need";
  return "short from " + date.text();
}

Json courses_chart(const Told& told) {
  Json chart = chart_data("Needs by month and what the money covers of them, a panel a course of events.", told["currency"].text() + " a month",
                          {"The first eighteen months, whichever the last need. Where the lines part, money is missing."},
                          {{"needed", "stroke", "need"}, {"covered", "stroke", "actual"}});
  chart["kind"] = "money";
  chart["shared"] = true;
  for (std::size_t i = 0; i < told["scenarios"].size(); ++i)
    if (const Told one = told["scenarios"][i]; one["unmoved"].reported())
      chart["notes"].push_back(sentence(one["name"].text()) + " moves neither the months nor the day: " + one["unmoved"].text() + ".");
  Json panels = Json::array();
  for (std::size_t i = 0; i < told["scenarios"].size(); ++i) {
    const Told scenario = told["scenarios"][i];
    Json needed = Json::array();
    Json covered = Json::array();
    for (std::size_t k = 0; k < std::min(scenario["by_month"].size(), kMonthsDrawn); ++k) {
      const Told month = scenario["by_month"][k];
      needed.push_back({{"at", month["month"].text()}, {"value", position(month["needed"]["amount"])}});
      covered.push_back({{"at", month["month"].text()}, {"value", position(month["covered"]["amount"])}});
    }
    panels.push_back({{"name", sentence(scenario["name"].text())},
                      {"note", note_of(scenario)},
                      {"kept", scenario["lasts_to_the_last_need"].is_true()},
                      {"lines", {{{"role", "need"}, {"steps", true}, {"points", std::move(needed)}}, {{"role", "actual"}, {"steps", true}, {"points", std::move(covered)}}}}});
  }
  chart["panels"] = std::move(panels);
  return chart;
}

Json odds_of_courses(const Told& told) {
  Json chart = chart_data("Months of cover in each course of events: eight futures of ten, and as stated.", "months from the as-known day",
                          {"By declared chances: no track record stands behind these odds yet."},
                          {{"eight futures in ten", "band", "expected"}, {"the middle", "circle", "actual"}, {"if all comes as stated", "line", "target"}});
  chart["kind"] = "number";
  chart["axis"] = true;
  Json rows = Json::array();
  for (std::size_t i = 0; i < told["scenarios"].size(); ++i) {
    const Told scenario = told["scenarios"][i];
    const Told months = scenario["months"];
    if (!months["p10"].reported()) continue;
    rows.push_back({{"name", sentence(scenario["name"].text())},
                    {"label", number_text(months["p50"], 1)},
                    {"parts", Json::array({{{"from", position(months["p10"])}, {"to", position(months["p90"])}, {"role", "expected"}}})},
                    {"marks", Json::array({{{"at", position(months["as_planned"])}, {"role", "target"}}, {{"at", position(months["p50"])}, {"role", "actual"}}})}});
  }
  chart["rows"] = std::move(rows);
  return chart;
}

Json tornado(const BriefView& view, const Told& drivers) {
  Json chart = chart_data("What each donor moves, in months of cover: the strongest first.", "months of cover", {"One thing changed at a time, everything else as stated."},
                          {{"longer", "fill", "kept"}, {"shorter", "fill", "broken"}});
  chart["kind"] = "number";
  chart["axis"] = true;
  Json rows = Json::array();
  for (std::size_t i = 0; i < std::min(drivers.size(), kRunwayDrivers); ++i) {
    const Told one = drivers[i];
    const bool longer = !one["effect"].text().starts_with('-');
    rows.push_back({{"name", view.names.donors(one["donor"].text())},
                    {"note", one["change"].text()},
                    {"label", (longer ? "+" : "") + number_text(one["effect"], 2)},
                    {"parts", Json::array({{{"from", "0"}, {"to", position(one["effect"])}, {"role", longer ? "kept" : "broken"}}})}});
  }
  chart["rows"] = std::move(rows);
  return chart;
}

Markup courses_table(const Told& told) {
  TableMarkup table("how long the money lasts", {"Course", "months as stated#", "P10#", "P50#", "P90#", "short from", "first unfunded", "purpose", "missing of it, m#", "available, m#", "last need", "needed, m#", "covered, m#", "covered#"});
  for (std::size_t i = 0; i < told["scenarios"].size(); ++i) {
    const Told one = told["scenarios"][i];
    const Told first = one["first_unfunded"];
    table.row({head_cell(isolated(sentence(one["name"].text()))), rounded_cell(one["months"]["as_planned"], 1), rounded_cell(one["months"]["p10"], 1), rounded_cell(one["months"]["p50"], 1),
               rounded_cell(one["months"]["p90"], 1), one["shortfall_date"]["as_planned"].reported() ? date_cell(one["shortfall_date"]["as_planned"]) : cell(markup("not before the last need")),
               first.reported() ? cell(isolated(first["need"].text())) : cell(markup("none")), first.reported() ? words_cell(first["purpose"]) : cell(markup("none")),
               first.reported() ? millions_cell(first["amount"]) : cell(markup("none")), millions_cell(one["available"]), date_cell(one["last_need"]), millions_cell(one["needed"]), millions_cell(one["covered"]), points_cell(one["covered_percent"], 1)});
  }
  return table.details("Figures as a table");
}

Markup months_table(const Told& scenario) {
  TableMarkup table("needs by month", {"Month", "needed, m#", "covered, m#", "left after it, m#"});
  for (std::size_t i = 0; i < scenario["by_month"].size(); ++i) {
    const Told month = scenario["by_month"][i];
    table.row({head_cell(month["month"].shown(month["month"].text())), millions_cell(month["needed"]), millions_cell(month["covered"]), millions_cell(month["left"])});
  }
  return table.details("Month by month, as stated", TableMarkup::Width::narrow);
}

Markup drivers_table(const BriefView& view, const Told& drivers) {
  TableMarkup table("what each donor moves", {"Donor", "Change", "months of cover#"});
  for (std::size_t i = 0; i < drivers.size(); ++i)
    table.row({head_cell(isolated(view.names.donors(drivers[i]["donor"].text()))), cell(plain(drivers[i]["change"].text())), rounded_cell(drivers[i]["effect"], 2)});
  return table.details("Figures as a table", TableMarkup::Width::narrow);
}

// ---- where needs are stated by the year only

// What reports state of single needs of a year: a row a need, from the least to the most that is stated.
void add_reported_rows(const Told& year, Json& rows) {
  const Told reported = year["reported"];
  for (std::size_t i = 0; i < reported.size();) {
    const Told first = reported[i];
    Wide least = std::numeric_limits<std::int64_t>::max();
    Wide most = 0;
    std::size_t count = 0;
    for (; i < reported.size() && reported[i]["need"].text() == first["need"].text(); ++i)
      if (const auto share = reported[i]["percent"].decimal()) {
        least = std::min<Wide>(least, share->units());
        most = std::max<Wide>(most, share->units());
        ++count;
      }
    if (count == 0) continue;
    const Wide low = multiply_divide(least, 1, 100);
    const Wide high = multiply_divide(most, 1, 100);
    rows.push_back({{"name", year["year"].text() + ", of " + first["need"].text() + " alone"},
                    {"note", "as " + counted(static_cast<std::int64_t>(count), "report") + " state; required: " + money_text(first["required"])},
                    {"label", percent(low) + (low == high ? "" : " to " + percent(high))},
                    {"parts", Json::array({{{"from", "0"}, {"to", decimal_text(low)}, {"role", "people"}}, {{"from", decimal_text(low)}, {"to", decimal_text(high)}, {"role", "planned"}}})},
                    {"marks", Json::array({{{"at", "1"}, {"role", "target"}}})}});
  }
}

Json annual_chart(const Told& annual) {
  Json chart = chart_data("What was disbursed for what was required, year by year.", "share of what was required", {"Hatched: the record does not say how much was paid for it."},
                          {{"disbursed for it", "fill", "money"}, {"required", "line", "target"}, {"given, as reports state", "fill", "people"}, {"where they differ", "fill", "planned"}});
  chart["kind"] = "share";
  chart["axis"] = true;
  Json rows = Json::array();
  for (std::size_t i = 0; i < annual.size(); ++i) {
    const Told one = annual[i];
    Json row{{"name", one["year"].text() + ", " + words(one["category"].text())}, {"note", "required: " + money_text(one["required"])}};
    if (const auto cover = one["cover"].decimal()) {
      row["label"] = points_text(one["cover"], 1);
      row["parts"] = Json::array({{{"from", "0"}, {"to", decimal_text(multiply_divide(cover->units(), 1, 100))}, {"role", "money"}}});
      row["marks"] = Json::array({{{"at", "1"}, {"role", "target"}}});
    }
    rows.push_back(std::move(row));
    add_reported_rows(one, rows);
  }
  chart["rows"] = std::move(rows);
  return chart;
}

Markup reported_table(const BriefView& view, const Told& annual) {
  TableMarkup table("what reports say was given", {"Year", "need", "required, m#", "given, m#", "cover#", "note", "Source"});
  for (std::size_t i = 0; i < annual.size(); ++i)
    for (std::size_t k = 0; k < annual[i]["reported"].size(); ++k) {
      const Told one = annual[i]["reported"][k];
      table.row({head_cell(annual[i]["year"].shown(annual[i]["year"].text())), cell(isolated(one["need"].text())), millions_cell(one["required"]), millions_cell(one["amount"]),
                 points_cell(one["percent"], 1), cell(isolated(one["note"].text())), cell(one["source"].reported() ? cited_by_number(view, one["source"].text()) : Markup())});
    }
  return table.empty() ? Markup() : table.details("What reports say was given for single needs");
}

Markup annual_table(const Told& annual) {
  TableMarkup table("annual cover", {"Year", "For", "required, m#", "disbursed for it, m#", "cover#", "disbursed, kind of aid not stated, m#", "at most#"});
  for (std::size_t i = 0; i < annual.size(); ++i) {
    const Told one = annual[i];
    const Markup bound = one["no_upper_bound"].reported() ? Markup() << "<td class=\"num\">no bound</td>" : points_cell(one["cover_at_most"], 1);
    table.row({head_cell(one["year"].shown(one["year"].text())), words_cell(one["category"]), millions_cell(one["required"]), millions_cell(one["disbursed"]), points_cell(one["cover"], 1),
               millions_cell(one["disbursed_any_purpose"]), bound});
  }
  return table.details("Figures as a table");
}

Part annual_part(const BriefView& view, const Told& told, Part part) {
  static constexpr Table kTables[] = {Table::needs, Table::funds};
  part.charts["runway_annual"] = annual_chart(told["annual"]);
  part.markup = section(part.id, markup("How much of what was required each year the record shows as paid"),
                        markup("Needs are on record by the year only, so there is annual cover and no month in which the money ends. Money whose kind of aid is not stated may have served "
                               "them; where that is as much as was required, the record sets no upper bound."),
                        chart({"bars", "/charts/runway_annual"}, annual_table(told["annual"]) << reported_table(view, told["annual"]), source_line(view, kTables, "share of what was required")));
  return part;
}

}  // namespace

Part runway_part(const BriefView& view) {
  Part part{"runway", "How long the money lasts", {}};
  const Told told(view.in.runway.json, "/runway");
  const Told base = told["scenarios"][0];
  if (base["by_month"].size() == 0) {
    if (told["annual"].size() > 0) return annual_part(view, told, std::move(part));
    part.missing = "the tables needs and funds hold no needs by month or year with money for them.";
    return part;
  }
  static constexpr Table kTables[] = {Table::needs, Table::funds};
  Markup heading;
  heading << "The money covers " << lasting(base);
  if (base["shortfall_date"]["as_planned"].reported()) heading << ", to " << base["shortfall_date"]["as_planned"].day();
  if (base["months"]["p10"].reported()) heading << "; in eight futures of ten, " << base["months"]["p10"].rounded(1) << " to " << base["months"]["p90"].rounded(1);
  Markup lede;
  const Told first = base["first_unfunded"];
  if (first.reported())
    lede << "The first need without money is " << isolated(first["need"].text()) << " (" << first["purpose"].words() << ") in " << first["month"].shown(first["month"].text()) << ": " << first["amount"].money()
         << " is missing of it. ";
  lede << "Needs are served by month, then by priority, and those of one priority by the name of what they are for; money tied to a purpose pays for it alone.";
  if (base["months"]["p10"].reported())
    lede << " The chances behind the odds are declared, by how certain each fund is said to be, and not learned: no record says yet when funds came, so these odds have "
            "no track record.";
  if (told["plan"]["id"].reported()) lede << " What the accepted plan costs, " << told["plan"]["cost"].money() << ", goes first.";
  part.charts["runway"] = courses_chart(told);
  Markup tables;
  tables << courses_table(told) << months_table(base);
  Markup content = chart({"panels", "/charts/runway"}, tables, source_line(view, kTables, told["currency"].text() + " a month, " + told["prices"].text()));
  if (base["months"]["p50"].reported()) {
    part.charts["runway_odds"] = odds_of_courses(told);
    content << "<h3>How sure that is</h3>\n"
            << chart({"bars", "/charts/runway_odds"}, courses_table(told), source_line(view, kTables, "months of cover; " + grouped(told["futures"].text()) + " futures"));
  }
  if (told["drivers"].size() > 0) {
    part.charts["runway_drivers"] = tornado(view, told["drivers"]);
    content << "<h3>What each donor moves</h3>\n"
            << chart({"bars", "/charts/runway_drivers"}, drivers_table(view, told["drivers"]), source_line(view, kTables, "months of cover"));
  }
  part.markup = section(part.id, heading, lede, content);
  return part;
}

}  // namespace servanda
