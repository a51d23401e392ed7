#include "views/trajectory.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/empty_book.h"
#include "cli/verb.h"

namespace servanda {
namespace {

struct TrajectoryFlags {
  CommonOptions common;
  std::optional<int> against;
  std::optional<std::string> donor;
  std::string stage;
};

Result<int> run_trajectory(const TrajectoryFlags& options) {
  ASSIGN_OR_RETURN(const Prices prices, parse_prices(options.common.prices));
  std::optional<Stage> stage;
  if (!options.stage.empty()) stage = static_cast<Stage>(std::ranges::find(kStageNames, options.stage) - kStageNames.begin());
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(options.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, options.common));
  RETURN_IF_ERROR(expect_entries(snapshot, "trajectory", kCountedTables));
  ASSIGN_OR_RETURN(const TrajectoryResult result,
                   trajectory(snapshot, {.against = options.against, .donor = options.donor, .head = Head::compute, .prices = prices, .stage = stage}));
  print_answer(options.common, to_json(result), to_sheets(result));
  return 0;
}

}  // namespace

void add_trajectory(CLI::App& app, Action& action) {
  auto options = std::make_shared<TrajectoryFlags>();
  CLI::App* verb = app.add_subcommand("trajectory", "what was pledged or delivered this year against last year, week by week, as known then");
  add_common_options(*verb, options->common);
  add_prices_option(*verb, options->common);
  verb->add_option("--against", options->against, "the year to compare with (default: the one before)")
      ->type_name("YEAR");
  verb->add_option("--stage", options->stage, "pledged (the default where there are pledges), contracted, confirmed, …")
      ->check(CLI::IsMember(std::vector<std::string>(kStageNames.begin(), kStageNames.end())));
  verb->add_option("--donor", options->donor, "one donor, or joint donors as DK;NO");
  verb->footer("Examples:\n  servanda trajectory examples/ukraine\n"
               "  servanda trajectory examples/ukraine --as-known 2024-06-30 --against 2022\n"
               "  servanda trajectory examples/health-supplies --stage confirmed");
  verb->callback([options, &action] { action = over_courses(options->common, [options] { return run_trajectory(*options); }); });
}

}  // namespace servanda
