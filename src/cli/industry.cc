#include "views/industry.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/planning.h"
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
  auto sites = std::make_shared<std::string>();
  auto time_limit = std::make_shared<std::string>("0");
  CLI::App* verb = app.add_subcommand("industry", "production: were rates reached, orders against capacity, learning, needs");
  add_common_options(*verb, *options);
  add_prices_option(*verb, *options);
  verb->add_option("--site-options", *sites, "which sites to open or crossings to widen under a budget: a JSON file of options")
      ->type_name("FILE");
  verb->add_option("--time-limit", *time_limit, "with --site-options: end after so many seconds with the best set so far")->type_name("S");
  verb->footer(
      "Examples:\n  servanda industry examples/coalition\n"
      "  servanda industry examples/ukraine --as-known 2025-09-30 --format json\n"
      "  servanda industry examples/coalition --site-options options.json");
  verb->callback([options, sites, time_limit, &action] {
    action = over_courses(*options, [options, sites, time_limit]() -> Result<int> {
      if (sites->empty() && *time_limit != "0") return bad_usage("--time-limit: found no --site-options, which it limits; add it, or leave the limit away");
      return sites->empty() ? run_industry(*options) : run_site_options(*options, *sites, *time_limit);
    });
  });
}

}  // namespace servanda
