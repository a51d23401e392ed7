#include "views/needs_and_prices.h"

#include <algorithm>
#include <map>
#include <string>

namespace servanda {
namespace {

bool of_category(const Snapshot& snapshot, const Row<Table::needs>& need, const std::string& category) {
  if (need.text<"category">() == category) return true;
  const auto item = snapshot.find<Table::items>(need.text<"item">());
  return item && item->text<"category">() == category;
}

bool is_asked(const Snapshot& snapshot, const Row<Table::needs>& need, const Figure& figure) {
  return std::ranges::all_of(figure.where, [&](const FigureCondition& condition) {
    if (condition.field == FigureField::item) return need.text<"item">() == condition.value;
    if (condition.field == FigureField::place) return need.text<"place">() == condition.value;
    return of_category(snapshot, need, condition.value);
  });
}

}  // namespace

std::optional<FigureNumber> number_of_need(const Snapshot& snapshot, const Row<Table::needs>& need, FigureMeasure measure) {
  if (measure == FigureMeasure::count) return FigureNumber{kNumberUnit, "records", Qualifier::exact};
  if (measure == FigureMeasure::value) {
    const auto amount = need.decimal<"amount">();
    if (!amount) return std::nullopt;
    return FigureNumber{number_of_units(amount->units()), std::string(need.text<"currency">()), Qualifier::exact};
  }
  const auto quantity = need.decimal<"quantity">();
  const auto item = snapshot.find<Table::items>(need.text<"item">());
  if (!quantity || !item) return std::nullopt;
  const Wide number = number_of_units(quantity->units());
  if (measure == FigureMeasure::quantity) return FigureNumber{number, std::string(item->text<"unit">()), Qualifier::exact};
  const auto mass = item->decimal<"mass_kg">();
  if (!mass) return std::nullopt;
  constexpr Wide kKilogramsOfTonne = 1000;
  return FigureNumber{multiply_divide(number, mass->units(), Decimal::kUnit * kKilogramsOfTonne), "t", Qualifier::exact};
}

void add_needs(const Snapshot& snapshot, const Figure& figure, std::optional<Day> known_by, FigureValue& out) {
  std::map<std::string, Wide> sums;
  for (const auto need : snapshot.rows<Table::needs>()) {
    const auto month = need.date<"month">();
    if (!is_asked(snapshot, need, figure)) continue;
    if (figure.period && (!month || inside(*figure.period, *month) != Inside::yes)) continue;
    const auto known = snapshot.known_day(Table::needs, need.index());
    if (known_by && known && *known > *known_by) continue;
    const auto number = number_of_need(snapshot, need, figure.measure);
    if (!number) continue;
    sums[number->unit] += number->value;
    out.records.emplace_back(Table::needs, need.index());
  }
  for (const auto& [unit, sum] : sums) out.entries.push_back({{sum, unit, Qualifier::exact}});
  out.entry_rows = rows_of(snapshot, out.records);
}

Result<FigureValue> price_of(const Snapshot& snapshot, const Figure& figure, FigureValue out) {
  const auto item = snapshot.find<Table::items>(figure.name);
  if (!item) return bad_input("found no item '" + figure.name + "', expected the code of one in the table items");
  const auto price = item->decimal<"unit_value">();
  if (!price) return out;
  out.number = FigureNumber{number_of_units(price->units()), std::string(item->text<"currency">()), Qualifier::exact};
  out.rows = {figure_row(snapshot, Table::items, item->index())};
  out.records = {{Table::items, item->index()}};
  out.entries = {{*out.number, item->code<"valuation_basis", Basis>()}};
  out.entry_rows = out.rows;
  out.from = FigureFrom::entries;
  return out;
}

}  // namespace servanda
