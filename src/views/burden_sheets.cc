#include <algorithm>
#include <set>

#include "views/blank.h"
#include "base/joined.h"
#include "views/burden.h"

namespace servanda {
namespace {

Json money(const std::optional<Wide>& units, const std::string& currency) {
  if (!units) return {};
  return {{"amount", decimal_text(*units)}, {"currency", currency}};
}

Json point_json(const BurdenPoint& point) {
  return {
      {"year", point.year},
      {"vintage", or_null(point.vintage)},
      {"price_base", or_null(point.price_base)},
      {"amount", money(point.amount, point.currency)},
      {"of_which_aid", money(point.aid, point.currency)},
      {"related", money(point.related, point.currency)},
      {"gdp", money(point.gdp, point.currency)},
      {"population", or_null(point.population)},
      {"per_gdp", or_null(point.per_gdp)},
      {"related_per_gdp", or_null(point.related_per_gdp)},
      {"reported",
       {{"per_gdp", or_null(point.reported_per_gdp)},
        {"vintage", or_null(point.reported_vintage)},
        {"report", or_null(point.report)},
        {"source", or_null(point.report_source)}}},
      {"per_head", money(point.per_head, point.currency)},
      {"target", or_null(point.asked)},
      {"target_related", or_null(point.asked_related)},
      {"missing", {{"points", or_null(point.missing_points)}, {"money", money(point.missing_money, point.currency)}}},
      {"missing_related",
       {{"points", or_null(point.missing_related_points)},
        {"money", money(point.missing_related_money, point.currency)}}},
      {"source", or_null(point.source)},
      {"known", or_null(point.known)},
      {"note", or_null(point.note)}};
}

Json pace_json(const BurdenPace& pace, const std::string& currency) {
  Json outlook = Json::array();
  for (const BurdenOutlook& of_year : pace.outlook)
    outlook.push_back(
        {{"year", of_year.year},
         {"linear", decimal_text(of_year.asked)},
         {"announced", or_null(of_year.announced)},
         {"missing",
          {{"points", or_null(of_year.missing_points)}, {"money", money(of_year.missing_money, currency)}}}});
  return {{"needed", or_null(pace.needed)},
          {"had", or_null(pace.had)},
          {"announced", or_null(pace.announced)},
          {"announced_share", or_null(pace.announced_share)},
          {"announced_year", or_null(pace.announced_year)},
          {"announced_by", or_null(pace.announced_report)},
          {"announced_source", or_null(pace.announced_source)},
          {"to_end", {{"points", or_null(pace.end_points)}, {"money", money(pace.end_money, currency)}}},
          {"reached_at_pace_had", or_null(pace.reached_had)},
          {"reached_at_pace_announced", or_null(pace.reached_announced)},
          {"outlook", std::move(outlook)}};
}

Json row_json(const BurdenRow& row) {
  Json out{{"party", row.party}, {"name", or_null(row.name)}};
  const Json now = point_json(row.now);
  for (const auto& [key, value] : now.items()) {
    out[key] = value;
    if (key == "amount") out["share"] = or_null(row.share);
  }
  out["rank"] = {{"amount", or_null(row.rank_amount)},
                 {"per_gdp", or_null(row.rank_per_gdp)},
                 {"per_head", or_null(row.rank_per_head)}};
  out["pace"] = pace_json(row.pace, row.now.currency);
  Json years = Json::array();
  for (const BurdenPoint& point : row.years) years.push_back(point_json(point));
  out["years"] = std::move(years);
  return out;
}

Json path_json(const BurdenPath& path) {
  Json steps = Json::array();
  for (const PathStep& step : path.steps)
    steps.push_back({{"year", step.year}, {"core", decimal_text(step.core)}, {"related_up_to", or_null(step.related)}});
  return {{"name", path.name}, {"from", path.from}, {"review", or_null(path.review)}, {"steps", std::move(steps)}};
}

Json aid_json(const BurdenAid& aid) {
  return {{"party", or_null(aid.donors)},
          {"year", aid.year},
          {"amount", amount_json(aid.key, aid.sum)},
          {"attributed", money(aid.attributed, aid.key.currency.code())},
          {"doubtful", money(aid.doubtful, aid.key.currency.code())},
          {"pledges", aid.pledges},
          {"share", or_null(aid.share)},
          {"per_gdp", or_null(aid.per_gdp)},
          {"per_head", money(aid.per_head, aid.key.currency.code())},
          {"rank", or_null(aid.rank)},
          {"sources", aid.sources}};
}

Json total_json(const BurdenTotal& total) {
  Json amounts = Json::array();
  for (const auto& [currency, units] : total.amounts) amounts.push_back(money(units, currency));
  return {{"vintage", or_null(total.vintage)},
          {"amounts", std::move(amounts)},
          {"reported", total.reported},
          {"asked", total.asked},
          {"met", total.met},
          {"by_reports", {{"met", total.by_reports()}, {"with", total.met_by_reports}, {"without", total.unmet_by_reports}}},
          {"asked_related", total.asked_related},
          {"met_related", total.met_related}};
}

std::string_view word_of(AidCounted aid) {
  constexpr std::array<std::string_view, 3> kNames{"out", "in", "none"};
  return kNames[static_cast<std::size_t>(aid)];
}

std::string steps_text(const BurdenPath& path) {
  std::string out;
  for (const PathStep& step : path.steps) {
    out += (out.empty() ? "" : "; ") + decimal_text(step.core) + " % core";
    if (step.related) out += " and up to " + decimal_text(*step.related) + " % related";
    out += " by " + std::to_string(step.year);
  }
  if (path.review) out += "; review " + std::to_string(*path.review);
  return out;
}

std::vector<std::string> heading(const BurdenResult& result) {
  std::vector<std::string> out;
  out.push_back((result.notional ? "Notional. " : "") + result.programme);
  out.push_back("Year " + std::to_string(result.year) + ", as known " + to_string(result.as_known) + ", " +
                result.prices.text() + ", aid counted " + std::string(word_of(result.aid_counted)) +
                (result.group.empty() ? "" : ", members of " + result.group));
  out.push_back("Path: " + result.path.name + ": " + steps_text(result.path));
  return out;
}

void add_related(std::vector<SheetColumn>& columns) {
  columns.push_back({"related, % of GDP", Align::decimal, "#indicator+per_gdp+related"});
  columns.push_back({"related asked %", Align::decimal, "#indicator+target+related"});
  columns.push_back({"related missing points", Align::decimal, "#indicator+missing+related"});
}

bool related_asked(const BurdenResult& result) {
  return std::ranges::any_of(result.totals, [](const BurdenTotal& total) { return total.asked_related > 0; });
}

void add_total(const BurdenTotal& total, Sheet& sheet) {
  for (const auto& [currency, units] : total.amounts) {
    std::vector<std::string> line(sheet.columns.size());
    line[0] = "total";
    line[1] = total.vintage;
    line[2] = currency;
    line[3] = decimal_text(units);
    sheet.rows.push_back(std::move(line));
  }
}

std::string judged_otherwise(const BurdenTotal& total) {
  std::string out = " By the shares reported beside those computed it is " + std::to_string(total.by_reports());
  if (!total.met_by_reports.empty()) out += ", with " + joined(total.met_by_reports, ", ");
  if (!total.unmet_by_reports.empty()) out += ", without " + joined(total.unmet_by_reports, ", ");
  return out + ".";
}

void add_counts(const BurdenTotal& total, std::vector<std::string>& footnotes) {
  const bool related = total.asked_related > 0;
  footnotes.push_back((total.vintage.empty() ? "" : total.vintage + ": ") + std::to_string(total.reported) + " parties with a share of GDP; of " +
                      std::to_string(total.asked) + " the path asks for something in that year, and " + std::to_string(total.met) +
                      (related ? " have nothing of the core missing." : " have nothing missing."));
  if (!total.met_by_reports.empty() || !total.unmet_by_reports.empty()) footnotes.back() += judged_otherwise(total);
  if (related)
    footnotes.push_back("For what is related the path asks " + std::to_string(total.asked_related) + " of them, at most its share; " +
                        std::to_string(total.met_related) + " have nothing of it missing.");
}

Sheet ranking_sheet(const BurdenResult& result) {
  Sheet sheet;
  sheet.title = "Burden by party";
  sheet.heading = heading(result);
  sheet.columns = {{"party", Align::left, "#org+party"},
                   {"vintage", Align::left, "#meta+vintage"},
                   {"currency", Align::left, "#currency"},
                   {"amount", Align::decimal, "#value+amount"},
                   {"share %", Align::decimal, "#indicator+share"},
                   {"% of GDP", Align::decimal, "#indicator+per_gdp"},
                   {"reported %", Align::decimal, "#indicator+per_gdp+reported"},
                   {"per head", Align::decimal, "#value+per_head"},
                   {"asked %", Align::decimal, "#indicator+target"},
                   {"missing points", Align::decimal, "#indicator+missing"},
                   {"missing money", Align::decimal, "#value+missing"},
                   {"to the end, points", Align::decimal, "#indicator+to_end"},
                   {"pace needed", Align::decimal, "#indicator+pace+needed"},
                   {"pace had", Align::decimal, "#indicator+pace+had"},
                   {"announced", Align::decimal, "#indicator+pace+announced"},
                   {"source", Align::left, "#meta+source"},
                   {"known", Align::left, "#date+known"}};
  if (related_asked(result)) add_related(sheet.columns);
  for (const BurdenRow& row : result.rows) {
    sheet.rows.push_back({row.party, row.now.vintage, row.now.currency, or_blank(row.now.amount), or_blank(row.share),
                          or_blank(row.now.per_gdp), or_blank(row.now.reported_per_gdp), or_blank(row.now.per_head),
                          or_blank(row.now.asked), or_blank(row.now.missing_points), or_blank(row.now.missing_money),
                          or_blank(row.pace.end_points), or_blank(row.pace.needed), or_blank(row.pace.had),
                          or_blank(row.pace.announced), row.now.source, or_blank(row.now.known)});
    if (related_asked(result))
      for (const auto& share : {row.now.related_per_gdp, row.now.asked_related, row.now.missing_related_points})
        sheet.rows.back().push_back(or_blank(share));
  }
  for (const BurdenTotal& total : result.totals) add_total(total, sheet);
  sheet.footnotes = footnotes_of(result.missing);
  sheet.footnotes.push_back(std::string("A blank is not reported") + (result.left_out.empty() ? "" : ", or left out as named below") +
                            "; it is not zero. Points and paces are percent of GDP (a year).");
  for (const BurdenTotal& total : result.totals) add_counts(total, sheet.footnotes);
  for (const std::string& left_out : result.left_out) sheet.footnotes.push_back("Left out: " + left_out);
  return sheet;
}

Sheet years_sheet(const BurdenResult& result) {
  Sheet sheet;
  sheet.title = "Percent of GDP, year by year";
  sheet.heading = heading(result);
  sheet.columns = {{"party", Align::left, "#org+party"}, {"vintage", Align::left, "#meta+vintage"}};
  std::set<int> years;
  for (const BurdenRow& row : result.rows)
    for (const BurdenPoint& point : row.years) years.insert(point.year);
  for (const int year : years)
    sheet.columns.push_back({std::to_string(year), Align::decimal, "#indicator+per_gdp+y" + std::to_string(year)});
  for (const BurdenRow& row : result.rows) {
    std::set<std::string> vintages;
    std::map<int, std::string> shares;
    for (const BurdenPoint& point : row.years) {
      vintages.insert(point.vintage);
      shares[point.year] = or_blank(point.per_gdp);
    }
    std::string names;
    for (const std::string& vintage : vintages) names += (names.empty() ? "" : ", ") + vintage;
    std::vector<std::string> line{row.party, names};
    for (const int year : years) line.push_back(shares.contains(year) ? shares[year] : std::string());
    sheet.rows.push_back(std::move(line));
  }
  return sheet;
}

// Two or more vintages of one party and year side by side, with the difference of the last from the first.
Sheet vintages_sheet(const BurdenResult& result) {
  Sheet sheet;
  sheet.title = "Vintages side by side: percent of GDP in " + std::to_string(result.year);
  sheet.columns = {{"party", Align::left, "#org+party"}};
  for (const std::string& vintage : result.vintages)
    sheet.columns.push_back({vintage, Align::decimal, "#indicator+per_gdp"});
  sheet.columns.push_back({"difference, points", Align::decimal, "#indicator+difference"});
  std::map<std::string, std::map<std::string, std::optional<Wide>>> by_party;
  for (const BurdenRow& row : result.rows) by_party[row.party][row.now.vintage] = row.now.per_gdp;
  for (const auto& [party, shares] : by_party) {
    std::vector<std::string> line{party};
    const auto of = [&](const std::string& vintage) {
      const auto found = shares.find(vintage);
      return found == shares.end() ? std::optional<Wide>() : found->second;
    };
    for (const std::string& vintage : result.vintages) line.push_back(or_blank(of(vintage)));
    const auto first = of(result.vintages.front());
    const auto last = of(result.vintages.back());
    line.push_back(first && last ? decimal_text(*last - *first) : std::string());
    sheet.rows.push_back(std::move(line));
  }
  return sheet;
}

Sheet aid_sheet(const BurdenResult& result) {
  Sheet sheet;
  sheet.title = "Aid pledged by year, grants and loans apart";
  sheet.heading = {"As known " + to_string(result.as_known) + ", " + result.prices.text() +
                   (result.attributed ? ", what funds pledged attributed to those behind them" : "")};
  sheet.columns = {{"year", Align::left, "#date+year"},
                   {"donors", Align::left, "#org+donors"},
                   {"currency", Align::left, "#currency"},
                   {"basis", Align::left, "#meta+basis"},
                   {"instrument", Align::left, "#meta+instrument"},
                   {"amount", Align::decimal, "#value+pledged"},
                   {"of which attributed", Align::decimal, "#value+attributed"},
                   {"pledges", Align::right, "#indicator+pledges+num"},
                   {"share %", Align::decimal, "#indicator+share"},
                   {"% of GDP", Align::decimal, "#indicator+per_gdp"},
                   {"per head", Align::decimal, "#value+per_head"},
                   {"rank", Align::right, "#indicator+rank"}};
  for (const BurdenAid& aid : result.aid)
    sheet.rows.push_back({std::to_string(aid.year), aid.donors, aid.key.currency.code(),
                          std::string(name_of(aid.key.basis)), std::string(name_of(aid.key.instrument)),
                          decimal_text(aid.sum.units), decimal_text(aid.attributed), std::to_string(aid.pledges),
                          or_blank(aid.share), or_blank(aid.per_gdp), or_blank(aid.per_head), or_blank(aid.rank)});
  sheet.footnotes = {"Joint donors stay joint; a fund's or a union's pledges stay with it unless attributed.",
                     "A pledge counts in the year of its announcement, whatever years it is meant for."};
  for (const BurdenAid& aid : result.aid)
    if (aid.doubtful > 0)
      sheet.footnotes.push_back("Of credibility 5 or 6: " + decimal_text(aid.doubtful) + " " + aid.key.currency.code() + " of what " + aid.donors + " pledged in " +
                                std::to_string(aid.year) + ".");
  return sheet;
}

}  // namespace

Json to_json(const BurdenResult& result) {
  Json out{
      {"as_known", to_string(result.as_known)},
      {"head", result.head},
      {"path", path_json(result.path)},
      {"year", result.year},
      {"group", or_null(result.group)},
      {"aid_counted", word_of(result.aid_counted)},
      {"eu_attributed", result.attributed},
      {"prices", result.prices.text()},
      {"units",
       {{"share", "percent"}, {"per_gdp", "percent"}, {"points", "percent of GDP"}, {"pace", "percent of GDP a year"}}},
      {"vintages", result.known_vintages}};
  Json rows = Json::array();
  for (const BurdenRow& row : result.rows) rows.push_back(row_json(row));
  out["rows"] = std::move(rows);
  Json totals = Json::array();
  for (const BurdenTotal& total : result.totals) totals.push_back(total_json(total));
  out["total"] = totals.size() == 1 ? totals.front() : Json();
  out["totals"] = std::move(totals);
  Json aid = Json::array();
  for (const BurdenAid& entry : result.aid) aid.push_back(aid_json(entry));
  out["aid"] = std::move(aid);
  out["left_out"] = result.left_out;
  out["missing"] = to_json(result.missing);
  return out;
}

std::vector<Sheet> to_sheets(const BurdenResult& result) {
  std::vector<Sheet> sheets;
  if (!result.rows.empty()) {
    sheets.push_back(ranking_sheet(result));
    sheets.push_back(years_sheet(result));
  }
  if (result.vintages.size() > 1) sheets.push_back(vintages_sheet(result));
  if (!result.aid.empty()) sheets.push_back(aid_sheet(result));
  if (result.rows.empty() && !sheets.empty())
    for (std::string& note : footnotes_of(result.missing)) sheets.back().footnotes.push_back(std::move(note));
  return sheets;
}

}  // namespace servanda
