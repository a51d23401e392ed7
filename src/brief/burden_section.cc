#include <algorithm>
#include <vector>

#include "brief/answers.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

constexpr std::size_t kPanels = 12;

std::string name_of_party(const Told& row) {
  const std::string name = row["name"].text();
  return name.empty() ? row["party"].text() : name;
}

bool is_met(const Told& row) {
  const auto missing = row["missing"]["points"].decimal();
  return missing && missing->units() == 0;
}

Json ranking(const Told& told) {
  Json chart = chart_data("Defence spending as a share of GDP, a bar a party, against what the path asks of it in " + told["year"].text() + ".",
                          "percent of GDP, " + told["year"].text(), {"The upright line is what the path asks for in that year."},
                          {{"asked for and reached", "fill", "kept"}, {"below what is asked", "fill", "late"}, {"asked by the path", "line", "target"}});
  chart["kind"] = "number";
  chart["axis"] = true;
  Json rows = Json::array();
  for (std::size_t i = 0; i < told["rows"].size(); ++i) {
    const Told row = told["rows"][i];
    Json entry{{"name", name_of_party(row)}};
    if (row["per_gdp"].reported()) {
      entry["label"] = points_text(row["per_gdp"], 2);
      entry["parts"] = Json::array({{{"from", "0"}, {"to", position(row["per_gdp"])}, {"role", is_met(row) ? "kept" : "late"}}});
      if (row["target"].reported()) entry["marks"] = Json::array({{{"at", position(row["target"])}, {"role", "target"}}});
    }
    rows.push_back(std::move(entry));
  }
  chart["rows"] = std::move(rows);
  return chart;
}

// The parties with the largest economies, by name of the last row of each.
std::vector<std::size_t> largest(const Told& told) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < told["rows"].size(); ++i)
    if (told["rows"][i]["per_gdp"].reported() && told["rows"][i]["rank"]["amount"].reported()) order.push_back(i);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return told["rows"][i]["rank"]["amount"].count(); });
  if (order.size() > kPanels) order.resize(kPanels);
  return order;
}

// Who spends an amount that no rate compares with the others'.
std::vector<std::string> not_compared(const Told& told) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < told["rows"].size(); ++i) {
    const Told row = told["rows"][i];
    if (row["per_gdp"].reported() && row["amount"]["amount"].reported() && !row["rank"]["amount"].reported()) out.push_back(name_of_party(row));
  }
  return out;
}

Json multiples(const Told& told) {
  std::vector<std::string> notes{"The parties that spend most, the largest first; one scale for all. The table has every party."};
  if (const auto others = not_compared(told); !others.empty())
    notes.push_back("Without a panel, since no rate compares what they spend with the others: " + listed(others) + ".");
  Json chart = chart_data("Year by year, what the largest spenders spent of their GDP against the path.", "percent of GDP", std::move(notes),
                          {{"spent", "stroke", "actual"}, {"asked by the path", "stroke", "target"}});
  chart["kind"] = "number";
  chart["shared"] = true;
  Json panels = Json::array();
  for (const std::size_t i : largest(told)) {
    const Told row = told["rows"][i];
    Json spent = Json::array();
    Json asked = Json::array();
    for (std::size_t k = 0; k < row["years"].size(); ++k) {
      const Told year = row["years"][k];
      if (year["per_gdp"].reported())
        spent.push_back({{"at", year["year"].text()}, {"value", position(year["per_gdp"])}, {"label", nullptr}});
      if (year["target"].reported()) asked.push_back({{"at", year["year"].text()}, {"value", position(year["target"])}});
    }
    if (!spent.empty()) spent.back()["label"] = points_text(row["years"][row["years"].size() - 1]["per_gdp"], 2);
    if (!spent.empty() && spent.back()["label"] == "") spent.back()["label"] = nullptr;
    const std::string gap = points_text(row["missing"]["points"], 2);
    panels.push_back({{"name", name_of_party(row)},
                      {"note", is_met(row) ? "nothing missing in " + told["year"].text() : gap.empty() ? "nothing asked yet" : gap + " of GDP missing"},
                      {"kept", is_met(row) || gap.empty()},
                      {"lines", {{{"role", "target"}, {"points", std::move(asked)}}, {{"role", "actual"}, {"points", std::move(spent)}}}}});
  }
  chart["panels"] = std::move(panels);
  return chart;
}

Markup ranking_table(const BriefView& view, const Told& told) {
  TableMarkup table("defence spending against the path",
                    {"Party", "of GDP#", "asked#", "missing, of GDP#", "related, of GDP#", "related missing, of GDP#", "missing, m#", "spent, m#", "a head#", "points a year needed#",
                     "had#", "announced#", "Figures of"});
  for (std::size_t i = 0; i < told["rows"].size(); ++i) {
    const Told row = told["rows"][i];
    const auto with_currency = [](const Told& amount) {
      if (!amount["amount"].reported()) return missing_number();
      return number_cell(amount.millions() << " <small>" << amount["currency"].text() << "</small>");
    };
    Markup vintage;
    vintage << isolated(row["vintage"].text());
    if (row["source"].reported()) vintage << " " << cited_by_number(view, row["source"].text());
    table.row({head_cell(isolated(name_of_party(row))), points_cell(row["per_gdp"], 2), points_cell(row["target"], 2),
               points_cell(row["missing"]["points"], 2), points_cell(row["related_per_gdp"], 2), points_cell(row["missing_related"]["points"], 2), with_currency(row["missing"]["money"]), with_currency(row["amount"]),
               number_cell(row["per_head"]["amount"].reported() ? row["per_head"]["amount"].rounded(0) : markup("<span class=\"not-reported\">not reported</span>")),
               rounded_cell(row["pace"]["needed"], 2), rounded_cell(row["pace"]["had"], 2), rounded_cell(row["pace"]["announced"], 2),
               cell(vintage)});
  }
  return table.details("Figures as a table");
}

Markup years_table(const Told& told) {
  std::vector<std::string> years;
  for (std::size_t i = 0; i < told["rows"].size(); ++i)
    for (std::size_t k = 0; k < told["rows"][i]["years"].size(); ++k) {
      const std::string year = told["rows"][i]["years"][k]["year"].text();
      if (std::ranges::find(years, year) == years.end()) years.push_back(year);
    }
  std::ranges::sort(years);
  Columns columns{"Party"};
  for (const std::string& year : years) columns.push_back(year + ", % of GDP#");
  TableMarkup table("share of GDP by year", columns);
  for (std::size_t i = 0; i < told["rows"].size(); ++i) {
    const Told row = told["rows"][i];
    std::vector<Markup> cells(years.size(), missing_number());
    for (std::size_t k = 0; k < row["years"].size(); ++k) {
      const Told year = row["years"][k];
      const auto place = std::ranges::find(years, year["year"].text()) - years.begin();
      if (year["per_gdp"].reported()) cells[static_cast<std::size_t>(place)] = rounded_cell(year["per_gdp"], 2);
    }
    cells.insert(cells.begin(), head_cell(isolated(name_of_party(row))));
    table.row(cells);
  }
  return table.details("Every party, year by year");
}

// Where the shares reported judge parties otherwise than those computed.
Markup by_reports(const Told& told) {
  Markup out;
  if (told["with"].size() + told["without"].size() > 0) out << ", " << told["met"].number() << " by the shares reported";
  return out;
}

bool related_asked(const Told& told) { return told["total"]["asked_related"].count() > 0; }

Markup lede_of(const Told& told) {
  Markup out;
  out << "The path: " << isolated(told["path"]["name"].text());
  for (std::size_t i = 0; i < told["path"]["steps"].size(); ++i) {
    const Told step = told["path"]["steps"][i];
    out << (i == 0 ? std::string_view(" — ") : std::string_view(", then ")) << step["core"].points(1) << " of GDP";
    if (step["related_up_to"].reported()) out << " and up to " << step["related_up_to"].points(1) << " for what is related";
    out << " by " << step["year"].shown(step["year"].text());
  }
  if (told["path"]["review"].reported()) out << ", reviewed in " << told["path"]["review"].shown(told["path"]["review"].text());
  out << ". " << (told["aid_counted"].text() == "in" ? std::string_view("Aid is counted in. ") : std::string_view("Aid is not counted in. "));
  if (related_asked(told))
    out << "Of what it asks for as related, at most its share, " << told["total"]["met_related"].number() << " of " << told["total"]["asked_related"].number() << " parties have nothing missing. ";
  return out << "Each share is taken within one publication of GDP and spending, named in the table.";
}

}  // namespace

Part burden_part(const BriefView& view) {
  Part part{"burden", "Who carries what", {}};
  const Answer& answer = view.in.burden;
  const Told told(answer.json, "/burden");
  if (!answer.answered() || told["rows"].size() == 0) {
    part.missing = "the table economy (GDP and defence spending by country and year) is empty.";
    return part;
  }
  static constexpr Table kTables[] = {Table::economy};
  Markup heading;
  if (told["total"]["asked"].count() > 0)
    heading << "In " << told["year"].text() << ", " << told["total"]["met"].number() << " of " << told["total"]["asked"].number()
            << " parties spent what the path asks for" << (related_asked(told) ? std::string_view(" as core") : std::string_view()) << by_reports(told["total"]["by_reports"]);
  else
    heading << "What " << told["total"]["reported"].number() << " parties spend on defence";
  part.charts["burden"] = ranking(told);
  part.charts["burden_years"] = multiples(told);
  Markup content = chart({"bars", "/charts/burden"}, ranking_table(view, told), source_line(view, kTables, "percent of GDP"));
  if (!largest(told).empty())
    content << "<h3>The largest spenders, year by year</h3>\n"
            << chart({"panels", "/charts/burden_years"}, years_table(told), source_line(view, kTables, "percent of GDP"));
  part.markup = section(part.id, heading, lede_of(told), content);
  return part;
}

}  // namespace servanda
