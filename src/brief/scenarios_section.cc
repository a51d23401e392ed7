#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

#include "base/currency.h"
#include "brief/answers.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

// Of money, in millions: its unit begins with the currency ("EUR stated grant").
bool is_money(const Told& row) { return Currency::parse(row["unit"].text().substr(0, 3)).has_value(); }

// A figure of a row as it is read: money in three digits, whole numbers whole.
std::string told_units(const Told& row, Wide units) {
  if (!is_money(row)) return rounded_text(units, units % Decimal::kUnit == 0 ? 0 : 1);
  const ShortAmount amount = short_amount(units);
  return amount.magnitude.empty() ? amount.figure : amount.figure + " " + amount.magnitude;
}

std::string told_number(const Told& row, const Told& value) {
  const auto number = value.decimal();
  return number ? told_units(row, number->units()) : value.text();
}

std::string told_change(const Told& row, const Told& change) {
  const std::string text = change.text();
  const auto number = Decimal::parse(text.starts_with('+') ? text.substr(1) : text);
  if (!number) return text;
  const Wide units = number->units();
  return units < 0 ? "−" + told_units(row, -units) : "+" + told_units(row, units);
}

std::string unit_told(const Told& row) { return words(row["unit"].text()); }

// A figure of which every course states a number: what a small multiple can be drawn of.
bool drawable(const Told& row) {
  if (!row["differs"].is_true()) return false;
  for (std::size_t i = 0; i < row["values"].size(); ++i)
    if (!row["values"][i].decimal()) return false;
  return row["values"].size() > 0;
}

// The figures that courses are told apart by best, where the view has them.
constexpr std::string_view kTold[] = {"lines late or short", "not delivered within the weeks", "on_time", "months of cover if all comes as stated",
                                      "missing money to the last need"};

std::vector<std::size_t> chosen(const Told& rows) {
  constexpr std::size_t kMost = 4;
  std::vector<std::size_t> out;
  for (const std::string_view figure : kTold)
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (drawable(rows[i]) && rows[i]["figure"].text() == figure) out.push_back(i);
  for (std::size_t i = 0; i < rows.size() && out.size() < kMost; ++i) {
    const bool is_told = std::ranges::find(kTold, rows[i]["figure"].text()) != std::end(kTold);
    if (drawable(rows[i]) && !is_told) out.push_back(i);
  }
  return out;
}

Json bars_of(const Told& told, const Told& row) {
  Json chart = chart_data(sentence(row["figure"].text()) + ", a bar a course.", unit_told(row), {"The upright line is the first course."}, {{"the first course", "line", "target"}});
  chart["kind"] = is_money(row) ? "money" : "number";
  chart["axis"] = true;
  Json rows = Json::array();
  for (std::size_t i = 0; i < told["columns"].size(); ++i) {
    const std::string change = told_change(row, row["changes"][i]);
    rows.push_back({{"name", sentence(told["columns"][i]["name"].text())},
                    {"label", told_number(row, row["values"][i]) + (change.empty() ? "" : " (" + change + ")")},
                    {"parts", Json::array({{{"from", "0"}, {"to", position(row["values"][i])}, {"role", change.empty() ? "actual" : "planned"}}})},
                    {"marks", Json::array({{{"at", position(row["values"][0])}, {"role", "target"}}})}});
  }
  chart["rows"] = std::move(rows);
  return chart;
}

Markup value_cell(const Told& row, std::size_t course) {
  const Told value = row["values"][course];
  const Told change = row["changes"][course];
  if (!value.reported()) return missing_number();
  Markup out = value.shown(told_number(row, value));
  if (change.reported()) out << "<br><small>" << change.shown(told_change(row, change)) << "</small>";
  return number_cell(out);
}

Markup compared_table(const Told& told, std::optional<std::size_t> only) {
  Columns columns{"Figure"};
  for (std::size_t i = 0; i < told["columns"].size(); ++i) columns.push_back(sentence(told["columns"][i]["name"].text()) + "#");
  TableMarkup table("courses compared", columns);
  constexpr std::size_t kListed = 60;
  std::size_t differing = 0;
  for (std::size_t i = 0; i < told["rows"].size(); ++i) {
    const Told row = told["rows"][i];
    if (only ? i != *only : !row["differs"].is_true()) continue;
    if (++differing > kListed) continue;
    Markup name = isolated(sentence(row["figure"].text()));
    name << "<br><small>" << isolated(row["section"].text() + ", " + unit_told(row)) << "</small>";
    std::vector<Markup> cells{head_cell(name)};
    for (std::size_t k = 0; k < row["values"].size(); ++k) cells.push_back(value_cell(row, k));
    table.row(cells);
  }
  std::string summary = only ? "Figures as a table" : "Everything that differs";
  if (!only && differing > kListed) summary += ": the first " + grouped(static_cast<std::int64_t>(kListed)) + " of " + grouped(static_cast<std::int64_t>(differing));
  return only ? table.details(summary) : table.folded(summary);
}

Markup courses_list(const Told& columns) {
  Markup out;
  out << "<ul class=\"footnotes\">\n";
  for (std::size_t i = 0; i < columns.size(); ++i)
    out << "<li><strong>" << isolated(sentence(columns[i]["name"].text())) << "</strong>: " << isolated(columns[i]["description"].text()) << "</li>\n";
  return out << "</ul>\n";
}

}  // namespace

Part scenarios_part(const BriefView& view) {
  Part part{"scenarios", "Other courses", {}};
  const Told told(view.in.scenarios.json, "/compare");
  if (told["columns"].size() == 0) return part;  // nobody asked
  static constexpr Table kTables[] = {Table::needs, Table::funds, Table::consignments};
  Markup content;
  const std::vector<std::size_t> rows = chosen(told["rows"]);
  for (const std::size_t i : rows) {
    const std::string name = "scenarios_" + std::to_string(i);
    const Told row = told["rows"][i];
    part.charts[name] = bars_of(told, row);
    content << "<h3>" << isolated(sentence(row["figure"].text())) << "</h3>\n"
            << chart({"bars", "/charts/" + name}, compared_table(told, i), source_line(view, kTables, unit_told(row)));
  }
  content << compared_table(told, std::nullopt) << courses_list(told["columns"]);
  Markup heading;
  heading << counted(static_cast<std::int64_t>(told["columns"].size()) - 1, "course") << " that it may take, beside " << isolated(told["columns"][0]["name"].text());
  part.markup = section(part.id, heading, markup("Each is a list of changes on top of the record, never in it. Only what differs is shown."), content);
  return part;
}

}  // namespace servanda
