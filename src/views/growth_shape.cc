#include "views/growth_shape.h"

#include <map>
#include <tuple>

#include "book/called_off.h"
#include "views/blank.h"
#include "views/netting.h"
#include "views/runway_money.h"

namespace servanda {
namespace {

constexpr int kMonthsOfQuarter = 3;

int quarter_of(PartialDate date) { return month_number(date) / kMonthsOfQuarter; }

PartialDate month_of_quarter(int quarter, int month) { return month_of_number(quarter * kMonthsOfQuarter + month); }

using KeyText = std::tuple<std::string, std::string_view, std::string_view>;
KeyText text_of(const AmountKey& key) { return {key.currency.code(), name_of(key.basis), name_of(key.instrument)}; }

struct Pledged {
  AmountKey key;
  std::map<int, Wide> by_quarter;
  Wide left_out = 0;
};

GrowthShapeOf shape_of(const Pledged& pledged, int last) {
  GrowthShapeOf out{pledged.key, {}, pledged.left_out, {}};
  if (pledged.by_quarter.empty()) return out;
  std::vector<Wide> values;
  for (int quarter = pledged.by_quarter.begin()->first; quarter <= last; ++quarter) {
    const auto found = pledged.by_quarter.find(quarter);
    const Wide units = found == pledged.by_quarter.end() ? 0 : found->second;
    out.quarters.push_back({month_of_quarter(quarter, 0), month_of_quarter(quarter, kMonthsOfQuarter - 1), units});
    values.push_back(units);
  }
  out.fit = fit_growth(values);
  return out;
}

std::string name_of_shape(GrowthShape shape) { return std::string(kGrowthShapeNames[static_cast<std::size_t>(shape)]); }

}  // namespace

Result<std::vector<GrowthShapeOf>> growth_shapes(const Snapshot& snapshot, const Prices& prices) {
  const Netting netting = Netting::of(snapshot);
  const CalledOff off = called_off(snapshot);
  const ProgrammePrices at_prices(snapshot, prices);
  std::map<KeyText, Pledged> sums;
  for (const auto pledge : snapshot.rows<Table::pledges>()) {
    const auto amount = pledge.decimal<"amount">();
    const auto currency = Currency::parse(pledge.text<"currency">());
    const auto date = pledge.date<"date">();
    if (!amount || !currency || !date || date->first() > snapshot.as_known()) continue;
    if (netting.contains(Table::pledges, pledge.index()) || off.contains({"pledge", pledge.name()})) continue;
    const Converted converted = in_reporting_currency(snapshot, *amount, *currency, date);
    const AmountKey key{converted.currency, pledge.code<"valuation_basis", Basis>().value_or(Basis::stated),
                        pledge.code<"instrument", Instrument>().value_or(Instrument::not_reported)};
    ASSIGN_OR_RETURN(const Wide units, at_prices.at(date, converted.units, "pledge " + pledge.name()));
    Pledged& of = sums.try_emplace(text_of(key), Pledged{key, {}, 0}).first->second;
    if (date->precision() == DatePrecision::year)
      of.left_out += units;
    else
      of.by_quarter[quarter_of(*date)] += units;
  }
  const PartialDate today = PartialDate::of_day(snapshot.as_known());
  const bool over = month_of_quarter(quarter_of(today), kMonthsOfQuarter - 1).last() == snapshot.as_known();
  std::vector<GrowthShapeOf> out;
  for (const auto& [text, pledged] : sums) out.push_back(shape_of(pledged, quarter_of(today) - (over ? 0 : 1)));
  return out;
}

Json to_json(const std::vector<GrowthShapeOf>& shapes) {
  Json out = Json::array();
  for (const GrowthShapeOf& shape : shapes) {
    const GrowthFit& fit = shape.fit;
    Json quarters = Json::array();
    for (const QuarterSum& quarter : shape.quarters)
      quarters.push_back({{"from", quarter.first_month.to_string()}, {"until", quarter.last_month.to_string()}, {"amount", decimal_text(quarter.units)}});
    out.push_back({{"currency", shape.key.currency.code()},
                   {"basis", name_of(shape.key.basis)},
                   {"instrument", name_of(shape.key.instrument)},
                   {"shape", name_of_shape(fit.shape)},
                   {"n", fit.n},
                   {"rate_percent", {{"middle", or_null(fit.rate)}, {"low", or_null(fit.rate_low)}, {"high", or_null(fit.rate_high)}}},
                   {"doubling_quarters", {{"middle", or_null(fit.doubling)}, {"low", or_null(fit.doubling_low)}, {"high", or_null(fit.doubling_high)}}},
                   {"aicc", {{"exponential", or_null(fit.aicc_exponential)}, {"linear", or_null(fit.aicc_linear)}}},
                   {"foretold_error", {{"exponential", or_null(fit.error_exponential)}, {"linear", or_null(fit.error_linear)}}},
                   {"left_out", decimal_text(shape.left_out)},
                   {"quarters", std::move(quarters)}});
  }
  return out;
}

Sheet to_sheet(const std::vector<GrowthShapeOf>& shapes, const std::string& heading) {
  Sheet sheet;
  sheet.title = "Is it exponential? Newly pledged by quarter";
  sheet.heading = {heading};
  sheet.columns = {{"shape", Align::left, "#status"},
                   {"quarters", Align::right, "#indicator+n"},
                   {"% a quarter", Align::decimal, "#indicator+rate"},
                   {"from", Align::decimal, "#indicator+rate+low"},
                   {"to", Align::decimal, "#indicator+rate+high"},
                   {"doubles in", Align::decimal, "#indicator+doubling"},
                   {"AICc exponential", Align::decimal, "#indicator+aicc+exponential"},
                   {"AICc linear", Align::decimal, "#indicator+aicc+linear"},
                   {"error exponential", Align::decimal, "#indicator+error+exponential"},
                   {"error linear", Align::decimal, "#indicator+error+linear"},
                   {"in no quarter", Align::decimal, "#value+left_out"},
                   {"currency", Align::left, "#currency"},
                   {"basis", Align::left, "#meta+basis"},
                   {"instrument", Align::left, "#meta+instrument"}};
  for (const GrowthShapeOf& shape : shapes) {
    const GrowthFit& fit = shape.fit;
    sheet.rows.push_back({name_of_shape(fit.shape), std::to_string(fit.n), or_blank(fit.rate), or_blank(fit.rate_low), or_blank(fit.rate_high),
                          or_blank(fit.doubling), or_blank(fit.aicc_exponential), or_blank(fit.aicc_linear), or_blank(fit.error_exponential),
                          or_blank(fit.error_linear), decimal_text(shape.left_out), shape.key.currency.code(),
                          std::string(name_of(shape.key.basis)), std::string(name_of(shape.key.instrument))});
  }
  sheet.footnotes = {"Lower AICc fits better, by two or more to count; the error is that of the last third, foretold from what went before.",
                     "Fewer than " + std::to_string(kGrowthPeriods) + " quarters are too few; a quarter with nothing in it has no logarithm."};
  return sheet;
}

}  // namespace servanda
