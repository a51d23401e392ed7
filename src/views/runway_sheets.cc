#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "views/blank.h"
#include "views/runway.h"

namespace servanda {
namespace {

Json money(const std::optional<Wide>& units, const std::string& currency) {
  if (!units) return {};
  return {{"amount", decimal_text(*units)}, {"currency", currency}};
}

Json unfunded_json(const std::optional<RunwayUnfunded>& unfunded, const std::string& currency) {
  if (!unfunded) return {};
  return {{"need", unfunded->need},
          {"amount", money(unfunded->amount, currency)},
          {"month", unfunded->month.to_string()},
          {"priority", unfunded->priority},
          {"purpose", or_null(unfunded->purpose)},
          {"source", or_null(unfunded->source)}};
}

Json drivers_json(const std::vector<RunwayDriver>& drivers) {
  Json out = Json::array();
  for (const RunwayDriver& driver : drivers)
    out.push_back({{"what", driver.donor + " " + driver.what},
                   {"donor", driver.donor},
                   {"change", driver.what},
                   {"effect", decimal_text(driver.effect)},
                   {"unit", "months of cover"},
                   {"sources", driver.sources}});
  return out;
}

// Sums are told only where there are needs by month.
std::optional<Wide> stated(const RunwayScenario& scenario, Wide sum) {
  return scenario.by_month.empty() ? std::nullopt : std::optional(sum);
}

Json scenario_json_of(const RunwayScenario& scenario, const std::string& currency) {
  Json months = Json::array();
  std::set<std::string> sources;  // of the sums
  for (const RunwayMonth& month : scenario.by_month) {
    sources.insert(month.sources.begin(), month.sources.end());
    months.push_back({{"month", month.month.to_string()},
                      {"needed", money(month.needed, currency)},
                      {"covered", money(month.covered, currency)},
                      {"left", money(month.left, currency)},
                      {"sources", month.sources}});
  }
  return {{"name", scenario.name},
          {"description", or_null(scenario.description)},
          {"months",
           {{"p10", or_null(scenario.months.p10)},
            {"p50", or_null(scenario.months.p50)},
            {"p90", or_null(scenario.months.p90)},
            {"as_planned", or_null(scenario.as_planned)}}},
          {"shortfall_date",
           {{"p10", or_null(scenario.date_p10)},
            {"p50", or_null(scenario.date_p50)},
            {"p90", or_null(scenario.date_p90)},
            {"as_planned", or_null(scenario.shortfall_date)}}},
          {"lasts_to_the_last_need", scenario.lasts},
          {"last_need", or_null(scenario.until)},
          {"first_unfunded", unfunded_json(scenario.first_unfunded, currency)},
          {"available", money(stated(scenario, scenario.available), currency)},
          {"needed", money(stated(scenario, scenario.needed), currency)},
          {"covered", money(stated(scenario, scenario.covered), currency)},
          {"covered_percent", or_null(scenario.covered_share)},
          {"sources", sources},
          {"unmoved", or_null(scenario.unmoved)},
          {"by_month", std::move(months)},
          {"drivers", drivers_json(scenario.drivers)},
          {"drivers_without_effect", scenario.without_effect}};
}

Json fund_json(const RunwayFund& fund, const std::string& currency) {
  return {{"id", fund.id},
          {"donor", or_null(fund.donor)},
          {"kind", fund.kind},
          {"purpose", or_null(fund.purpose)},
          {"certainty", or_null(fund.certainty)},
          {"date", or_null(fund.date)},
          {"spend_until", or_null(fund.spend_until)},
          {"amount", money(fund.amount, fund.currency)},
          {"available", money(fund.available, currency)},
          {"source", or_null(fund.source)},
          {"known", or_null(fund.known)}};
}

Json reported_json(const RunwayYear& year) {
  Json out = Json::array();
  for (const RunwayReported& told : year.reported)
    out.push_back({{"need", told.need},
                   {"report", told.report},
                   {"required", money(told.required, year.currency)},
                   {"amount", money(told.amount, year.currency)},
                   {"percent", or_null(told.percent)},
                   {"note", or_null(told.note)},
                   {"source", or_null(told.source)}});
  return out;
}

Json year_json(const RunwayYear& year) {
  return {{"year", year.year},
          {"category", or_null(year.category)},
          {"required", money(year.required, year.currency)},
          {"disbursed", money(year.disbursed, year.currency)},
          {"disbursed_any_purpose", money(year.disbursed_any, year.currency)},
          {"cover", or_null(year.cover)},
          {"cover_at_most", or_null(year.at_most)},
          {"no_upper_bound", or_null(year.why)},
          {"needs", year.needs},
          {"reported", reported_json(year)}};
}

Json model_json() {
  Json out = Json::array();
  for (const Certainty& certainty : kCertainties) {
    Json late = Json::object();
    for (std::size_t i = 0; i < kLateMonths.size(); ++i) late[std::to_string(kLateMonths[i])] = certainty.late[i];
    out.push_back(
        {{"certainty", or_null(certainty.name)}, {"comes_percent", certainty.percent}, {"months_late_percent", late}});
  }
  return out;
}

Json plan_json(const RunwayResult& result) {
  if (result.costs.empty()) return {};
  Json months = Json::array();
  Wide sum = 0;
  for (const RunwayCost& cost : result.costs) {
    months.push_back({{"month", cost.month.to_string()}, {"cost", money(cost.amount, result.currency)}});
    sum += cost.amount;
  }
  return {{"id", or_null(result.plan)}, {"known", or_null(result.plan_known)}, {"cost", money(sum, result.currency)}, {"by_month", std::move(months)}};
}

std::string heading(const RunwayResult& result) {
  return (result.notional ? "Notional. " : "") + result.programme + ", as known " + to_string(result.as_known) + ", " +
         result.currency + ", " + result.prices.text();
}

// When the money is short; where it is not, to which month.
std::string short_on(const RunwayScenario& of, const std::optional<Wide>& months, const std::optional<Day>& date) {
  if (!months) return {};
  return date ? to_string(*date) : "not to " + or_blank(of.until);
}

constexpr std::string_view kDeclared =
    "The chances behind P10, P50 and P90 are declared for each certainty of a fund (`model` of --format json), not learned: no record "
    "says yet when funds that were told to come did come, so these odds have no track record.";

Sheet scenarios_sheet(const RunwayResult& result) {
  Sheet sheet;
  sheet.title = "How long the money lasts";
  sheet.heading = {heading(result), "Months of cover and the shortfall date"};
  if (result.futures > 0)
    sheet.heading.back() += "; odds of " + std::to_string(result.futures) + " futures, seed " + std::to_string(result.seed) +
                            ", by declared chances without a track record";
  sheet.columns = {{"scenario", Align::left, "#meta+scenario"},
                   {"as planned", Align::decimal, "#indicator+months+planned"},
                   {"short on", Align::left, "#date+planned"},
                   {"P10", Align::decimal, "#indicator+months+p10"},
                   {"P10 short on", Align::left, "#date+p10"},
                   {"P50", Align::decimal, "#indicator+months+p50"},
                   {"P50 short on", Align::left, "#date+p50"},
                   {"P90", Align::decimal, "#indicator+months+p90"},
                   {"P90 short on", Align::left, "#date+p90"}};
  for (const RunwayScenario& of : result.scenarios)
    sheet.rows.push_back({of.name, or_blank(of.as_planned), short_on(of, of.as_planned, of.shortfall_date), or_blank(of.months.p10),
                          short_on(of, of.months.p10, of.date_p10), or_blank(of.months.p50), short_on(of, of.months.p50, of.date_p50),
                          or_blank(of.months.p90), short_on(of, of.months.p90, of.date_p90)});
  if (result.scenarios.front().months.p50) sheet.footnotes.emplace_back(kDeclared);
  for (const RunwayScenario& of : result.scenarios)
    if (!of.unmoved.empty()) sheet.footnotes.push_back(of.name + " moves neither the months of cover nor the day: " + of.unmoved + ".");
  return sheet;
}

// What is left out for one reason stands together.
std::vector<std::string> lines_left_out(const std::vector<std::string>& left_out) {
  std::vector<std::pair<std::string, std::string>> by_reason;
  for (const std::string& one : left_out) {
    const std::size_t colon = std::min(one.find(": "), one.size());
    const std::string reason = one.substr(std::min(colon + 2, one.size()));
    const auto known = std::ranges::find(by_reason, reason, [](const auto& entry) { return entry.first; });
    if (known == by_reason.end())
      by_reason.emplace_back(reason, one.substr(0, colon));
    else
      known->second += ", " + one.substr(0, colon);
  }
  std::vector<std::string> out;
  for (const auto& [reason, names] : by_reason) out.push_back("Left out, " + reason + ": " + names);
  return out;
}

Sheet shortfall_sheet(const RunwayResult& result) {
  Sheet sheet;
  sheet.title = "The first need without money, and what is covered of all";
  sheet.heading = {heading(result)};
  sheet.columns = {{"scenario", Align::left, "#meta+scenario"},   {"first unfunded", Align::left, "#activity+need"},
                   {"purpose", Align::left, "#meta+purpose"},     {"month", Align::left, "#date+month"},
                   {"amount", Align::decimal, "#value+missing"},  {"available", Align::decimal, "#value+available"},
                   {"last need", Align::left, "#date+last"},
                   {"needed", Align::decimal, "#value+needed"},   {"covered", Align::decimal, "#value+covered"},
                   {"covered %", Align::decimal, "#indicator+covered"}};
  for (const RunwayScenario& of : result.scenarios) {
    const auto& first = of.first_unfunded;
    sheet.rows.push_back({of.name, first ? first->need : std::string(), first ? first->purpose : std::string(),
                          first ? first->month.to_string() : std::string(), first ? decimal_text(first->amount) : std::string(),
                          or_blank(stated(of, of.available)), or_blank(of.until), or_blank(stated(of, of.needed)), or_blank(stated(of, of.covered)),
                          or_blank(of.covered_share)});
  }
  for (const RunwayScenario& of : result.scenarios)
    if (of.until != result.scenarios.front().until && !of.description.empty()) sheet.footnotes.push_back(of.name + ": " + of.description);
  std::ranges::move(footnotes_of(result.missing), std::back_inserter(sheet.footnotes));
  if (!result.plan.empty()) sheet.footnotes.push_back("What the accepted plan " + result.plan + " costs goes before the needs of its month.");
  for (std::string& line : lines_left_out(result.left_out)) sheet.footnotes.push_back(std::move(line));
  return sheet;
}

Sheet months_sheet(const RunwayResult& result) {
  const RunwayScenario& of = result.scenarios.front();
  Sheet sheet;
  sheet.title = "Needs by month, and what the money covers: " + of.name;
  sheet.heading = {heading(result)};
  sheet.columns = {{"month", Align::left, "#date+month"},
                   {"needed", Align::decimal, "#value+needed"},
                   {"covered", Align::decimal, "#value+covered"},
                   {"left after it", Align::decimal, "#value+left"}};
  for (const RunwayMonth& month : of.by_month)
    sheet.rows.push_back(
        {month.month.to_string(), decimal_text(month.needed), decimal_text(month.covered), decimal_text(month.left)});
  return sheet;
}

Sheet drivers_sheet(const RunwayResult& result) {
  const RunwayScenario& of = result.scenarios.front();
  Sheet sheet;
  sheet.title = "What each donor moves: " + of.name;
  sheet.heading = {heading(result)};
  sheet.columns = {{"donor", Align::left, "#org+donor"},
                   {"change", Align::left, "#meta+change"},
                   {"months of cover", Align::decimal, "#indicator+effect"}};
  for (const RunwayDriver& driver : of.drivers)
    sheet.rows.push_back({driver.donor, driver.what, decimal_text(driver.effect)});
  if (of.without_effect > 0)
    sheet.footnotes = {"Of " + std::to_string(of.drivers.size() + static_cast<std::size_t>(of.without_effect)) +
                       " changes, the other " + std::to_string(of.without_effect) + " move nothing."};
  return sheet;
}

Sheet funds_sheet(const RunwayResult& result) {
  Sheet sheet;
  sheet.title = "Funds";
  sheet.heading = {heading(result)};
  sheet.columns = {{"fund", Align::left, "#activity+id"},
                   {"donor", Align::left, "#org+donor"},
                   {"kind", Align::left, "#meta+kind"},
                   {"purpose", Align::left, "#meta+purpose"},
                   {"date", Align::left, "#date"},
                   {"spend until", Align::left, "#date+until"},
                   {"certainty", Align::left, "#meta+certainty"},
                   {"amount", Align::decimal, "#value+stated"},
                   {"currency", Align::left, "#currency"},
                   {"available, " + result.currency, Align::decimal, "#value+available"},
                   {"source", Align::left, "#meta+source"},
                   {"known", Align::left, "#date+known"}};
  for (const RunwayFund& fund : result.funds)
    sheet.rows.push_back({fund.id, fund.donor, fund.kind, fund.purpose, or_blank(fund.date), or_blank(fund.spend_until),
                          fund.certainty, or_blank(fund.amount), fund.currency, or_blank(fund.available), fund.source,
                          or_blank(fund.known)});
  sheet.footnotes = {"Available is blank where the row states the same money as another that counts."};
  return sheet;
}

// "64.1026 to 76.9231 of P0053": what reports state of each need.
std::string reported_share(const RunwayYear& year) {
  std::map<std::string, std::pair<Wide, Wide>> shares;
  for (const RunwayReported& told : year.reported) {
    if (!told.percent) continue;
    auto& [least, most] = shares.try_emplace(told.need, *told.percent, *told.percent).first->second;
    least = std::min(least, *told.percent);
    most = std::max(most, *told.percent);
  }
  std::string out;
  for (const auto& [need, share] : shares)
    out += (out.empty() ? "" : "; ") + decimal_text(share.first) + (share.first == share.second ? "" : " to " + decimal_text(share.second)) + " of " + need;
  return out;
}

Sheet annual_sheet(const RunwayResult& result) {
  Sheet sheet;
  sheet.title = "Annual cover: what was required against what was disbursed";
  sheet.heading = {heading(result)};
  sheet.columns = {{"year", Align::left, "#date+year"},
                   {"category", Align::left, "#sector"},
                   {"currency", Align::left, "#currency"},
                   {"required", Align::decimal, "#value+required"},
                   {"disbursed for it", Align::decimal, "#value+disbursed"},
                   {"cover %", Align::decimal, "#indicator+cover"},
                   {"reported %", Align::left, "#indicator+cover+reported"},
                   {"disbursed, kind not stated", Align::decimal, "#value+disbursed+any"},
                   {"at most %", Align::decimal, "#indicator+cover+most"},
                   {"needs", Align::left, "#activity+needs"}};
  for (const RunwayYear& year : result.annual) {
    std::string needs;
    for (const std::string& need : year.needs) needs += (needs.empty() ? "" : ", ") + need;
    sheet.rows.push_back({std::to_string(year.year), year.category, year.currency, decimal_text(year.required),
                          or_blank(year.disbursed), or_blank(year.cover), reported_share(year), or_blank(year.disbursed_any),
                          year.why.empty() ? or_blank(year.at_most) : "no bound", needs});
  }
  sheet.footnotes = {
      "Cover is blank where no disbursement names that purpose: it is not reported. Money for another kind of aid covers nothing here.",
      "Reported: what reports say was given for single needs, whatever the funds say (table below).",
      "No bound: as much as was required, or more, was disbursed without a stated kind of aid, so that the record cannot "
      "say how much of the requirement was left open."};
  return sheet;
}

Sheet reported_sheet(const RunwayResult& result) {
  Sheet sheet;
  sheet.title = "What reports say was given for single requirements";
  sheet.heading = {heading(result)};
  sheet.columns = {{"year", Align::left, "#date+year"},
                   {"need", Align::left, "#activity+need"},
                   {"report", Align::left, "#meta+entry"},
                   {"currency", Align::left, "#currency"},
                   {"required", Align::decimal, "#value+required"},
                   {"given", Align::decimal, "#value+reported"},
                   {"cover %", Align::decimal, "#indicator+cover"},
                   {"note", Align::left, "#description"},
                   {"source", Align::left, "#meta+source"}};
  for (const RunwayYear& year : result.annual)
    for (const RunwayReported& told : year.reported)
      sheet.rows.push_back({std::to_string(year.year), told.need, told.report, year.currency, decimal_text(told.required),
                            or_blank(told.amount), or_blank(told.percent), told.note, told.source});
  sheet.footnotes = {"As reported; where reports of one requirement differ, none is chosen here and none is added to another.",
                     "Given is blank where a report states a percentage alone."};
  return sheet;
}

}  // namespace

Json to_json(const RunwayResult& result) {
  Json out{{"as_known", to_string(result.as_known)},
           {"head", result.head},
           {"seed", result.seed},
           {"futures", result.futures},
           {"currency", result.currency},
           {"prices", result.prices.text()},
           {"model", model_json()},
           {"track_record", {{"record", nullptr}, {"why", kDeclared}}}};
  Json scenarios = Json::array();
  for (const RunwayScenario& scenario : result.scenarios)
    scenarios.push_back(scenario_json_of(scenario, result.currency));
  out["scenarios"] = std::move(scenarios);
  out["drivers"] = drivers_json(result.scenarios.front().drivers);
  Json funds = Json::array();
  for (const RunwayFund& fund : result.funds) funds.push_back(fund_json(fund, result.currency));
  out["funds"] = std::move(funds);
  Json annual = Json::array();
  for (const RunwayYear& year : result.annual) annual.push_back(year_json(year));
  out["annual"] = std::move(annual);
  out["plan"] = plan_json(result);
  out["left_out"] = result.left_out;
  out["missing"] = to_json(result.missing);
  return out;
}

std::vector<Sheet> to_sheets(const RunwayResult& result) {
  std::vector<Sheet> sheets;
  if (!result.scenarios.front().by_month.empty())
    sheets = {scenarios_sheet(result), shortfall_sheet(result), months_sheet(result), drivers_sheet(result)};
  if (!result.annual.empty()) sheets.push_back(annual_sheet(result));
  if (Sheet reported = reported_sheet(result); !reported.rows.empty()) sheets.push_back(std::move(reported));
  if (!result.funds.empty()) sheets.push_back(funds_sheet(result));
  if (sheets.empty()) sheets.push_back(shortfall_sheet(result));
  else if (result.scenarios.front().by_month.empty())
    for (std::string& note : footnotes_of(result.missing)) sheets.front().footnotes.push_back(std::move(note));
  return sheets;
}

}  // namespace servanda
