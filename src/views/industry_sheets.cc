#include <string>

#include "views/blank.h"
#include "base/joined.h"
#include "views/industry.h"

namespace servanda {
namespace {

std::string verdict_name(PromiseVerdict verdict) {
  return std::string(kPromiseVerdictNames[static_cast<std::size_t>(verdict)]);
}

Json figure_json(const RateFigure& figure) {
  return {{"on", or_null(figure.on)},
          {"value", decimal_text(figure.value)},
          {"qualifier", figure.qualifier},
          {"year", or_null(figure.year)},
          {"entry", or_null(figure.id)},
          {"source", or_null(figure.source)}};
}

Json goal_json(const RateGoal& goal) {
  return {{"id", or_null(goal.id)},
          {"kind", goal.kind},
          {"value", decimal_text(goal.value)},
          {"qualifier", goal.qualifier},
          {"stated", or_null(goal.stated)},
          {"due", or_null(goal.due)},
          {"year", or_null(goal.year)},
          {"verdict", verdict_name(goal.verdict)},
          {"reason", or_null(goal.reason)},
          {"reached_on", or_null(goal.reached_on)},
          {"days_late", or_null(goal.days_late)},
          {"at_least_days_late", or_null(goal.at_least_days_late)},
          {"last", or_null(goal.last)},
          {"last_on", or_null(goal.last_on)},
          {"told_before", goal.told_before},
          {"again", goal.again},
          {"first_due", or_null(goal.first_due)},
          {"source", or_null(goal.source)}};
}

Json money_json(const SeriesMoney& money) {
  return {{"id", money.id},
          {"amount", {{"amount", decimal_text(money.amount)}, {"currency", money.currency}, {"qualifier", money.qualifier}}},
          {"classifier", money.classifier},
          {"on", or_null(money.on)},
          {"due", or_null(money.due)},
          {"note", or_null(money.note)},
          {"source", or_null(money.source)}};
}

template <class Rows, class ToJson>
Json list(const Rows& rows, ToJson to) {
  Json out = Json::array();
  for (const auto& row : rows) out.push_back(to(row));
  return out;
}

Json series_json(const RateSeries& series) {
  return {{"series", series.series},
          {"name", or_null(series.name)},
          {"country", or_null(series.country)},
          {"site", series.is_site},
          {"unit", series.unit},
          {"newest", series.actual.empty() ? Json() : figure_json(series.actual.back())},
          {"announced_now", or_null(series.announced_now)},
          {"share_of_announced_percent", or_null(series.share_of_announced)},
          {"months_behind", or_null(series.months_behind)},
          {"goals", list(series.goals, goal_json)},
          {"actual", list(series.actual, figure_json)},
          {"money", list(series.money, money_json)}};
}

Json orders_json(const SiteOrders& orders) {
  return {{"site", orders.site},
          {"name", or_null(orders.name)},
          {"unit", orders.unit},
          {"items", orders.items},
          {"items_mixed", orders.items.size() > 1},
          {"capacity_a_month", or_null(orders.capacity)},
          {"ordered", decimal_text(orders.ordered)},
          {"made", or_null(orders.made)},
          {"backlog", or_null(orders.backlog)},
          {"overdue", or_null(orders.overdue)},
          {"months_of_work", or_null(orders.months_of_work)},
          {"clears_at_pace", or_null(orders.clears_at_pace)},
          {"clears_as_announced", or_null(orders.clears_as_announced)},
          {"contracts", orders.contracts},
          {"sources", orders.sources}};
}

Json learning_json(const LearningCurve& curve) {
  Json out{{"supplier", curve.supplier},
           {"item", curve.item},
           {"currency", curve.currency},
           {"n", curve.lots.size()},
           {"exponent", Json()},
           {"exponent_error", Json()},
           {"rate_percent", Json()},
           {"rate_low", Json()},
           {"rate_high", Json()},
           {"lots", list(curve.lots, [](const LearningLot& lot) {
              return Json{{"contract", lot.contract},
                          {"date", or_null(lot.date)},
                          {"quantity", decimal_text(lot.quantity)},
                          {"cumulative", decimal_text(lot.cumulative)},
                          {"unit_cost", decimal_text(lot.unit_cost)},
                          {"source", or_null(lot.source)}};
            })}};
  if (curve.fit) {
    out["exponent"] = decimal_text(curve.fit->exponent);
    out["exponent_error"] = decimal_text(curve.fit->exponent_error);
    out["rate_percent"] = decimal_text(curve.fit->rate);
    out["rate_low"] = decimal_text(curve.fit->rate_low);
    out["rate_high"] = decimal_text(curve.fit->rate_high);
  }
  return out;
}

Json need_json(const NeedCovered& covered) {
  return {{"items", covered.items},
          {"items_mixed", covered.items.size() > 1},
          {"sites", covered.sites},
          {"unit", covered.unit},
          {"need", decimal_text(covered.need)},
          {"capacity", decimal_text(covered.capacity)},
          {"share_percent", or_null(covered.share)},
          {"self_sufficient", or_null(covered.self_sufficient)},
          {"sources", covered.sources},
          {"months", list(covered.months, [](const NeedMonth& month) {
             return Json{{"month", month.month.to_string()}, {"need", decimal_text(month.need)}, {"capacity", decimal_text(month.capacity)}};
           })}};
}

Json amounts_json(const std::map<std::string, Wide>& amounts) {
  return list(amounts, [](const auto& amount) {
    return Json{{"amount", decimal_text(amount.second)}, {"currency", amount.first}};
  });
}

Json country_json(const CountryOrders& country) {
  return {{"country", or_null(country.country)},
          {"contracts", country.contracts},
          {"amounts", amounts_json(country.amounts)},
          {"suppliers", list(country.suppliers, [](const SupplierOrders& supplier) {
             return Json{{"supplier", or_null(supplier.supplier)},
                         {"name", or_null(supplier.name)},
                         {"contracts", supplier.contracts},
                         {"amounts", amounts_json(supplier.amounts)},
                         {"sources", supplier.sources}};
           })},
          {"sources", country.sources}};
}

std::string amounts_text(const std::map<std::string, Wide>& amounts) {
  std::vector<std::string> parts;
  for (const auto& [currency, amount] : amounts) parts.push_back(decimal_text(amount) + " " + currency);
  return joined(parts, ", ");
}

std::string heading(const IndustryResult& result) {
  return (result.notional ? "Notional. " : "") + result.programme + ", as known " + to_string(result.as_known) + ", " +
         result.prices.text();
}

Sheet sheet_of(const IndustryResult& result, std::string title, std::vector<SheetColumn> columns) {
  Sheet sheet;
  sheet.title = std::move(title);
  sheet.heading = {heading(result)};
  sheet.columns = std::move(columns);
  return sheet;
}

std::string unless_exact(const std::string& qualifier) { return qualifier == "exact" ? "" : qualifier; }

Sheet now_sheet(const IndustryResult& result) {
  Sheet sheet = sheet_of(result, "What is produced now",
                         {{"series", Align::left, "#indicator+series"},
                          {"name", Align::left, "#loc+name"},
                          {"country", Align::left, "#country"},
                          {"newest", Align::decimal, "#capacity+actual"},
                          {"qualifier", Align::left, "#meta+qualifier"},
                          {"unit", Align::left, "#meta+unit"},
                          {"on", Align::left, "#date+actual"},
                          {"announced for then", Align::decimal, "#capacity+announced"},
                          {"% of it", Align::decimal, "#indicator+share"},
                          {"months behind", Align::right, "#indicator+late"},
                          {"source", Align::left, "#meta+source"}});
  for (const RateSeries& series : result.series) {
    const bool any = !series.actual.empty();
    sheet.rows.push_back({series.series, series.name, series.country, any ? decimal_text(series.actual.back().value) : "not reported",
                          any ? unless_exact(series.actual.back().qualifier) : "", series.unit, any ? or_blank(series.actual.back().on) : "", or_blank(series.announced_now),
                          or_blank(series.share_of_announced), or_blank(series.months_behind),
                          any ? series.actual.back().source : ""});
  }
  sheet.footnotes = footnotes_of(result.missing);
  return sheet;
}

Sheet goals_sheet(const IndustryResult& result) {
  Sheet sheet = sheet_of(result, "Announced and targeted rates: were they kept",
                         {{"series", Align::left, "#indicator+series"},
                          {"kind", Align::left, "#status+kind"},
                          {"goal", Align::decimal, "#targeted"},
                          {"qualifier", Align::left, "#meta+qualifier"},
                          {"unit", Align::left, "#meta+unit"},
                          {"stated", Align::left, "#date+stated"},
                          {"due", Align::left, "#date+due"},
                          {"verdict", Align::left, "#status"},
                          {"reached", Align::left, "#date+reached"},
                          {"days late", Align::right, "#indicator+late"},
                          {"last", Align::decimal, "#reached"},
                          {"on", Align::left, "#date+last"},
                          {"told before", Align::right, "#indicator+moved"},
                          {"first due", Align::left, "#date+due+first"},
                          {"reason", Align::left, "#description"},
                          {"entry", Align::left, "#meta+entry"},
                          {"source", Align::left, "#meta+source"}});
  for (const RateSeries& series : result.series)
    for (const RateGoal& goal : series.goals)
      sheet.rows.push_back({series.series, goal.kind, decimal_text(goal.value), unless_exact(goal.qualifier), series.unit, or_blank(goal.stated), or_blank(goal.due),
                            verdict_name(goal.verdict), or_blank(goal.reached_on),
                            goal.at_least_days_late ? "at least " + std::to_string(*goal.at_least_days_late) : or_blank(goal.days_late),
                            or_blank(goal.last), or_blank(goal.last_on), goal.told_before == 0 ? "" : std::to_string(goal.told_before),
                            or_blank(goal.first_due), goal.reason, goal.id, goal.source});
  sheet.footnotes = {"Told before: how often the same figure was stated earlier with another date."};
  return sheet;
}

Sheet money_sheet(const IndustryResult& result) {
  Sheet sheet = sheet_of(result, "Money stated of these series",
                         {{"series", Align::left, "#indicator+series"},
                          {"amount", Align::decimal, "#value"},
                          {"currency", Align::left, "#currency"},
                          {"qualifier", Align::left, "#meta+qualifier"},
                          {"stated", Align::left, "#date+stated"},
                          {"due", Align::left, "#date+due"},
                          {"classifier", Align::left, "#status"},
                          {"entry", Align::left, "#meta+entry"},
                          {"note", Align::left, "#description"},
                          {"source", Align::left, "#meta+source"}});
  for (const RateSeries& series : result.series)
    for (const SeriesMoney& money : series.money)
      sheet.rows.push_back({series.series, decimal_text(money.amount), money.currency, money.qualifier, or_blank(money.on),
                            or_blank(money.due), money.classifier, money.id, money.note, money.source});
  return sheet;
}

Sheet orders_sheet(const IndustryResult& result) {
  Sheet sheet = sheet_of(result, "Orders against capacity",
                         {{"site", Align::left, "#loc+id"},
                          {"items", Align::left, "#item"},
                          {"unit", Align::left, "#meta+unit"},
                          {"capacity a month", Align::decimal, "#capacity"},
                          {"ordered", Align::decimal, "#value+ordered"},
                          {"made", Align::decimal, "#reached"},
                          {"backlog", Align::decimal, "#indicator+backlog"},
                          {"overdue", Align::decimal, "#indicator+overdue"},
                          {"months of work", Align::decimal, "#indicator+months"},
                          {"clears at today's pace", Align::left, "#date+clears"},
                          {"clears as announced", Align::left, "#date+clears+announced"},
                          {"contracts", Align::left, "#activity+contract"},
                          {"sources", Align::left, "#meta+source"}});
  for (const SiteOrders& orders : result.orders)
    sheet.rows.push_back({orders.site, joined(orders.items, ", "), orders.unit, or_blank(orders.capacity), decimal_text(orders.ordered),
                          or_blank(orders.made), or_blank(orders.backlog), or_blank(orders.overdue),
                          or_blank(orders.months_of_work), or_blank(orders.clears_at_pace), or_blank(orders.clears_as_announced),
                          joined(orders.contracts, ", "), joined(orders.sources, ", ")});
  for (const SiteOrders& orders : result.orders)
    if (orders.items.size() > 1)
      sheet.footnotes.push_back(orders.site + ": its ramps name no single item, so all that is counted in " + orders.unit +
                                " is mixed: " + joined(orders.items, ", ") + ".");
  return sheet;
}

Sheet learning_sheet(const IndustryResult& result) {
  Sheet sheet = sheet_of(result, "Learning curves (Wright 1936)",
                         {{"supplier", Align::left, "#org+supplier"},
                          {"item", Align::left, "#item"},
                          {"currency", Align::left, "#currency"},
                          {"lots", Align::right, "#indicator+n"},
                          {"first unit cost", Align::decimal, "#value+first"},
                          {"last unit cost", Align::decimal, "#value+last"},
                          {"exponent", Align::decimal, "#indicator+exponent"},
                          {"error", Align::decimal, "#indicator+error"},
                          {"% off a doubling", Align::decimal, "#indicator+rate"},
                          {"from", Align::decimal, "#indicator+low"},
                          {"to", Align::decimal, "#indicator+high"}});
  for (const LearningCurve& curve : result.learning) {
    const auto text = [&](Wide WrightFit::*member) { return curve.fit ? decimal_text((*curve.fit).*member) : std::string(); };
    sheet.rows.push_back({curve.supplier, curve.item, curve.currency, std::to_string(curve.lots.size()),
                          decimal_text(curve.lots.front().unit_cost), decimal_text(curve.lots.back().unit_cost),
                          text(&WrightFit::exponent), text(&WrightFit::exponent_error), text(&WrightFit::rate),
                          text(&WrightFit::rate_low), text(&WrightFit::rate_high)});
  }
  sheet.footnotes = {"Fitted by least squares on logarithms from three lots on; the last two columns are its 95 % interval."};
  return sheet;
}

Sheet needs_sheet(const IndustryResult& result) {
  Sheet sheet = sheet_of(result, "Share of the need that the sites can make",
                         {{"items", Align::left, "#item"},
                          {"sites", Align::left, "#loc+id"},
                          {"unit", Align::left, "#meta+unit"},
                          {"from", Align::left, "#date+from"},
                          {"until", Align::left, "#date+until"},
                          {"need", Align::decimal, "#targeted"},
                          {"capacity", Align::decimal, "#capacity"},
                          {"%", Align::decimal, "#indicator+share"},
                          {"self-sufficient from", Align::left, "#date+sufficient"}});
  for (const NeedCovered& covered : result.needs)
    sheet.rows.push_back({joined(covered.items, ", "), joined(covered.sites, ", "), covered.unit, covered.months.front().month.to_string(),
                          covered.months.back().month.to_string(), decimal_text(covered.need), decimal_text(covered.capacity),
                          or_blank(covered.share), or_blank(covered.self_sufficient)});
  sheet.footnotes = {"The need is gross: what contracts cover of it is not taken off. Capacity as announced, orders of others not counted. Self-sufficient: from then on it covers the need of each month."};
  return sheet;
}

Sheet countries_sheet(const IndustryResult& result) {
  Sheet sheet = sheet_of(result, "Contracts by the supplier's country",
                         {{"country", Align::left, "#country"},
                          {"supplier", Align::left, "#org+supplier"},
                          {"name", Align::left, "#org+name"},
                          {"contracts", Align::right, "#indicator+contracts"},
                          {"amounts", Align::right, "#value+contracted"},
                          {"sources", Align::left, "#meta+source"}});
  for (const CountryOrders& country : result.countries) {
    const std::string name = country.country.empty() ? "not reported" : country.country;
    for (const SupplierOrders& supplier : country.suppliers)
      sheet.rows.push_back({name, supplier.supplier, supplier.name, std::to_string(supplier.contracts), amounts_text(supplier.amounts), joined(supplier.sources, ", ")});
    sheet.rows.push_back({name, "all", "", std::to_string(country.contracts), amounts_text(country.amounts), joined(country.sources, ", ")});
  }
  return sheet;
}

}  // namespace

Json to_json(const IndustryResult& result) {
  return {{"as_known", to_string(result.as_known)},
          {"head", result.head},
          {"prices", result.prices.text()},
          {"series", list(result.series, series_json)},
          {"orders", list(result.orders, orders_json)},
          {"learning", list(result.learning, learning_json)},
          {"needs", list(result.needs, need_json)},
          {"countries", list(result.countries, country_json)},
          {"missing", to_json(result.missing)}};
}

std::vector<Sheet> to_sheets(const IndustryResult& result) {
  std::vector<Sheet> out{now_sheet(result), goals_sheet(result)};
  for (Sheet sheet : {money_sheet(result), orders_sheet(result), learning_sheet(result), needs_sheet(result), countries_sheet(result)})
    if (!sheet.rows.empty()) out.push_back(std::move(sheet));
  return out;
}

}  // namespace servanda
