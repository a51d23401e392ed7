#include <algorithm>
#include <vector>

#include "brief/answers.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

constexpr std::size_t kOddsDrawn = 14;
constexpr std::size_t kOddsListed = 60;
constexpr std::size_t kForecastDrivers = 10;

Json fan_chart(const Told& told) {
  Json chart = chart_data("The share of what is planned that arrives, week by week: the middle of all futures, and eight in ten of them.",
                          "share of the planned consignments, by count", {},
                          {{"the middle", "stroke", "expected"}, {"eight futures in ten", "band", "expected"}});
  chart["kind"] = "share";
  Json points = Json::array();
  const Told weekly = told["weekly"];
  for (std::size_t i = 0; i < weekly.size(); ++i)
    points.push_back({{"at", weekly[i]["week"].text()}, {"low", position(weekly[i]["p10"])}, {"middle", position(weekly[i]["p50"])}, {"high", position(weekly[i]["p90"])}});
  chart["points"] = std::move(points);
  if (weekly.size() > 0) {
    const Told last = weekly[weekly.size() - 1];
    chart["end"] = {{"low", percent_text(last["p10"])}, {"middle", percent_text(last["p50"])}, {"high", percent_text(last["p90"])}};
  }
  return chart;
}

Day day_or(const Told& told, Day other) { return parse_day(told.text()).value_or(other); }

// Those promised for the window, the least likely first: the list is in that order.
Json odds_chart(const BriefView& view, const Told& told) {
  const Told consignments = told["consignments"];
  const Day today = view.in.snapshot.as_known();
  const Day until = day_or(told["until"], today);
  const Day last = until + (until - today);   // the edges of the picture
  const Day first = today - (until - today);
  Json chart = chart_data("When each consignment arrives in eight futures of ten: the ones least likely to arrive within the window.",
                          "day of arrival, P10 to P90", {"A bar that stops at the right edge ends beyond the picture: in one future of ten it comes later still, or never."},
                          {{"eight futures in ten", "fill", "planned"}, {"the middle", "circle", "expected"}, {"promised", "line", "target"}});
  chart["today"] = to_string(today);
  Json rows = Json::array();
  for (std::size_t i = 0; i < consignments.size() && rows.size() < kOddsDrawn; ++i) {
    const Told one = consignments[i];
    if (!one["p10"].reported()) continue;
    if (day_or(one["expected"], last) > until) continue;
    const Day latest = std::min(day_or(one["p90"], last), last);
    Json marks = Json::array();
    if (day_or(one["p50"], last) < last) marks.push_back({{"at", one["p50"].text()}, {"role", "expected"}, {"shape", "circle"}});
    if (day_or(one["expected"], first) > first) marks.push_back({{"at", one["expected"].text()}, {"role", "target"}, {"shape", "line"}});
    rows.push_back({{"name", one["id"].text()},
                    {"note", one["reason"].text().empty() ? Json() : Json(one["reason"].text())},
                    {"label", percent_text(one["odds"])},
                    {"bars", Json::array({{{"from", to_string(std::min(day_or(one["p10"], last), latest))}, {"until", to_string(latest)}, {"role", "planned"}}})},
                    {"marks", std::move(marks)}});
  }
  chart["rows"] = std::move(rows);
  return chart;
}

Json forecast_drivers(const Told& drivers) {
  Json chart = chart_data("What moves the share most, in points of the share by count.", "points of the share", {"One thing changed at a time, in the same futures."},
                          {{"share gained if these came as promised", "fill", "kept"}});
  chart["kind"] = "share";
  chart["axis"] = true;
  Json rows = Json::array();
  for (std::size_t i = 0; i < std::min(drivers.size(), kForecastDrivers); ++i)
    rows.push_back({{"name", sentence(drivers[i]["what"].text())},
                    {"note", counted(drivers[i]["consignments"].count(), "consignment")},
                    {"label", percent_text(drivers[i]["effect"])},
                    {"parts", Json::array({{{"from", "0"}, {"to", position(drivers[i]["effect"])}, {"role", "kept"}}})}});
  chart["rows"] = std::move(rows);
  return chart;
}

Markup weekly_table(const Told& weekly) {
  TableMarkup table("share that has arrived by week", {"Week", "P10#", "P50#", "P90#"});
  for (std::size_t i = 0; i < weekly.size(); ++i)
    table.row({head_cell(weekly[i]["week"].shown(weekly[i]["week"].text())), percent_cell(weekly[i]["p10"]), percent_cell(weekly[i]["p50"]), percent_cell(weekly[i]["p90"])});
  return table.details("Figures as a table", TableMarkup::Width::narrow);
}

Markup shares_table(const Told& share) {
  TableMarkup table("share expected within the window", {"By", "P10#", "P50#", "P90#", "mean#", "consignments#"});
  for (const char* by : {"count", "value", "tonnes"}) {
    const Told one = share[by];
    if (!one.reported()) continue;
    table.row({head_cell(plain(sentence(by))), percent_cell(one["p10"]), percent_cell(one["p50"]), percent_cell(one["p90"]), percent_cell(one["mean"]), number_cell(one["consignments"])});
  }
  return table.details("By count, value and tonnes");
}

Markup odds_table(const Told& consignments) {
  TableMarkup table("odds by consignment", {"Consignment", "within the window#", "in words", "P10", "P50", "P90", "promised", "main reason"});
  for (std::size_t i = 0; i < std::min(consignments.size(), kOddsListed); ++i) {
    const Told one = consignments[i];
    table.row({head_cell(isolated(one["id"].text())), percent_cell(one["odds"]), words_cell(one["words"]), date_cell(one["p10"]), date_cell(one["p50"]), date_cell(one["p90"]),
               date_cell(one["expected"]), cell(isolated(one["reason"].text()))});
  }
  std::string summary = "Odds of each consignment";
  if (consignments.size() > kOddsListed)
    summary += ": the " + grouped(static_cast<std::int64_t>(kOddsListed)) + " least likely of " + grouped(static_cast<std::int64_t>(consignments.size()));
  return table.details(summary);
}

Markup forecast_drivers_table(const Told& drivers) {
  TableMarkup table("what moves the share", {"What", "Consignments#", "Effect#", "±#", "Meaning"});
  for (std::size_t i = 0; i < drivers.size(); ++i)
    table.row({head_cell(isolated(sentence(drivers[i]["what"].text()))), number_cell(drivers[i]["consignments"]), percent_cell(drivers[i]["effect"]),
               percent_cell(drivers[i]["error"]), cell(plain(drivers[i]["means"].text()))});
  return table.details("Figures as a table");
}

Markup record_sentence(const Told& record) {
  Markup out;
  if (!record["forecasts"].reported()) return out << "These odds have no track record: " << record["note"].text() << ".";
  out << "Track record: " << record["forecasts"].number() << " such forecasts between " << record["from"].shown(record["from"].text()) << " and "
      << record["until"].shown(record["until"].text());
  if (!record["held80"].reported()) return out << ", of which none is decided yet.";
  return out << "; of " << record["decided"].number() << " that are decided, the days from P10 to P90 held " << record["held80"].percent() << " ("
             << record["coverage80"].percent() << " where a day that is likely in itself counts in part).";
}

}  // namespace

Part forecast_part(const BriefView& view) {
  Part part{"forecast", "When the rest arrives", {}};
  const Told told(view.in.forecast.json, "/forecast");
  if (told["weekly"].size() == 0 || told["planned"].count() == 0) {
    part.missing = "the table consignments holds none that is still open, so there are no odds to give.";
    return part;
  }
  static constexpr Table kTables[] = {Table::consignments, Table::events};
  const Told share = told["share"]["count"];
  Markup heading;
  heading << "By " << told["until"].day() << " " << share["p50"].percent() << " of " << told["planned"].number()
          << " open consignments will have arrived; in eight futures of ten, " << share["p10"].percent() << " to " << share["p90"].percent();
  Markup lede;
  lede << "Arrived means " << words(told["stage"].text()) << ". " << told["expected_within"].number() << " were promised for by then. " << record_sentence(told["track_record"]);
  part.charts["forecast"] = fan_chart(told);
  Markup tables;
  tables << weekly_table(told["weekly"]) << shares_table(told["share"]);
  Markup content = chart({"fan", "/charts/forecast"}, tables, source_line(view, kTables, "share by count; " + grouped(told["futures"].text()) + " futures"));
  part.charts["forecast_odds"] = odds_chart(view, told);
  content << "<h3>The least likely to come in time</h3>\n"
          << chart({"gantt", "/charts/forecast_odds"}, odds_table(told["consignments"]), source_line(view, kTables, "odds of arriving by " + told["until"].text()));
  if (told["drivers"].size() > 0) {
    part.charts["forecast_drivers"] = forecast_drivers(told["drivers"]);
    content << "<h3>What moves it most</h3>\n"
            << chart({"bars", "/charts/forecast_drivers"}, forecast_drivers_table(told["drivers"]), source_line(view, kTables, "points of the share by count"));
  }
  part.markup = section(part.id, heading, lede, content);
  return part;
}

namespace {

std::string method_name(const std::string& code) {
  if (code == "servanda") return "This forecast";
  if (code == "plan") return "The plan as promised";
  if (code == "grouped") return "Past delays, by mode and channel";
  if (code == "pooled") return "Past delays, all alike";
  return sentence(code);
}

// How often the day that came fell into each tenth of what was forecast: level if the odds were right.
Json pit_chart(const Told& method) {
  Json chart = chart_data("How often the day that came fell into each tenth of its forecast; level columns mean honest odds.", "share of the forecasts, by tenth of the forecast", {},
                          {{"outcomes", "fill", "actual"}});
  chart["kind"] = "share";
  std::int64_t all = 0;
  for (std::size_t i = 0; i < method["pit"].size(); ++i) all += method["pit"][i].count();
  Json columns = Json::array();
  for (std::size_t i = 0; i < method["pit"].size(); ++i) {
    const Wide share = ratio_of(Wide{method["pit"][i].count()}, Wide{all}).value_or(0);
    columns.push_back({{"name", std::to_string(i * 10) + "–" + std::to_string(i * 10 + 10)}, {"value", decimal_text(share)}, {"label", percent(share)}, {"role", "actual"}});
  }
  chart["columns"] = std::move(columns);
  if (method["pit"].size() > 0) {
    const std::string each = decimal_text(Wide{Decimal::kUnit} / static_cast<std::int64_t>(method["pit"].size()));
    chart["line"] = {{"value", each}, {"label", "where all would end if the odds were exact"}};
  }
  return chart;
}

// The share foretold at each origin, and what then came.
Json shares_chart(const Told& shares) {
  Json chart = chart_data("The share foretold at the start of each month, with eight futures in ten, and what then came.", "share of the open consignments",
                          {"A dot outside its bar is a forecast that missed."},
                          {{"foretold, eight futures in ten", "band", "expected"}, {"what came", "circle", "actual"}, {"promised", "line", "target"}});
  chart["kind"] = "share";
  chart["axis"] = true;
  Json rows = Json::array();
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const Told one = shares[i];
    if (!one["seen"].reported()) continue;
    rows.push_back({{"name", one["origin"].text()},
                    {"label", percent_text(one["seen"]) + " came"},
                    {"parts", Json::array({{{"from", position(one["p10"])}, {"to", position(one["p90"])}, {"role", "expected"}}})},
                    {"marks", Json::array({{{"at", position(one["promised"])}, {"role", "target"}}, {{"at", position(one["seen"])}, {"role", "late"}}})}});
  }
  chart["rows"] = std::move(rows);
  chart["legend"][1]["role"] = "late";
  return chart;
}

Markup methods_table(const Told& methods) {
  TableMarkup table("scores by method", {"Method", "error of the day, CRPS#", "± of the difference#", "within 80 %#", "within 50 %#", "pinball, days#", "Brier#", "error of the share#", "share within 80 %#"});
  for (std::size_t i = 0; i < methods.size(); ++i) {
    const Told one = methods[i];
    table.row({head_cell(plain(method_name(one["name"].text()))), rounded_cell(one["crps_days"], 2), rounded_cell(one["crps_more_than_servanda"]["error"], 2), percent_cell(one["coverage80"]),
               percent_cell(one["coverage50"]), rounded_cell(one["pinball_days"], 2), rounded_cell(one["brier_12w"], 4), percent_cell(one["share_mae"]), percent_cell(one["share_coverage80"])});
  }
  return table.details("Scores against simpler ways to foretell");
}

Markup pit_table(const Told& pit) {
  TableMarkup table("outcomes by tenth of the forecast", {"Tenth", "Forecasts#"});
  for (std::size_t i = 0; i < pit.size(); ++i) table.row({head_cell(plain(std::to_string(i * 10) + " to " + std::to_string(i * 10 + 10) + " %")), number_cell(pit[i])});
  return table.details("Figures as a table", TableMarkup::Width::narrow);
}

Markup origins_table(const Told& shares) {
  TableMarkup table("foretold and seen by origin", {"Origin", "open#", "P10#", "P50#", "P90#", "promised#", "came#"});
  for (std::size_t i = 0; i < shares.size(); ++i)
    table.row({head_cell(shares[i]["origin"].shown(shares[i]["origin"].text())), number_cell(shares[i]["open"]), percent_cell(shares[i]["p10"]), percent_cell(shares[i]["p50"]),
               percent_cell(shares[i]["p90"]), percent_cell(shares[i]["promised"]), percent_cell(shares[i]["seen"])});
  return table.details("Every origin");
}

}  // namespace

Part score_part(const BriefView& view) {
  Part part{"score", "How good past forecasts were", {}};
  const Told told(view.in.score.json, "/score");
  if (told["methods"].size() == 0) {
    part.missing = "no month of the past has enough open consignments with a known end (table events), so no forecast can be scored.";
    return part;
  }
  static constexpr Table kTables[] = {Table::consignments, Table::events};
  const Told own = told["methods"][0];
  Markup heading;
  heading << "Of the days that were foretold, " << own["coverage80"].percent() << " fell within the range that eight in ten should";
  Markup lede;
  lede << told["forecasts"].number() << " forecasts made again at " << told["origins"].number() << " origins from " << told["from"].shown(told["from"].text()) << " to "
       << told["until"].shown(told["until"].text()) << ", each from what was known on its day. The mean error of a day was " << own["crps_days"].rounded(1) << " days";
  for (std::size_t i = 0; i < told["methods"].size(); ++i)
    if (told["methods"][i]["name"].text() == "plan") lede << ", against " << told["methods"][i]["crps_days"].rounded(1) << " for the plan as promised";
  lede << ".";
  part.charts["score_pit"] = pit_chart(own);
  part.charts["score_shares"] = shares_chart(told["shares"]);
  Markup pit_tables;
  pit_tables << pit_table(own["pit"]) << methods_table(told["methods"]);
  Markup content;
  content << chart({"columns", "/charts/score_pit"}, pit_tables, source_line(view, kTables, "forecasts by tenth"))
          << "<h3>Foretold and come, month by month</h3>\n"
          << chart({"bars", "/charts/score_shares"}, origins_table(told["shares"]), source_line(view, kTables, "share by count"));
  part.markup = section(part.id, heading, lede, content);
  return part;
}

}  // namespace servanda
