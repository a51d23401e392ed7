#include "views/figure.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/verb.h"
#include "views/figure_value.h"

namespace servanda {
namespace {

struct FigureFlags {
  CommonOptions common;
  std::string figure;
};

Result<int> run_figure(const FigureFlags& options) {
  auto figure = parse_figure(options.figure);
  if (!figure) return bad_usage("FIGURE: " + figure.error().message);
  ASSIGN_OR_RETURN(const Prices prices, parse_prices(options.common.prices));
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(options.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, options.common));
  ASSIGN_OR_RETURN(const FigureValue value, evaluate(snapshot, *figure, {.head = Head::compute, .prices = prices}));
  print_answer(options.common, to_json(value), to_sheets(value));
  return 0;
}

}  // namespace

void add_figure(CLI::App& app, Action& action) {
  auto options = std::make_shared<FigureFlags>();
  CLI::App* verb = app.add_subcommand("figure", "one figure, written as a query on one line (docs/figures.md)");
  add_common_options(*verb, options->common);
  add_prices_option(*verb, options->common);
  verb->add_option("FIGURE", options->figure, "such as 'value @ pledged where donor=DE in 2024'")->required();
  verb->footer("Examples:\n  servanda figure examples/ukraine 'value @ pledged where group=nato in 2025'\n"
               "  servanda figure examples/ukraine 'per_gdp(value @ pledged where donor=DK in 2024)'\n"
               "  servanda figure examples/coalition 'share(tonnes @ handed_over in 2030, tonnes @ contracted in 2030)'");
  verb->callback([options, &action] { action = over_courses(options->common, [options] { return run_figure(*options); }); });
}

}  // namespace servanda
