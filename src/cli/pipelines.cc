#include "views/pipelines.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/verb.h"

namespace servanda {
namespace {

Result<int> run_pipelines(const CommonOptions& common) {
  PipelinesOptions options;
  options.head = Head::compute;
  ASSIGN_OR_RETURN(options.prices, parse_prices(common.prices));
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, common));
  ASSIGN_OR_RETURN(const PipelinesResult result, pipelines(snapshot, options));
  print_answer(common, to_json(result), to_sheets(result));
  return 0;
}

}  // namespace

void add_pipelines(CLI::App& app, Action& action) {
  auto options = std::make_shared<CommonOptions>();
  CLI::App* verb = app.add_subcommand("pipelines", "training and building: graduates, crews, milestones, earned value");
  add_common_options(*verb, *options);
  add_prices_option(*verb, *options);
  verb->footer(
      "Examples:\n  servanda pipelines examples/coalition\n"
      "  servanda pipelines examples/ukraine --as-known 2024-12-31 --format json");
  verb->callback([options, &action] { action = over_courses(*options, [options] { return run_pipelines(*options); }); });
}

}  // namespace servanda
