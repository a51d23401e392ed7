#include <algorithm>

#include "views/status.h"

namespace servanda {
namespace {

template <Stage kStage>
Json cell_json(const StageCell<kStage>& cell) {
  Json out;
  Json value = Json::array();
  for (const auto& [key, sum] : cell.value.sums()) value.push_back(amount_json(key, sum));
  out["value"] = std::move(value);
  if (cell.quantities.size() == 1) {
    out["quantity"] = decimal_text(cell.quantities.begin()->second);
    out["unit"] = cell.quantities.begin()->first;
  } else if (cell.quantities.size() > 1) {
    Json quantities = Json::array();
    for (const auto& [unit, quantity] : cell.quantities)
      quantities.push_back({{"quantity", decimal_text(quantity)}, {"unit", unit}});
    out["quantities"] = std::move(quantities);
  }
  out["count"] = cell.count;
  return out;
}

void funnel_json(const Funnel& funnel, Json& out) {
  Json stages = Json::object();
  Json exits = Json::object();
  funnel.for_each([&](const auto& cell) {
    if (cell.empty()) return;
    (is_exit(cell.stage) ? exits : stages)[std::string(name_of(cell.stage))] = cell_json(cell);
  });
  out["stages"] = std::move(stages);
  out["exits"] = std::move(exits);
}

std::string key_label(const std::optional<std::string>& key) { return key ? *key : "not reported"; }

// One line of a table: the amounts of a stage with one currency, basis and instrument.
template <class Cell>
void sheet_rows(const std::vector<std::string>& key, const Cell& cell, Sheet& sheet) {
  if (cell.empty()) return;
  const auto row = [&](const std::string& amount, const std::string& currency, const std::string& basis,
                       const std::string& instrument, const std::string& qualifier, const std::string& quantity,
                       const std::string& unit, const std::string& count) {
    std::vector<std::string> cells = key;
    for (const std::string& text :
         {std::string(name_of(cell.stage)), amount, currency, basis, instrument, qualifier, quantity, unit, count})
      cells.push_back(text);
    sheet.rows.push_back(std::move(cells));
  };
  std::string quantity;
  std::string unit;
  if (cell.quantities.size() == 1) {
    quantity = decimal_text(cell.quantities.begin()->second);
    unit = cell.quantities.begin()->first;
  } else if (cell.quantities.size() > 1) {
    unit = "several units";
  }
  bool first = true;
  for (const auto& [amount_key, sum] : cell.value.sums()) {
    row(decimal_text(sum.units, 2), amount_key.currency.code(), std::string(name_of(amount_key.basis)),
        std::string(name_of(amount_key.instrument)), std::string(name_of(sum.qualifier)), first ? quantity : "",
        first ? unit : "", first ? std::to_string(cell.count) : "");
    first = false;
  }
  if (first) row("", "", "", "", "", quantity, unit, std::to_string(cell.count));
}

}  // namespace

Json to_json(const StatusResult& result) {
  Json out{{"as_known", to_string(result.as_known)},
           {"head", result.head},
           {"programme", result.programme},
           {"notional", result.notional},
           {"currency", result.currency.code()},
           {"prices", result.prices.text()},
           {"delivered", result.delivered.name},
           {"delivered_stage", name_of(result.delivered.stage)}};
  Json by = Json::array();
  for (const GroupBy dimension : result.by) by.push_back(kGroupByNames[static_cast<std::size_t>(dimension)]);
  out["by"] = std::move(by);
  Json rows = Json::array();
  for (const StatusRow& row : result.rows) {
    Json key = Json::object();
    for (std::size_t i = 0; i < result.by.size(); ++i)
      key[std::string(kGroupByNames[static_cast<std::size_t>(result.by[i])])] = row.key[i] ? Json(*row.key[i]) : Json();
    Json entry{{"key", std::move(key)}};
    funnel_json(row.funnel, entry);
    rows.push_back(std::move(entry));
  }
  out["rows"] = std::move(rows);
  Json total = Json::object();
  funnel_json(result.total, total);
  out["total"] = std::move(total);
  Json netted = Json::array();
  for (const Netted& entry : result.netted)
    netted.push_back({{"entry", entry.kind + " " + entry.entry}, {"because", entry.because}});
  out["netted"] = std::move(netted);
  Json conflicts = Json::array();
  for (const Conflict& conflict : result.conflicts) {
    Json values = Json::array();
    for (const Conflict::Value& value : conflict.values)
      values.push_back({{"entry", value.entry}, {"source", value.source}, {"value", value.value}});
    conflicts.push_back({{"figure", conflict.figure},
                         {"values", std::move(values)},
                         {"chosen", conflict.chosen.empty() ? Json() : Json(conflict.chosen)}});
  }
  out["conflicts"] = std::move(conflicts);
  Json series = Json::array();
  for (const SeriesFigure& figure : result.series)
    series.push_back({{"series", figure.series},
                      {"donors", figure.donors},
                      {"measure", figure.measure},
                      {"value", figure.value},
                      {"qualifier", figure.qualifier},
                      {"unit", figure.unit},
                      {"from", figure.from},
                      {"until", figure.until},
                      {"date", figure.date},
                      {"report", figure.report},
                      {"source", figure.source}});
  out["series"] = std::move(series);
  Json rates = Json::array();
  for (const UsedRate& rate : result.rates)
    rates.push_back({{"currency", rate.currency},
                     {"value_date", rate.value_date},
                     {"rate", rate.rate},
                     {"fixing", rate.fixing},
                     {"records", rate.records}});
  out["rates"] = std::move(rates);
  return out;
}

std::vector<Sheet> to_sheets(const StatusResult& result) {
  Sheet sheet;
  sheet.title = result.programme + (result.notional ? " — notional" : "");
  sheet.heading = {"Funnel by stage, as known " + to_string(result.as_known) + ", in " + result.currency.code() +
                       " at the European Central Bank's rate of the value date where there is one, " + result.prices.text(),
                   "Delivered means " + std::string(result.delivered.name) + ": stage " +
                       std::string(name_of(result.delivered.stage)) +
                       ". A stage that is not listed is not reported; it is not zero."};
  for (const GroupBy by : result.by)
    sheet.columns.push_back({std::string(kGroupByNames[static_cast<std::size_t>(by)]), Align::left,
                             "#meta+" + std::string(kGroupByNames[static_cast<std::size_t>(by)])});
  for (SheetColumn column :
       {SheetColumn{"stage", Align::left, "#status+stage"}, SheetColumn{"amount", Align::decimal, "#value"},
        SheetColumn{"currency", Align::left, "#currency"}, SheetColumn{"basis", Align::left, "#meta+basis"},
        SheetColumn{"instrument", Align::left, "#meta+instrument"},
        SheetColumn{"qualifier", Align::left, "#meta+qualifier"},
        SheetColumn{"quantity", Align::decimal, "#indicator+quantity"},
        SheetColumn{"unit", Align::left, "#indicator+unit"}, SheetColumn{"records", Align::right, "#indicator+count"}})
    sheet.columns.push_back(std::move(column));
  const auto add = [&](const std::vector<std::string>& key, const Funnel& funnel) {
    funnel.for_each([&](const auto& cell) { sheet_rows(key, cell, sheet); });
  };
  for (const StatusRow& row : result.rows) {
    if (result.by.empty()) break;  // the one row is the total
    std::vector<std::string> key;
    for (const auto& value : row.key) key.push_back(key_label(value));
    add(key, row.funnel);
  }
  add(std::vector<std::string>(result.by.size(), "total"), result.total);
  if (!result.netted.empty())
    sheet.footnotes.push_back(std::to_string(result.netted.size()) +
                              (result.netted.size() == 1 ? " entry is counted in another" : " entries are counted in others") +
                              " and not again (--format json lists them).");
  if (!result.conflicts.empty())
    sheet.footnotes.push_back(std::to_string(result.conflicts.size()) +
                              (result.conflicts.size() == 1 ? " figure" : " figures") +
                              " on which sources disagree (--format json lists them).");
  return {sheet};
}

}  // namespace servanda
