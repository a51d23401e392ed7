#include <CLI/CLI.hpp>
#include <memory>

#include "base/calendar_month.h"
#include "cli/long_work.h"
#include "cli/nominal.h"
#include "cli/verb.h"
#include "views/accepted_plan.h"
#include "views/score.h"

namespace servanda {
namespace {

struct ScoreFlags {
  CommonOptions common;
  LongWorkOptions work;
  std::string within = "12w";
  std::string from;
  std::string until;
  bool replayed = false;
  bool published = false;
  std::string queues = "on";
};

Result<std::chrono::year_month> parse_month(const std::string& option, const std::string& text) {
  const auto date = PartialDate::parse(text);
  if (date && date->precision() != DatePrecision::year) return calendar_month(date->first());
  return bad_usage(option + ": found '" + text + "', expected a month: 2012-01");
}

Result<int> run_score(const ScoreFlags& flags) {
  ScoreViewOptions asked;
  ScoreOptions& options = asked.score;
  ASSIGN_OR_RETURN(options.forecast.within_days, parse_span("--within", flags.within));
  options.forecast.seed = flags.work.seed;
  options.forecast.threads = flags.work.threads;
  options.forecast.accepted_plans = accepted_plans;
  ASSIGN_OR_RETURN(options.forecast.queues, parse_switch("--queues", flags.queues));
  RETURN_IF_ERROR(only_nominal(flags.common, "what is scored are days, odds, shares by count and targets as they were stated"));
  ASSIGN_OR_RETURN(auto progress, make_progress(flags.common, flags.work));
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(flags.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, flags.common));
  options.until = calendar_month(snapshot.as_known() - std::chrono::days(options.forecast.within_days));
  if (!flags.until.empty()) {
    ASSIGN_OR_RETURN(options.until, parse_month("--until", flags.until));
  }
  options.from = options.until - std::chrono::months(23);
  if (!flags.from.empty()) {
    ASSIGN_OR_RETURN(options.from, parse_month("--from", flags.from));
  }
  if (options.from > options.until) return bad_usage("--from must not be after --until");
  asked.published = flags.published;
  asked.head = Head::compute;
  ASSIGN_OR_RETURN(const ScoreView view, score_view(snapshot, asked, *progress));
  progress.reset();
  print_answer(flags.common, to_json(view), to_sheets(view));
  return 0;
}

}  // namespace

void add_score(CLI::App& app, Action& action) {
  auto flags = std::make_shared<ScoreFlags>();
  CLI::App* verb = app.add_subcommand("score", "how good past forecasts were, against what then happened");
  add_common_options(*verb, flags->common);
  add_long_work_options(*verb, flags->work);
  add_prices_option(*verb, flags->common);
  verb->add_option("--within", flags->within, "the window of the share")->capture_default_str();
  verb->add_option("--from", flags->from, "the first origin (default: two years of origins)")->type_name("MONTH");
  verb->add_option("--until", flags->until, "the last origin (default: the last whose window is over)")
      ->type_name("MONTH");
  verb->add_option("--queues", flags->queues, "of accepted plans: on or off")->capture_default_str();
  auto* replayed = verb->add_flag("--replayed", flags->replayed,
                                  "make past forecasts again from what was known then (the default)");
  verb->add_flag("--published", flags->published, "what was published, and only that")->excludes(replayed);
  verb->footer("An origin is the first day of a month; outcomes are those known on the as-known day.\nExamples:\n"
               "  servanda score examples/health-supplies --replayed --from 2011-01 --until 2011-12\n"
               "  servanda score examples/health-supplies --as-known 2013-12-31 --from 2012-01 --until 2013-03");
  verb->callback([flags, &action] { action = over_courses(flags->common, [flags] { return run_score(*flags); }); });
}

}  // namespace servanda
