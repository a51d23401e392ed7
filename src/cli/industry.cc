#include "views/industry.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/verb.h"

namespace servanda {
namespace {

Result<int> run_industry(const CommonOptions& common) {
  IndustryOptions options;
  options.head = Head::compute;
  ASSIGN_OR_RETURN(options.prices, parse_prices(common.prices));
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, common));
  ASSIGN_OR_RETURN(const IndustryResult result, industry(snapshot, options));
  print_answer(common, to_json(result), to_sheets(result));
  return 0;
}

}  // namespace

void add_industry(CLI::App& app, Action& action) {
  auto options = std::make_shared<CommonOptions>();
  CLI::App* verb = app.add_subcommand("industry", "production: were rates reached, orders against capacity, learning, needs");
  add_common_options(*verb, *options);
  add_prices_option(*verb, *options);
  verb->footer(
      "Examples:\n  servanda industry examples/coalition\n"
      "  servanda industry examples/ukraine --as-known 2025-09-30 --format json");
  verb->callback([options, &action] { action = [options] { return run_industry(*options); }; });
}

}  // namespace servanda
