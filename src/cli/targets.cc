#include "views/targets.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/verb.h"

namespace servanda {
namespace {

Result<int> run_targets(const CommonOptions& options) {
  ASSIGN_OR_RETURN(const Prices prices, parse_prices(options.prices));
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(options));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, options));
  ASSIGN_OR_RETURN(const auto result, targets(snapshot, {.head = Head::compute, .prices = prices}));
  print_answer(options, to_json(result), to_sheets(result));
  return 0;
}

}  // namespace

void add_targets(CLI::App& app, Action& action) {
  auto options = std::make_shared<CommonOptions>();
  CLI::App* verb = app.add_subcommand("targets", "each target: gap, pace needed, pace had, last year on the same day");
  add_common_options(*verb, *options);
  add_prices_option(*verb, *options);
  verb->footer("Examples:\n  servanda targets examples/coalition\n  servanda targets examples/coalition --prices constant:2030\n  servanda targets examples/ukraine --format json");
  verb->callback([options, &action] { action = over_courses(*options, [options] { return run_targets(*options); }); });
}

}  // namespace servanda
