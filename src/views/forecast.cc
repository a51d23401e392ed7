#include "views/forecast.h"

#include <algorithm>

#include "base/calendar_month.h"
#include "base/decimal.h"
#include "book/label.h"
#include "forecast/published.h"
#include "forecast/words.h"
#include "views/accepted_plan.h"
#include "views/score.h"

namespace servanda {
namespace {

std::string fraction(std::int64_t value) { return decimal_text(value, 4); }
// With one place, half away from zero.
std::string points(Share value) {
  const int half = value < 0 ? -5 : 5;
  return decimal_text(Wide{(value + half) / 10} * 1'000, 1);
}
// With one place.
std::string days_a_time(std::int64_t days, std::int64_t moves) { return points(static_cast<Share>(days * 100 / moves)); }
std::string optional_day(const std::optional<Day>& day) { return day ? to_string(*day) : std::string(); }

// ---- the track record

Result<std::optional<ScoreResult>> track_record(const Snapshot& snapshot, const ForecastOptions& options,
                                                const WorkProgress& progress, PastWindows& windows) {
  ScoreOptions scored;
  scored.until = calendar_month(snapshot.as_known() - std::chrono::days(options.within_days));
  scored.from = scored.until - std::chrono::months(11);
  scored.forecast = options;
  scored.forecast.futures = 256;
  scored.forecast.keeper = nullptr;
  scored.forecast.late_shares.clear();
  auto result = score_replayed(snapshot, scored, progress, &windows);
  if (result) return std::optional<ScoreResult>(*std::move(result));
  if (result.error().code == ErrorCode::nothing_to_do || progress.out_of_time()) return std::optional<ScoreResult>();
  return std::move(result).error();
}

std::string month_text(std::chrono::year_month month) { return PartialDate::of_month(month).to_string(); }

std::string no_record(const ForecastView& view) {
  return view.record_cut_short ? "the time limit came before it was made" : "no past window is over with enough consignments";
}

Json record_json(const ForecastView& view) {
  const std::optional<ScoreResult>& record = view.record;
  if (!record) return Json{{"note", no_record(view)}};
  const MethodScore& own = record->methods.front();
  const MethodScore& plan = record->methods[1];
  std::int64_t shares = 0, inside = 0;
  for (const OriginScore& origin : record->origins) {
    if (!origin.seen) continue;
    ++shares;
    if (*origin.seen >= origin.p10 && *origin.seen <= origin.p90) ++inside;
  }
  return Json{{"from", month_text(record->from)},
              {"until", month_text(record->until)},
              {"origins", record->origins.size()},
              {"forecasts", record->forecasts},
              {"coverage80", of_decided(own, own.coverage80)},
              {"held80", of_decided(own, own.held80)},
              {"decided", own.decided},
              {"brier_12w", fraction(own.brier.value)},
              {"crps_days", fraction(own.crps_days.value)},
              {"crps_days_of_the_plan", fraction(plan.crps_days.value)},
              {"shares_inside", inside},
              {"shares", shares}};
}

std::string held_text(const MethodScore& method) {
  if (method.decided == 0) return "none of them yet, since none is decided";
  return points(static_cast<Share>(method.held80.value)) + " % of " + std::to_string(method.decided) + " dates (" +
         points(static_cast<Share>(method.coverage80.value)) + " % where a day counts in part)";
}

std::string record_text(const ForecastView& view) {
  const std::optional<ScoreResult>& record = view.record;
  if (!record) return "Track record: none; " + no_record(view) + ".";
  const Json json = record_json(view);
  return "Track record, " + json["from"].get<std::string>() + " to " + json["until"].get<std::string>() + ": " +
         std::to_string(record->forecasts) + " forecasts at " + std::to_string(record->origins.size()) +
         " origins; P10 to P90 held " + held_text(record->methods.front()) + ", and the share's held " + std::to_string(json["shares_inside"].get<std::int64_t>()) + " of " +
         std::to_string(json["shares"].get<std::int64_t>()) + " shares (the windows overlap).";
}

// ---- forecast

Json share_json(const ShareSpread& spread, std::string_view planned_name, Json planned) {
  Json out{{"p10", fraction(spread.p10)},   {"p50", fraction(spread.p50)},
           {"p90", fraction(spread.p90)},   {"mean", fraction(spread.mean)},
           {"error", fraction(spread.error)}};
  out["errors"] = Json{{"p10", fraction(spread.error_p10)},
                       {"p50", fraction(spread.error_p50)},
                       {"p90", fraction(spread.error_p90)}};
  out["consignments"] = spread.consignments;
  out[std::string(planned_name)] = std::move(planned);
  return out;
}

Json shares_json(const ForecastView& view) {
  const ForecastResult& f = view.forecast;
  Json out = Json::object();
  if (f.count) out["count"] = share_json(*f.count, "planned", static_cast<std::int64_t>(f.count->planned));
  if (f.value)
    out["value"] = share_json(*f.value, "planned",
                              Json{{"amount", decimal_text(f.value->planned)}, {"currency", view.currency.code()}});
  if (f.tonnes) out["tonnes"] = share_json(*f.tonnes, "planned", decimal_text(f.tonnes->planned));
  return out;
}

std::string driver_text(const Driver& driver) {
  if (driver.kind == Driver::Kind::common_shock) return "what moves everything at once";
  if (driver.kind == Driver::Kind::closures) return "closures that nobody foresees";
  if (driver.kind == Driver::Kind::moved) return "dates that were moved more than once";
  if (driver.kind == Driver::Kind::place) return "the limit of " + driver.level;
  if (driver.kind == Driver::Kind::fund) return "money of " + driver.level;
  const std::string name(kFactorNames[static_cast<std::size_t>(driver.factor)]);
  const bool says_all = driver.factor == Factor::lead || driver.factor == Factor::size;
  return says_all ? driver.level : name + " " + driver.level;
}

std::string driver_meaning(const Driver& driver) {
  switch (driver.kind) {
    case Driver::Kind::common_shock: return "share at its P90 less share at its P10";
    case Driver::Kind::place: return "share if it had none, less the share expected";
    case Driver::Kind::closures: return "share without them, less the share expected";
    case Driver::Kind::fund: return "share if it came on its day, less the share expected";
    case Driver::Kind::moved: return "share if they stood as other dates do, less the share expected";
    case Driver::Kind::factor: return "share if these came as promised, less the share expected";
  }
  return "";
}

Json consignments_json(const ForecastResult& forecast) {
  Json out = Json::array();
  for (const ConsignmentOdds& line : forecast.consignments) {
    Json one{{"id", line.id}, {"odds", fraction(line.odds)}};
    one["p10"] = line.p10 ? Json(to_string(*line.p10)) : Json();
    one["p50"] = line.p50 ? Json(to_string(*line.p50)) : Json();
    one["p90"] = line.p90 ? Json(to_string(*line.p90)) : Json();
    const auto days = [](const std::optional<std::int64_t>& error) { return error ? Json(decimal_text(*error, 4)) : Json(); };
    one["error"] = Json{{"odds", fraction(line.odds_error)}, {"p10_days", days(line.error_p10)}, {"p50_days", days(line.error_p50)}, {"p90_days", days(line.error_p90)}};
    one["reason"] = risk_text(line);
    one["expected"] = to_string(line.due);
    one["expected_by"] = kPromiseNames[static_cast<std::size_t>(line.promise)];
    if (line.moved.moves > 0)
      one["date_moved"] = Json{{"times", line.moved.moves}, {"days_a_time", days_a_time(line.moved.total, line.moved.moves)}};
    one["words"] = words_for(line.odds);
    out.push_back(std::move(one));
  }
  return out;
}

Json evidence_json(const std::vector<Evidence>& evidence) {
  Json out = Json::array();
  for (const Evidence& part : evidence)
    out.push_back(Json{{"part", part.part},
                       {"arrivals", part.arrivals},
                       {"open", part.open},
                       {"days_at_risk", part.still_days},
                       {"falls_back_to", part.falls_back}});
  return out;
}

std::string plan_text(const ForecastResult& f);
std::string moved_dates_text(const ForecastResult& f);
std::string money_text(const ForecastResult& f);
std::string without_way_text(const ForecastResult& f);
std::string dated_ahead_text(const ForecastResult& f);

// What ended the doubling of futures.
std::string_view ended_by(const ForecastView& view) {
  if (*view.forecast.largest_error <= *view.error_asked) return "error";
  return view.forecast.futures >= view.most_futures ? "most_futures" : "time_limit";
}

// Where so many futures as an error asks for were asked for, and are not enough.
std::string missed_error_text(const ForecastView& view) {
  const auto& is = view.forecast.largest_error;
  if (!is || !view.error_asked || *is <= *view.error_asked) return "";
  return "The error asked for, " + decimal_text(Wide{*view.error_asked} * 100, 2) + " points, was not met: it is " +
         decimal_text(Wide{*is} * 100, 2) + " with " + std::to_string(view.forecast.futures) +
         " futures, " + (ended_by(view) == "time_limit" ? "when the time limit came." : "the most that --most-futures allows.");
}

Sheet share_sheet(const ForecastView& view) {
  const ForecastResult& f = view.forecast;
  Sheet sheet;
  sheet.title = (view.notional ? "Notional. " : "") + std::string("Share of what is planned that is ") +
                std::string(name_of(f.stage)) + " by " + to_string(f.until);
  sheet.heading = {"As known " + to_string(f.as_known) + "; " + std::to_string(f.planned) + " consignments are open, " +
                       std::to_string(f.due_within) + " of them expected by then",
                   record_text(view)};
  sheet.columns = {{"by"}, {"consignments", Align::right}, {"planned", Align::right}, {"P10 %", Align::decimal}, {"P10 ±", Align::decimal},
                   {"P50 %", Align::decimal}, {"P50 ±", Align::decimal}, {"P90 %", Align::decimal}, {"P90 ±", Align::decimal},
                   {"mean %", Align::decimal}, {"± %", Align::decimal}};
  const auto error = [](Share share) { return decimal_text(Wide{share} * 100, 2); };
  const auto add = [&](std::string name, const std::optional<ShareSpread>& spread, const std::string& planned) {
    if (!spread) {
      sheet.rows.push_back({std::move(name), "", "not reported", "", "", "", "", "", "", "", ""});
      return;
    }
    sheet.rows.push_back({std::move(name), std::to_string(spread->consignments), planned, points(spread->p10), error(spread->error_p10),
                          points(spread->p50), error(spread->error_p50), points(spread->p90), error(spread->error_p90),
                          points(spread->mean), error(spread->error)});
  };
  if (f.planned == 0) {
    sheet.footnotes = {"Nothing is open: all that is planned has arrived or left."};
    return sheet;
  }
  add("count", f.count, f.count ? std::to_string(static_cast<std::int64_t>(f.count->planned)) : "");
  add("value", f.value, f.value ? decimal_text(f.value->planned) + " " + view.currency.code() : "");
  add("tonnes", f.tonnes, f.tonnes ? decimal_text(f.tonnes->planned) : "");
  sheet.footnotes = {std::to_string(f.futures) + " futures, seed " + std::to_string(f.seed) +
                         "; ± is one Monte Carlo standard error.",
                     plan_text(f), money_text(f),
                     "Delays learned from " + std::to_string(f.arrivals_behind) +
                         " arrivals; what moves everything at once from " + std::to_string(f.shocks.windows) +
                         " past windows" + (f.shocks.windows == 0 ? " (a guess stands in)." : ".")};
  if (f.without_way.open > 0) sheet.footnotes.push_back(without_way_text(f));
  if (f.dated_ahead > 0) sheet.footnotes.push_back(dated_ahead_text(f));
  if (f.moved.consignments > 0) sheet.footnotes.push_back(moved_dates_text(f));
  if (view.prices.constant)
    sheet.footnotes.push_back("Values at " + view.prices.text() + ", each from the year in which its consignment became known; targets are in the money of their day.");
  if (f.arrivals_behind == 0)
    sheet.footnotes.push_back("No history: a built-in law of delays stands in. Take these odds as a sketch.");
  if (const std::string missed = missed_error_text(view); !missed.empty()) sheet.footnotes.push_back(missed);
  if (f.cut_short) sheet.footnotes.push_back("The time limit came first: not all futures were simulated.");
  return sheet;
}

Sheet fan_sheet(const ForecastView& view) {
  Sheet sheet;
  sheet.title = "Share by count, by the end of each week";
  sheet.columns = {{"week"}, {"P10 %", Align::decimal}, {"P10 ±", Align::decimal}, {"P50 %", Align::decimal}, {"P50 ±", Align::decimal},
                   {"P90 %", Align::decimal}, {"P90 ±", Align::decimal}};
  const auto error = [](Share share) { return decimal_text(Wide{share} * 100, 2); };
  for (const WeekSpread& week : view.forecast.weekly)
    sheet.rows.push_back({to_string(week.week), points(week.p10), error(week.error_p10), points(week.p50), error(week.error_p50), points(week.p90), error(week.error_p90)});
  return sheet;
}

// The largest of the errors that there are.
std::string day_error_text(const ConsignmentOdds& line) {
  const auto most = std::max({line.error_p10, line.error_p50, line.error_p90});
  return most ? decimal_text(Wide{(*most + 500) / 1000 * 1000}, 1) : std::string();
}

Sheet odds_sheet(const ForecastView& view) {
  Sheet sheet;
  sheet.title = "Odds of each consignment";
  sheet.heading = {record_text(view)};
  sheet.columns = {{"consignment"}, {"odds %", Align::decimal}, {"in words"}, {"P10"}, {"P50"}, {"P90"}, {"± days", Align::decimal}, {"expected"},
                   {"main reason of its risk"}};
  for (const ConsignmentOdds& line : view.forecast.consignments)
    sheet.rows.push_back({line.id, points(line.odds), std::string(words_for(line.odds)), optional_day(line.p10),
                          optional_day(line.p50), optional_day(line.p90), day_error_text(line), to_string(line.due), risk_text(line)});
  sheet.footnotes = {"± days: the largest Monte Carlo standard error of the three days.", "Words by " + std::string(kWordScale) + ": under 5 % almost no chance, under 20 very unlikely, under 45 "
                     "unlikely, under 55 roughly even chance, under 80 likely, under 95 very likely, then almost certain."};
  return sheet;
}

// For formats that print no headings.
Sheet record_sheet(const ForecastView& view) {
  Sheet sheet;
  sheet.title = "Track record of such odds";
  sheet.columns = {{"from"}, {"until"}, {"origins", Align::right}, {"forecasts", Align::right}, {"decided", Align::right},
                   {"P10 to P90 held %", Align::decimal}, {"80 % range held %", Align::decimal}, {"Brier", Align::decimal},
                   {"shares", Align::right}, {"shares held", Align::right}, {"note"}};
  if (!view.record) {
    sheet.rows.push_back({"", "", "0", "0", "", "", "", "", "", "", "none: " + no_record(view)});
    return sheet;
  }
  const Json json = record_json(view);
  const MethodScore& own = view.record->methods.front();
  const auto share_of_decided = [&](const Measured& measured) {
    return own.decided > 0 ? points(static_cast<Share>(measured.value)) : std::string();
  };
  sheet.rows.push_back({month_text(view.record->from), month_text(view.record->until), std::to_string(view.record->origins.size()),
                        std::to_string(view.record->forecasts), std::to_string(own.decided), share_of_decided(own.held80),
                        share_of_decided(own.coverage80), fraction(own.brier.value), std::to_string(json["shares"].get<std::int64_t>()),
                        std::to_string(json["shares_inside"].get<std::int64_t>()), "windows overlap"});
  return sheet;
}

Sheet driver_sheet(const ForecastView& view) {
  Sheet sheet;
  sheet.title = "What moves the share by count most";
  sheet.columns = {{"what"}, {"consignments", Align::right}, {"points", Align::decimal}, {"±", Align::decimal}, {"means"}};
  for (const Driver& driver : view.forecast.drivers)
    sheet.rows.push_back({driver_text(driver), std::to_string(driver.consignments), points(driver.effect),
                          decimal_text(Wide{driver.error} * 100, 2), driver_meaning(driver)});
  return sheet;
}

}  // namespace

namespace {

std::string after_window_text(Promise promise) {
  switch (promise) {
    case Promise::stated: return "promised for after the window";
    case Promise::planned: return "planned for after the window";
    case Promise::under_way: return "under way so late that it usually arrives after the window";
    case Promise::none: return "nothing is promised, and it usually takes longer than the window";
  }
  return "";
}

// "its date was moved 20 times, by 7.0 days a time".
std::string moved_text(const MovedDates& moved) {
  return "its date was moved " + (moved.moves == 1 ? "once, by " : std::to_string(moved.moves) + " times, by ") + days_a_time(moved.total, moved.moves) +
         (moved.moves == 1 ? " days" : " days a time");
}

}  // namespace

std::string risk_text(const ConsignmentOdds& odds) {
  std::string worse = odds.level.empty() ? std::string() : odds.level + " costs it " + points(odds.cost) + " points of odds";
  if (odds.cause == Risk::place && odds.weeks) {
    const auto& [from, until] = *odds.weeks;
    const std::string weeks = to_string(from) + (from == until ? "" : " to " + to_string(until));
    worse = "the limit of " + odds.level + " in " + weeks + worse.substr(odds.level.size());
  }
  if (odds.cause == Risk::fund) worse = "waiting for the money of " + worse;
  if (odds.cause == Risk::moved) worse = moved_text(odds.moved) + ", which costs it " + points(odds.cost) + " points of odds";
  switch (odds.risk) {
    case Risk::none: return "nothing unusual";
    case Risk::due_after_window: return after_window_text(odds.promise);
    case Risk::overdue:
      return "overdue by " + std::to_string(odds.days) + (odds.days == 1 ? " day" : " days") +
             (worse.empty() ? "" : "; " + worse);
    case Risk::supplier: return "supplier " + worse;
    case Risk::donor: return "donor " + worse;
    case Risk::origin: return "origin " + worse;
    case Risk::destination: return "destination " + worse;
    case Risk::place:
    case Risk::fund:
    case Risk::moved: return worse;
    case Risk::no_way: return "no link, or row of links, leads to its destination";
    case Risk::usual: return "its mode and channel are often this late";
  }
  return "";
}

namespace {

// What a scenario changes of places has no effect where nothing passes them.
constexpr std::string_view kPlacesNeedPlan =
    "The scenario changes places, and without an accepted plan no consignment passes any, so that part shows no difference. "
    "Accept one first: servanda import aid.book FOLDER, then servanda plan aid.book --accept";

bool changes_places(const StagedScenario& scenario) {
  constexpr std::array kOfPlaces{Table::nodes, Table::links, Table::closures, Table::resources, Table::uses, Table::ramps};
  return std::ranges::any_of(scenario.changes(), [&](const StagedScenario::Change& change) {
    return std::ranges::find(kOfPlaces, change.table) != kOfPlaces.end();
  });
}

// The forecast; where a scenario lies on top, of the book without it first, whose queueing the delays were learned with.
Status forecast_with_base(const Snapshot& snapshot, ForecastOptions options, const WorkProgress& progress,
                          PastWindows& windows, ForecastParts& parts, ForecastView& view) {
  if (snapshot.options().scenario == nullptr) {
    ASSIGN_OR_RETURN(view.forecast, forecast(snapshot, options, progress, windows, &parts));
    return {};
  }
  SnapshotOptions without = snapshot.options();
  without.scenario = nullptr;
  ASSIGN_OR_RETURN(const Snapshot book, Snapshot::make(snapshot.history(), without));
  if (book.count(Table::consignments) == 0) {
    ASSIGN_OR_RETURN(view.forecast, forecast(snapshot, options, progress, windows, &parts));
    return {};
  }
  ForecastView::WhatIf what_if{};
  ForecastParts base;
  ASSIGN_OR_RETURN(what_if.base, forecast(book, options, progress, windows, &base));
  options.futures = what_if.base.futures;
  options.dimensions = what_if.base.dimensions;
  if (what_if.base.queued) options.late_shares = what_if.base.queued->late_shares;
  ASSIGN_OR_RETURN(view.forecast, forecast(snapshot, options, progress, windows, &parts));
  if (view.forecast.futures == what_if.base.futures) {
    what_if.count = paired_difference(base, parts, Quantity::count, options.within_days);
    what_if.value = paired_difference(base, parts, Quantity::value, options.within_days);
    what_if.tonnes = paired_difference(base, parts, Quantity::tonnes, options.within_days);
  }
  what_if.places_without_plan = !view.forecast.plan_known && changes_places(*snapshot.options().scenario);
  view.what_if = std::move(what_if);
  return {};
}

Json difference_json(const PairedDifference& difference) {
  return Json{{"mean", fraction(difference.mean)}, {"error", fraction(difference.error)},
              {"p10", fraction(difference.p10)},   {"p50", fraction(difference.p50)},
              {"p90", fraction(difference.p90)},   {"error_if_drawn_apart", fraction(difference.error_apart)}};
}

Json what_if_json(const ForecastView& view) {
  ForecastView base = view;
  base.forecast = view.what_if->base;
  Json difference = Json::object();
  if (view.what_if->count) difference["count"] = difference_json(*view.what_if->count);
  if (view.what_if->value) difference["value"] = difference_json(*view.what_if->value);
  if (view.what_if->tonnes) difference["tonnes"] = difference_json(*view.what_if->tonnes);
  Json out{{"base", shares_json(base)}, {"difference", std::move(difference)}};
  if (view.what_if->places_without_plan) out["note"] = kPlacesNeedPlan;
  return out;
}

Sheet what_if_sheet(const ForecastView& view) {
  Sheet sheet;
  sheet.title = "Against the book without the scenario";
  sheet.columns = {{"by"}, {"base mean %", Align::decimal}, {"scenario mean %", Align::decimal},
                   {"difference, points", Align::decimal}, {"±", Align::decimal}, {"P10", Align::decimal},
                   {"P90", Align::decimal}};
  const auto add = [&](std::string name, const auto& base, const auto& now, const std::optional<PairedDifference>& difference) {
    if (!base || !now || !difference) return;
    sheet.rows.push_back({std::move(name), points(base->mean), points(now->mean), points(difference->mean),
                          decimal_text(Wide{difference->error} * 100, 2), points(difference->p10), points(difference->p90)});
  };
  const ForecastView::WhatIf& what_if = *view.what_if;
  add("count", what_if.base.count, view.forecast.count, what_if.count);
  add("value", what_if.base.value, view.forecast.value, what_if.value);
  add("tonnes", what_if.base.tonnes, view.forecast.tonnes, what_if.tonnes);
  sheet.footnotes = {"Each future is compared with itself, so ± (one Monte Carlo standard error) is that of the difference."};
  if (what_if.places_without_plan) sheet.footnotes.emplace_back(kPlacesNeedPlan);
  return sheet;
}

Json queued_json(const ForecastResult& f) {
  Json out{{"plan_known", f.plan_known ? Json(to_string(*f.plan_known)) : Json()}, {"queues", f.queued.has_value()},
           {"dates", f.planned_dates ? "planned" : "promised"}};
  if (!f.queued) return out;
  out["consignments"] = f.queued->consignments;
  out["places"] = f.queued->places;
  out["surprise_closures"] = f.queued->surprises;
  out["inspected_links"] = f.queued->inspected;
  Json shares = Json::object();
  for (const auto& [mode, share] : f.queued->late_shares)
    if (!mode.empty()) shares[mode] = fraction(share);
  out["lateness_beside_queues"] = std::move(shares);
  return out;
}

Json money_json(const ForecastResult& f) { return Json{{"funds", f.money.funds}, {"consignments", f.money.consignments}}; }

std::string money_text(const ForecastResult& f) {
  if (f.money.consignments == 0) return "No consignment waits for money that is still to come.";
  return std::to_string(f.money.consignments) + " consignments wait for " + std::to_string(f.money.funds) +
         " funds that are still to come; each comes, slips or lapses by its certainty, for all of them at once.";
}

std::string without_way_text(const ForecastResult& f) {
  const auto& [open, past, came] = f.without_way;
  return (open == 1 ? "One consignment has" : std::to_string(open) + " consignments have") +
         " no way: no link, or row of links, leads to the destination. Of " + std::to_string(past) + " like " + (open == 1 ? "it" : "them") +
         " in the past " + std::to_string(came) + " came; the odds count with that" + (past == 0 ? ", so with an even chance." : ".");
}

std::string dated_ahead_text(const ForecastResult& f) {
  return (f.dated_ahead == 1 ? "One event is" : std::to_string(f.dated_ahead) + " events are") + " called actual and dated after " + to_string(f.as_known) +
         ": not counted, since that has not happened yet.";
}

std::string moved_dates_text(const ForecastResult& f) {
  return (f.moved.consignments == 1 ? "One consignment has a date that was" : std::to_string(f.moved.consignments) + " consignments have dates that were") +
         " moved before, " + (f.moved.moves == 1 ? "once" : std::to_string(f.moved.moves) + " times") + " in all, by " + days_a_time(f.moved.days, f.moved.moves) + " days a time. Once is usual; what moved more often is likelier to move again.";
}

std::string plan_text(const ForecastResult& f) {
  if (!f.plan_known) return "No accepted plan: promised days count, and no queue is simulated.";
  std::string out = "Follows the plan accepted as known " + to_string(*f.plan_known) +
                    (f.planned_dates ? "" : " in its ways; of dates, promised ones have come true more often and count");
  if (!f.queued) return out + "; no queue is simulated.";
  return out + "; " + std::to_string(f.queued->consignments) + " consignments queue at " + std::to_string(f.queued->places) +
         " places with a limit.";
}

}  // namespace

Result<ForecastView> forecast_view(const Snapshot& snapshot, const ForecastViewOptions& options,
                                   const WorkProgress& progress) {
  PastWindows windows;
  ForecastView view{{}, {}, snapshot.programme().currency, snapshot.programme().notional};
  ForecastOptions asked = options.forecast;
  asked.accepted_plans = accepted_plans;
  view.prices = options.prices;
  const ProgrammePrices prices(snapshot, options.prices);
  if (!prices.nominal())
    asked.at_prices = [&prices](Day day, Wide units) { return prices.at(PartialDate::of_day(day), units, "a consignment"); };
  ForecastParts parts;
  const bool money_alone = snapshot.count(Table::consignments) == 0 && snapshot.count(Table::targets) > 0;
  if (!money_alone) {
    RETURN_IF_ERROR(forecast_with_base(snapshot, asked, progress, windows, parts, view));
  } else {
    view.forecast.as_known = snapshot.as_known();
    view.forecast.until = snapshot.as_known() + std::chrono::days(asked.within_days);
    view.forecast.within_days = asked.within_days;
    view.forecast.stage = asked.stage.value_or(snapshot.programme().delivered.stage);
    view.forecast.futures = asked.futures;
    view.forecast.seed = asked.seed;
  }
  asked.at_prices = {};  // targets and records are as stated
  ASSIGN_OR_RETURN(view.targets, target_lines(snapshot, asked, options.target, money_alone ? nullptr : &parts, windows,
                                              progress, options.record ? TargetRecords::compute : TargetRecords::skip));
  if (!money_alone && options.record && !progress.stopped()) {
    ASSIGN_OR_RETURN(view.record, track_record(snapshot, asked, progress, windows));
  }
  view.record_cut_short = !view.record && progress.out_of_time();
  if (asked.futures == 0) {
    view.error_asked = asked.error;
    view.most_futures = asked.most_futures;
  }
  if (options.head == Head::compute) view.head = snapshot.head();
  return view;
}

Json to_json(const ForecastView& view) {
  const ForecastResult& f = view.forecast;
  Json out{{"as_known", to_string(f.as_known)},
           {"head", view.head},
           {"seed", f.seed},
           {"from", to_string(f.as_known)},
           {"until", to_string(f.until)},
           {"within", std::to_string(f.within_days) + "d"},
           {"stage", name_of(f.stage)},
           {"futures", f.futures},
           {"prices", view.prices.text()},
           {"planned", f.planned},
           {"expected_within", f.due_within}};
  if (f.cut_short) out["cut_short"] = true;
  if (f.largest_error && view.error_asked)
    out["futures_auto"] = Json{{"error_asked", fraction(*view.error_asked)}, {"error", fraction(*f.largest_error)},
                               {"met", *f.largest_error <= *view.error_asked}, {"most_futures", view.most_futures}, {"ended_by", ended_by(view)}};
  out["share"] = shares_json(view);
  Json weekly = Json::array();
  for (const WeekSpread& week : f.weekly)
    weekly.push_back(Json{{"week", to_string(week.week)},
                          {"p10", fraction(week.p10)},
                          {"p50", fraction(week.p50)},
                          {"p90", fraction(week.p90)},
                          {"error", Json{{"p10", fraction(week.error_p10)}, {"p50", fraction(week.error_p50)}, {"p90", fraction(week.error_p90)}}}});
  out["weekly"] = std::move(weekly);
  out["consignments"] = consignments_json(f);
  out["targets"] = targets_json(view.targets);
  Json drivers = Json::array();
  for (const Driver& driver : f.drivers)
    drivers.push_back(Json{{"what", driver_text(driver)},
                           {"effect", fraction(driver.effect)},
                           {"unit", "share by count"},
                           {"error", fraction(driver.error)},
                           {"consignments", driver.consignments},
                           {"means", driver_meaning(driver)}});
  out["drivers"] = std::move(drivers);
  if (view.what_if) out["what_if"] = what_if_json(view);
  out["plan"] = queued_json(f);
  out["money"] = money_json(f);
  out["without_way"] = Json{{"consignments", f.without_way.open}, {"past", f.without_way.past}, {"came", f.without_way.came}};
  out["events_dated_ahead"] = f.dated_ahead;
  out["dates_moved"] = Json{{"consignments", f.moved.consignments}, {"times", f.moved.moves}, {"days", f.moved.days}};
  out["track_record"] = record_json(view);
  out["words_scale"] = kWordScale;
  out["model"] = Json{{"engine", kForecastEngine},
                      {"arrivals_behind", f.arrivals_behind},
                      {"common_shock_sd", decimal_text(to_share(f.shocks.sd), 4)},
                      {"past_windows", f.shocks.windows},
                      {"recording_delay", f.recording_delay}};
  return out;
}

std::vector<Sheet> to_sheets(const ForecastView& view) {
  std::vector<Sheet> sheets;
  if (!view.forecast.evidence.empty()) {  // there are consignments
    sheets.push_back(share_sheet(view));
    sheets.push_back(record_sheet(view));
  }
  if (view.what_if) sheets.push_back(what_if_sheet(view));
  if (!view.targets.empty()) sheets.push_back(targets_sheet(view.targets));
  if (view.forecast.planned == 0) return sheets;
  sheets.push_back(fan_sheet(view));
  sheets.push_back(driver_sheet(view));
  sheets.push_back(odds_sheet(view));
  return sheets;
}

// ---- publish

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') out += "\\\\";
    else if (c == '\n') out += "\\n";
    else out += c;
  }
  return out;
}

template <Table kTable>
void collect_labels(const Snapshot& snapshot, std::vector<std::string>& labels) {
  for (const auto row : snapshot.rows<kTable>())
    if (const std::string_view label = snapshot.label(kTable, row.index()); !label.empty()) labels.emplace_back(label);
}

// What money and people are counted from, beyond what goods are.
void collect_labels_of_targets(const Snapshot& snapshot, std::vector<std::string>& labels) {
  collect_labels<Table::targets>(snapshot, labels);
  collect_labels<Table::pledges>(snapshot, labels);
  collect_labels<Table::allocations>(snapshot, labels);
  collect_labels<Table::funds>(snapshot, labels);
  collect_labels<Table::reports>(snapshot, labels);
}

std::vector<PublishedTarget> published_targets(const ForecastView& view) {
  std::vector<PublishedTarget> out;
  for (const TargetLine& line : view.targets)
    if (line.answer && !line.answer->settled)
      out.push_back({line.id, line.figure, line.answer->probability, day_number(*line.by) - day_number(view.forecast.as_known),
                     *line.goal, line.answer->sums});
  return out;
}

}  // namespace

Day newest_known(const Snapshot& snapshot) {
  Day newest = snapshot.as_known();
  const History& history = snapshot.history();
  for (std::size_t t = 0; t < kTableCount; ++t) {
    const auto table = static_cast<Table>(t);
    if (table == Table::forecasts || table == Table::plans) continue;
    for (RowIndex row = 0; row < history.rows(table); ++row)
      if (const auto known = snapshot.known_day(table, row)) newest = std::max(newest, *known);
  }
  return newest;
}

Result<std::string> published_entry(const Snapshot& snapshot, const ForecastView& view) {
  const ForecastResult& result = view.forecast;
  std::vector<std::string> labels;
  collect_labels<Table::consignments>(snapshot, labels);
  collect_labels<Table::contracts>(snapshot, labels);
  collect_labels<Table::lines>(snapshot, labels);
  collect_labels<Table::events>(snapshot, labels);
  if (!view.targets.empty()) collect_labels_of_targets(snapshot, labels);
  std::ranges::sort(labels);
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  std::optional<Label> all;
  for (const std::string& text : labels) {
    ASSIGN_OR_RETURN(const Label label, parse_label(text));
    all = all ? join(*all, label) : label;
  }
  std::string out = "forecasts\nid=" + escaped(published_id(result)) + "\n";
  if (all) out += "label=" + escaped(all->text()) + "\n";
  out += "known_date=" + to_string(result.as_known) + "\nengine=" + std::string(kForecastEngine) +
         "\nseed=" + std::to_string(result.seed) + "\ncontent=" + escaped(to_content(result, published_targets(view), newest_known(snapshot))) + "\n";
  return out;
}

// ---- calibrate

Result<CalibrationView> calibration_view(const Snapshot& snapshot, const ForecastViewOptions& options,
                                         const WorkProgress& progress) {
  if (snapshot.count(Table::consignments) == 0)
    return Error{ErrorCode::nothing_to_do, "there are no consignments to learn delays from", "consignments.csv"};
  const ForecastOptions& chosen = options.forecast;
  const ShipmentLog log = ShipmentLog::read(snapshot, chosen.stage.value_or(snapshot.programme().delivered.stage));
  const DelayModel model = DelayModel::fit(log, chosen.parameters);
  PastWindows windows;
  const CommonShocks shocks = fit_shocks(snapshot, log, chosen.within_days, chosen.parameters, windows, progress);
  if (progress.cancelled()) return Error{ErrorCode::refused, "the calibration was cancelled"};
  CalibrationView view{snapshot.as_known(), {}, log.stage, model.evidence(), {}};
  view.cut_short = progress.out_of_time();
  for (const Effect& effect : model.effects()) {
    const auto f = static_cast<std::size_t>(effect.factor);
    view.effects.push_back({std::string(kFactorNames[f]),
                            log.names[f][effect.level],
                            log.labels[f][effect.level],
                            {to_share(effect.odds[0]), to_share(effect.odds[1]), to_share(effect.odds[2])},
                            to_share(effect.arrivals)});
  }
  view.shock_sd = to_share(shocks.sd);
  view.windows = shocks.windows;
  view.recording_delay = !model.recording().none();
  view.recording_arrivals = model.recording().arrivals();
  view.recording_mean_days = to_share(model.recording().mean_days());
  view.exit_within = to_share(model.exit_rate() * chosen.within_days);
  view.within_days = chosen.within_days;
  if (options.head == Head::compute) view.head = snapshot.head();
  return view;
}

Json to_json(const CalibrationView& view) {
  Json out{{"as_known", to_string(view.as_known)}, {"head", view.head}, {"stage", name_of(view.stage)}};
  out["parts"] = evidence_json(view.evidence);
  Json effects = Json::array();
  for (const auto& line : view.effects)
    effects.push_back(Json{{"factor", line.factor},
                           {"level", line.level},
                           {"name", line.label},
                           {"arrivals", decimal_text(line.arrivals, 1)},
                           {"odds", Json{{"early", fraction(line.odds[0])},
                                         {"on_the_day", fraction(line.odds[1])},
                                         {"late", fraction(line.odds[2])}}}});
  out["effects"] = std::move(effects);
  if (view.cut_short) out["cut_short"] = true;
  out["common_shock"] = Json{{"sd", fraction(view.shock_sd)}, {"past_windows", view.windows}};
  out["recording"] = Json{{"delay", view.recording_delay},
                          {"arrivals", view.recording_arrivals},
                          {"mean_days", fraction(view.recording_mean_days)}};
  out["exit_within"] = Json{{"days", view.within_days}, {"probability", fraction(view.exit_within)}};
  return out;
}

std::vector<Sheet> to_sheets(const CalibrationView& view) {
  Sheet parts;
  parts.title = "What the delays were learned from";
  parts.heading = {"Stage " + std::string(name_of(view.stage)) + ", as known " + to_string(view.as_known),
                   "Common shock: sd " + fraction(view.shock_sd) + " of the logarithm of the hazard, from " +
                       std::to_string(view.windows) + " past windows" + (view.windows == 0 ? " (a guess)" : "") + (view.cut_short ? "; the time limit came before the older ones" : ""),
                   view.recording_delay
                       ? "Arrivals become known " + fraction(view.recording_mean_days) + " days later in the mean; what "
                         "is not recorded yet is nowcast"
                       : "No recording delay: arrivals are known on their day, so nothing is nowcast"};
  parts.columns = {{"part"}, {"arrivals", Align::right}, {"open", Align::right}, {"days at risk", Align::right},
                   {"too few, so leans on"}};
  for (const Evidence& part : view.evidence)
    parts.rows.push_back({part.part, std::to_string(part.arrivals), std::to_string(part.open),
                          std::to_string(part.still_days), part.falls_back});
  Sheet effects;
  effects.title = "Odds of arriving, against the average of mode and channel";
  effects.columns = {{"factor"}, {"level"}, {"arrivals", Align::decimal}, {"early", Align::decimal},
                     {"on the day", Align::decimal}, {"late", Align::decimal}};
  for (const auto& line : view.effects)
    effects.rows.push_back({line.factor, line.label, decimal_text(line.arrivals, 1), fraction(line.odds[0]),
                            fraction(line.odds[1]), fraction(line.odds[2])});
  effects.footnotes = {"Above 1: sooner than others. Arrivals count less the older they are. Few arrivals stay near 1."};
  return {std::move(parts), std::move(effects)};
}

}  // namespace servanda
