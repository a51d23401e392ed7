#include "views/forecast.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "base/decimal.h"
#include "book/payload.h"
#include "book/recording.h"
#include "cli/long_work.h"
#include "cli/ranks.h"
#include "cli/verb.h"
#include "forecast/published.h"

namespace servanda {
namespace {

struct ForecastFlags {
  CommonOptions common;
  LongWorkOptions work;
  std::string within = "12w";
  std::string futures = "1024";
  std::string error;
  std::string most_futures;
  std::string stage;
  std::string target;
  bool publish = false;
  std::string queues = "on";
  std::string resume;
};

// Whether the book keeps a forecast of this name with another content.
bool is_published_otherwise(const History& book, const History& staged, const std::string& id) {
  const RowIndex kept = book.newest_named(Table::forecasts, id);
  if (kept == kNoRow || book.operation(Table::forecasts, kept) == Operation::retract) return false;
  const std::size_t content = column_index(Table::forecasts, "content");
  return book.text(Table::forecasts, kept, content) != staged.text(Table::forecasts, staged.newest_named(Table::forecasts, id), content);
}

// Records the forecast in the book, once.
//   Error refused where the book has another of this day, window, stage and seed.
Status publish(OpenBook& book, const Snapshot& snapshot, const ForecastView& view) {
  const ForecastResult& result = view.forecast;
  ASSIGN_OR_RETURN(const std::string entry, published_entry(snapshot, view));
  History staged;
  RETURN_IF_ERROR(replay("state 0\n" + entry, staged));
  if (is_published_otherwise(*book.history, staged, published_id(result)))
    return Error{ErrorCode::refused, "the book has a published " + published_id(result) + " that says something else, and what was published stays; "
                                     "another one of this day needs another --seed"};
  ASSIGN_OR_RETURN(const ImportSummary summary, import_into(*book.store, *book.history, staged, {}, {}));
  std::fprintf(stderr, "published %s: %s\n", published_id(result).c_str(),
               summary.added > 0 ? "recorded" : "the book has it already");
  if (const Day newest = newest_known(snapshot); newest > result.as_known)
    std::fprintf(stderr, "it counts as a replay, which score --published does not score: the book knows more than was known on %s. Of all that it "
                 "knows: --as-known %s\n", to_string(result.as_known).c_str(), to_string(newest).c_str());
  return {};
}

Status check_publishable(const ForecastFlags& flags) {
  if (!flags.publish) return {};
  if (!flags.common.book.ends_with(".book"))
    return bad_usage("--publish: " + flags.common.book + " is a folder; record it first: servanda import aid.book " +
                     flags.common.book);
  if (!flags.common.label_as.empty() || !flags.common.scenarios.empty() || flags.common.as_recorded)
    return bad_usage("--publish goes without --label-as, --scenario and --as-recorded: what is published is the book's own");
  if (!flags.work.time_limit.empty())
    return bad_usage("--publish goes without --time-limit: what is published must not depend on how fast it was made");
  return {};
}

Result<std::size_t> parse_number_of_futures(const std::string& option, const std::string& text, const std::string& or_else) {
  const auto number = Decimal::parse(text);
  constexpr std::int64_t kFewest = Simulation::kReplicates, kMost = 1'000'000;
  if (number && number->units() % Decimal::kUnit == 0 && number->units() >= kFewest * Decimal::kUnit &&
      number->units() <= kMost * Decimal::kUnit)
    return static_cast<std::size_t>(number->units() / Decimal::kUnit);
  return bad_usage(option + ": found '" + text + "', expected a number from 8 to 1000000, which is rounded up to a multiple of 8" + or_else);
}

Result<std::size_t> parse_futures(const std::string& text) {
  if (text == "auto") return std::size_t{0};
  return parse_number_of_futures("--futures", text, ", or auto");
}

// In points of the share.
Result<Share> parse_error(const std::string& text) {
  constexpr std::int64_t kPoint = 100;  // counts of 1e-4
  const auto points = Decimal::parse(text);
  if (points && points->units() >= Decimal::kUnit / kPoint && points->units() <= 10 * Decimal::kUnit)
    return static_cast<Share>(points->units() * kPoint / Decimal::kUnit);
  return bad_usage("--error: found '" + text + "', expected points of the share from 0.01 to 10, such as 0.2");
}

Result<int> run_forecast(const ForecastFlags& flags) {
  ForecastViewOptions options;
  ASSIGN_OR_RETURN(options.forecast.within_days, parse_span("--within", flags.within));
  ASSIGN_OR_RETURN(options.forecast.futures, parse_futures(flags.futures));
  if (!flags.error.empty()) {
    ASSIGN_OR_RETURN(options.forecast.error, parse_error(flags.error));
    if (options.forecast.futures != 0) return bad_usage("--error says how many futures --futures auto simulates; it goes with that alone");
  }
  if (!flags.most_futures.empty()) {
    ASSIGN_OR_RETURN(options.forecast.most_futures, parse_number_of_futures("--most-futures", flags.most_futures, ""));
    if (options.forecast.futures != 0) return bad_usage("--most-futures says where --futures auto ends; it goes with that alone");
  }
  ASSIGN_OR_RETURN(options.prices, parse_prices(flags.common.prices));
  options.forecast.seed = flags.work.seed;
  options.forecast.threads = flags.work.threads;
  options.head = Head::compute;
  if (!flags.target.empty()) options.target = flags.target;
  if (!flags.stage.empty()) {
    const auto definition = find_delivered_definition(flags.stage);
    if (!definition)
      return bad_usage("--delivered: found '" + flags.stage + "', expected a definition of delivered");
    options.forecast.stage = definition->stage;
  }
  ASSIGN_OR_RETURN(const Ranks ranks, start_ranks(flags.resume));
  CommonOptions common = flags.common;
  common.quiet = common.quiet || ranks.rank != 0;
  options.record = ranks.rank == 0;
  if (ranks.size > 1 && (flags.publish || !flags.work.time_limit.empty()))
    return bad_usage("--publish and --time-limit go without mpirun: all its processes do the same");
  ASSIGN_OR_RETURN(auto progress, make_progress(common, flags.work));
  ASSIGN_OR_RETURN(options.forecast.queues, parse_switch("--queues", flags.queues));
  RETURN_IF_ERROR(check_publishable(flags));
  ASSIGN_OR_RETURN(OpenBook book, flags.publish ? open_book(flags.common.book, OpenMode::write)
                                                : open_for_reading(common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, common));
  ASSIGN_OR_RETURN(FutureKeeper keeper, FutureKeeper::open(flags.resume, ranks));
  if (ranks.size > 1 || !flags.resume.empty()) options.forecast.keeper = &keeper;
  ASSIGN_OR_RETURN(const ForecastView view, forecast_view(snapshot, options, *progress));
  progress.reset();
  if (keeper.found() > 0 && !common.quiet)
    std::fprintf(stderr, "%zu of %zu blocks of futures were done before: %s\n", keeper.found(), keeper.filled(), flags.resume.c_str());
  if (ranks.rank == 0) print_answer(flags.common, to_json(view), to_sheets(view));
  end_ranks();
  if (flags.publish) RETURN_IF_ERROR(publish(book, snapshot, view));
  return 0;
}

}  // namespace

void add_forecast(CLI::App& app, Action& action) {
  auto flags = std::make_shared<ForecastFlags>();
  CLI::App* verb = app.add_subcommand("forecast", "the odds of what is still to come, with their track record");
  add_common_options(*verb, flags->common);
  add_long_work_options(*verb, flags->work);
  verb->add_option("--within", flags->within, "the window, in weeks or days")->capture_default_str();
  verb->add_option("--futures", flags->futures, "how many to simulate, or auto: doubled until the error is small enough, --most-futures are done, or --time-limit comes")
      ->capture_default_str();
  verb->add_option("--error", flags->error, "with --futures auto: the largest error of the share's mean, P10, P50 and P90, in points (default: 0.2)")
      ->type_name("POINTS");
  verb->add_option("--most-futures", flags->most_futures, "with --futures auto: where it ends, met or not (default: 65536; each takes two bytes for each open consignment)")
      ->type_name("N");
  add_prices_option(*verb, flags->common);
  std::string names;
  for (const DeliveredDefinition& definition : kDeliveredDefinitions)
    names += (names.empty() ? "" : ", ") + std::string(definition.name);
  verb->add_option("--delivered", flags->stage, "what counts as arrived: " + names + " (default: the programme's)");
  verb->add_option("--queues", flags->queues, "on: consignments of the accepted plan wait at full places; off: each for itself")
      ->capture_default_str();
  verb->add_option("--resume", flags->resume, "keep finished futures in this file, and go on from those that it has")
      ->type_name("FILE");
  verb->add_option("--target", flags->target, "of the targets, only this one")->type_name("ID");
  verb->add_flag("--publish", flags->publish, "keep this forecast in the .book, to be scored later");
  verb->footer("Examples:\n  servanda forecast examples/health-supplies --within 12w\n"
               "  servanda forecast examples/coalition --as-known 2031-01-31 --format json\n"
               "  servanda forecast examples/health-supplies --futures auto --seed 7\n"
               "  servanda forecast aid.book --queues off\n"
               "  servanda forecast aid.book --scenario examples/coalition/scenarios/6-the-other-corridor.json\n"
               "  servanda forecast aid.book --publish");
  verb->callback([flags, &action] { action = over_courses(flags->common, [flags] { return run_forecast(*flags); }); });
}

}  // namespace servanda
