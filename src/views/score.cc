#include "views/score.h"

#include <iterator>

#include "base/decimal.h"
#include "views/figure_value.h"
#include "views/target_lines.h"
#include "views/targets.h"

namespace servanda {
namespace {

constexpr Wide kFigureToUnits = 10'000;  // a figure's number counts 1e-8

std::string score_text(std::int64_t value) { return decimal_text(value, 4); }
// With one place, half away from zero.
std::string percent_points(Share value) { return decimal_text(Wide{(value + (value < 0 ? -5 : 5)) / 10} * 1'000, 1); }
std::string score_month(std::chrono::year_month month) { return PartialDate::of_month(month).to_string(); }

Json score_error_json(const Measured& measured) { return measured.error ? Json(score_text(*measured.error)) : Json(); }

Json score_and_error_json(const Measured& measured) {
  return Json{{"value", score_text(measured.value)}, {"error", score_error_json(measured)}};
}

Json method_scores_json(const MethodScore& method) {
  const bool has_interval = method.name != "plan";
  Json out{{"name", method.name},
           {"crps_days", score_text(method.crps_days.value)},
           {"coverage80", of_decided(method, method.coverage80)},
           {"coverage50", of_decided(method, method.coverage50)},
           {"held80", of_decided(method, method.held80)},
           {"decided", method.decided},
           {"pinball_days", of_decided(method, method.pinball_days)},
           {"brier_12w", score_text(method.brier.value)},
           {"share_mae", score_text(method.share_mae.value)},
           {"share_bias", score_text(method.share_bias.value)},
           {"share_coverage80", has_interval ? Json(score_text(method.share_coverage80.value)) : Json()},
           {"standardised_error", has_interval ? Json(score_text(method.standardised_error.value)) : Json()},
           {"share_half_width", has_interval ? Json(score_text(method.share_half_width)) : Json()}};
  out["crps_more_than_servanda"] = score_and_error_json(method.crps_less);
  out["errors"] = Json{{"crps_days", score_error_json(method.crps_days)},
                       {"coverage80", score_error_json(method.coverage80)},
                       {"coverage50", score_error_json(method.coverage50)},
                       {"pinball_days", score_error_json(method.pinball_days)},
                       {"brier_12w", score_error_json(method.brier)},
                       {"share_mae", score_error_json(method.share_mae)},
                       {"share_coverage80", score_error_json(method.share_coverage80)},
                       {"standardised_error", score_error_json(method.standardised_error)}};
  Json pit = Json::array();
  for (const std::int64_t count : method.pit) pit.push_back(count);
  out["pit"] = std::move(pit);
  return out;
}

Json group_json(const ScoreResult& score) {
  Json out{{"within", std::to_string(score.within_days) + "d"},
           {"stage", name_of(score.stage)},
           {"origins", score.origins.size()},
           {"forecasts", score.forecasts},
           {"still_open", score.censored}};
  if (score.cut_short) out["cut_short"] = true;
  Json methods = Json::array();
  for (const MethodScore& method : score.methods) methods.push_back(method_scores_json(method));
  out["methods"] = std::move(methods);
  Json shares = Json::array();
  for (const OriginScore& origin : score.origins)
    shares.push_back(Json{{"origin", to_string(origin.origin)},
                          {"open", origin.open},
                          {"p10", score_text(origin.p10)},
                          {"p50", score_text(origin.p50)},
                          {"p90", score_text(origin.p90)},
                          {"promised", score_text(origin.promised)},
                          {"seen", origin.seen ? Json(score_text(*origin.seen)) : Json()}});
  out["shares"] = std::move(shares);
  return out;
}

Json target_scores_json(const TargetScore& targets) {
  const bool sums = targets.with_sums > 0;
  Json out{{"forecasts", targets.judged.size()}, {"targets", targets.targets}, {"not_over", targets.not_over}};
  out["brier"] = targets.judged.empty() ? Json() : Json(score_text(targets.brier));
  out["brier_of_a_coin"] = "0.2500";
  out["coverage80"] = sums ? Json(score_text(targets.coverage80)) : Json();
  out["pinball_of_the_goal"] = sums ? Json(score_text(targets.pinball)) : Json();
  Json list = Json::array();
  for (const auto& [said, came, met] : targets.judged) {
    Json one{{"origin", to_string(said.from)}, {"target", said.id}, {"by", to_string(said.by)}, {"goal", decimal_text(said.goal)},
             {"probability", score_text(said.probability)}, {"came", decimal_text(came)}, {"met", met}};
    if (said.sums)
      for (std::size_t i = 0; i < said.sums->size(); ++i) one[std::array{"p10", "p50", "p90"}[i]] = decimal_text((*said.sums)[i]);
    list.push_back(std::move(one));
  }
  out["list"] = std::move(list);
  return out;
}

std::vector<Sheet> group_sheets(const ScoreView& view, const ScoreResult& score) {
  Sheet methods;
  methods.title = "How good " + view.source + " forecasts were: " + std::string(name_of(score.stage)) + " within " +
                  std::to_string(score.within_days) + " days";
  methods.heading = {std::to_string(score.forecasts) + " forecasts at " + std::to_string(score.origins.size()) +
                     " origins, " + score_month(score.from) + " to " + score_month(score.until) + "; outcomes as known " +
                     to_string(score.as_known) + ", " + std::to_string(score.censored) + " still open"};
  methods.columns = {{"method"}, {"CRPS d", Align::decimal}, {"±", Align::decimal}, {"80 %", Align::decimal},
                     {"50 %", Align::decimal}, {"P10–P90", Align::decimal}, {"pinball d", Align::decimal}, {"Brier", Align::decimal},
                     {"share MAE", Align::decimal}, {"bias", Align::decimal}, {"share 80 %", Align::decimal}, {"std. error", Align::decimal},
                     {"half width", Align::decimal}};
  for (const MethodScore& m : score.methods) {
    const bool has = m.name != "plan";
    const auto decided = [&](const Measured& measured) { return m.decided > 0 ? score_text(measured.value) : std::string(); };
    methods.rows.push_back({m.name, score_text(m.crps_days.value), m.crps_less.error ? score_text(*m.crps_less.error) : "",
                            decided(m.coverage80), decided(m.coverage50), decided(m.held80), decided(m.pinball_days),
                            score_text(m.brier.value), score_text(m.share_mae.value), score_text(m.share_bias.value),
                            has ? score_text(m.share_coverage80.value) : "", has ? score_text(m.standardised_error.value) : "",
                            has ? score_text(m.share_half_width) : ""});
  }
  methods.footnotes = {"± is the error of the difference to servanda, by quarters of a year drawn again.",
                       "80 % and 50 %: how many dates the central ranges held, a day that is likely in itself counting in part; P10–P90: "
                       "how many lay from one to the other. Bias: share seen less share expected. Std. error should be near 1."};
  if (score.cut_short) methods.footnotes.push_back("The time limit came before the later months.");
  Sheet tenths;
  tenths.title = "Dates by tenth of the forecast (PIT); even where odds are honest";
  tenths.columns = {{"method"}};
  for (std::size_t bin = 0; bin < kPitBins; ++bin)
    tenths.columns.push_back({std::to_string(10 * bin) + "–" + std::to_string(10 * bin + 10) + " %", Align::right});
  for (const MethodScore& m : score.methods) {
    std::vector<std::string> row{m.name};
    for (const std::int64_t count : m.pit) row.push_back(std::to_string(count));
    tenths.rows.push_back(std::move(row));
  }
  Sheet shares;
  shares.title = "Share arrived within the window, said and seen";
  shares.columns = {{"origin"}, {"open", Align::right}, {"P10 %", Align::decimal}, {"P50 %", Align::decimal},
                    {"P90 %", Align::decimal}, {"promised %", Align::decimal}, {"seen %", Align::decimal}};
  for (const OriginScore& origin : score.origins)
    shares.rows.push_back({to_string(origin.origin), std::to_string(origin.open), percent_points(origin.p10),
                           percent_points(origin.p50), percent_points(origin.p90), percent_points(origin.promised),
                           origin.seen ? percent_points(*origin.seen) : "not over"});
  return {std::move(methods), std::move(tenths), std::move(shares)};
}

Sheet target_scores_sheet(const ScoreView& view) {
  const TargetScore& targets = *view.targets;
  Sheet sheet;
  sheet.title = "How good " + view.source + " forecasts of targets were";
  sheet.heading = {std::to_string(targets.judged.size()) + " forecasts of " + std::to_string(targets.targets) + " targets; " +
                   std::to_string(targets.not_over) + " more are not over"};
  if (!targets.judged.empty()) sheet.heading.push_back("Brier " + score_text(targets.brier) + "; a coin has 0.25");
  if (targets.with_sums > 0)
    sheet.heading.push_back("The 80 % range held " + percent_points(static_cast<Share>(targets.coverage80)) + " % of " +
                            std::to_string(targets.with_sums) + " sums; pinball " + percent_points(static_cast<Share>(targets.pinball)) + " % of the goal");
  sheet.columns = {{"origin"}, {"target"}, {"by"}, {"goal", Align::decimal}, {"probability %", Align::decimal}, {"P10", Align::decimal},
                   {"P50", Align::decimal}, {"P90", Align::decimal}, {"came", Align::decimal}, {"met"}};
  for (const auto& [said, came, met] : targets.judged) {
    const auto sum = [&](std::size_t i) { return said.sums ? decimal_text((*said.sums)[i]) : std::string(); };
    sheet.rows.push_back({to_string(said.from), said.id, to_string(said.by), decimal_text(said.goal), percent_points(said.probability),
                          sum(0), sum(1), sum(2), decimal_text(came), met ? "yes" : "no"});
  }
  sheet.footnotes = {"Forecasts of one target are of one outcome: few targets prove little."};
  return sheet;
}

// The targets of the book, told again on the first day of each month.
Result<std::vector<TargetForecast>> replayed_targets(const Snapshot& snapshot, const ScoreOptions& options, const WorkProgress& progress) {
  std::vector<TargetForecast> out;
  ForecastOptions then = options.forecast;
  then.drivers = false;
  PastWindows windows;
  const std::int64_t months = (options.until - options.from).count() + 1;
  for (std::int64_t i = 0; i < months; ++i) {
    progress.report("targets", i, months);
    const Day day((options.from + std::chrono::months(i)) / std::chrono::day(1));
    if (day >= snapshot.as_known() || progress.stopped()) break;
    ASSIGN_OR_RETURN(const Snapshot book, known_on(snapshot, day));
    if (book.count(Table::targets) == 0) continue;
    const WorkProgress::Silence silence(progress);
    const auto lines = target_lines(book, then, {}, nullptr, windows, progress, TargetRecords::skip);
    if (!lines && progress.stopped()) break;
    if (!lines) return lines.error();
    for (const TargetLine& line : *lines)
      if (line.answer && !line.answer->settled)
        out.push_back({day, line.id, line.figure, line.answer->probability, *line.by, *line.goal, line.answer->sums});
  }
  return out;
}

Result<std::optional<Wide>> figure_on_day(const Snapshot& snapshot, const std::string& text, Day day) {
  const auto figure = parse_figure(text);
  if (!figure) return std::optional<Wide>();
  ASSIGN_OR_RETURN(const FigureValue value, evaluate(snapshot, *figure, {.happened_by = day}));
  const auto reached = reached_of(value, snapshot.programme().currency);
  return reached ? std::optional(reached->value / kFigureToUnits) : std::nullopt;
}

Error nothing_published(const PublishedScore& published) {
  if (published.made_later > 0)
    return {ErrorCode::nothing_to_do,
            std::to_string(published.made_later) + " published forecasts of these months were made when the book knew more than their day, so they are "
            "replays; replays are scored by: servanda score BOOK --replayed", "forecasts.csv"};
  return {ErrorCode::nothing_to_do, "no forecast was published in these months; publish one with: servanda forecast BOOK.book --publish",
          "forecasts.csv"};
}

}  // namespace

Json of_decided(const MethodScore& method, const Measured& measured) {
  return method.decided > 0 ? Json(score_text(measured.value)) : Json();
}

Result<ScoreView> score_view(const Snapshot& snapshot, const ScoreViewOptions& options, const WorkProgress& progress) {
  ScoreView view{{}, {}, options.published ? "published" : "replayed"};
  std::optional<Error> none;
  std::vector<TargetForecast> said;
  if (options.published) {
    ASSIGN_OR_RETURN(PublishedScore published, score_published(snapshot, options.score));
    none = nothing_published(published);
    if (!published.groups.empty()) {
      view.score = std::move(published.groups.front());
      view.others.assign(std::make_move_iterator(published.groups.begin() + 1), std::make_move_iterator(published.groups.end()));
    }
    view.made_later = published.made_later;
    view.other_seeds = published.other_seeds;
    said = std::move(published.targets);
  } else {
    auto replayed = score_replayed(snapshot, options.score, progress);
    if (replayed) view.score = *std::move(replayed);
    else if (replayed.error().code == ErrorCode::nothing_to_do) none = replayed.error();
    else return std::move(replayed).error();
    ASSIGN_OR_RETURN(said, replayed_targets(snapshot, options.score, progress));
  }
  if (view.score.origins.empty() && said.empty()) return *none;
  if (view.score.origins.empty())
    view.score = ScoreResult{snapshot.as_known(), options.score.forecast.stage.value_or(snapshot.programme().delivered.stage), options.score.from,
                             options.score.until, options.score.forecast.within_days, options.score.forecast.seed, 0, 0, false, {}, {}};
  if (!said.empty()) {
    ASSIGN_OR_RETURN(view.targets, score_targets(std::move(said), snapshot.as_known(), [&](const std::string& figure, Day day) {
                       return figure_on_day(snapshot, figure, day);
                     }));
  }
  if (options.head == Head::compute) view.head = snapshot.head();
  return view;
}

Json to_json(const ScoreView& view) {
  const ScoreResult& score = view.score;
  Json out{{"as_known", to_string(score.as_known)}, {"head", view.head},  {"seed", score.seed}, {"source", view.source},
           {"from", score_month(score.from)},        {"until", score_month(score.until)}};
  out.update(group_json(score));
  if (view.targets) out["targets"] = target_scores_json(*view.targets);
  if (view.source != "published") return out;
  Json others = Json::array();
  for (const ScoreResult& each : view.others) others.push_back(group_json(each));
  out["other_windows_and_stages"] = std::move(others);
  out["made_later"] = view.made_later;
  out["other_seeds"] = view.other_seeds;
  return out;
}

std::vector<Sheet> to_sheets(const ScoreView& view) {
  std::vector<Sheet> sheets;
  if (!view.score.origins.empty()) sheets = group_sheets(view, view.score);
  for (const ScoreResult& each : view.others)
    for (Sheet& sheet : group_sheets(view, each)) sheets.push_back(std::move(sheet));
  if (view.targets) sheets.push_back(target_scores_sheet(view));
  if (view.made_later > 0)
    sheets.front().heading.push_back(std::to_string(view.made_later) + " published forecasts were made when the book knew more than their day: replays, not scored here");
  if (view.other_seeds > 0)
    sheets.front().heading.push_back(std::to_string(view.other_seeds) + " more of the same day, window and stage with another seed do not count: the first by name does");
  return sheets;
}

}  // namespace servanda
