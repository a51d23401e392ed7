#include "cli/courses.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/verb.h"

namespace servanda {
namespace {

struct RunwayFlags {
  CommonOptions common;
  int futures = 500;
  std::uint64_t seed = 1;
  std::vector<std::string> costs;
  bool alone = false;
};

Result<RunwayOptions> parse_runway(const RunwayFlags& flags) {
  RunwayOptions options;
  options.futures = flags.futures;
  options.seed = flags.seed;
  options.head = Head::compute;
  ASSIGN_OR_RETURN(options.prices, parse_prices(flags.common.prices));
  for (const std::string& cost : flags.costs) {
    const std::size_t equals = cost.find('=');
    const auto month = PartialDate::parse(cost.substr(0, equals));
    const auto amount = equals == std::string::npos ? std::nullopt : Decimal::parse(cost.substr(equals + 1));
    if (!month || month->precision() != DatePrecision::month || !amount || amount->units() < 0)
      return bad_usage("--cost: found '" + cost + "', expected MONTH=AMOUNT such as 2031-09=1200000");
    options.costs.push_back({*month, amount->units()});
  }
  return options;
}

Result<int> run_runway(const RunwayFlags& flags) {
  ASSIGN_OR_RETURN(const RunwayOptions options, parse_runway(flags));
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(flags.common));
  ASSIGN_OR_RETURN(const Snapshot base, make_snapshot(book, flags.common));
  RunwayCourses courses;
  if (!flags.alone) {
    ASSIGN_OR_RETURN(courses, runway_courses(book, flags.common, base, options));
  }
  std::vector<RunwayCase> cases{{"as planned", "", &base}};
  cases.insert(cases.end(), courses.cases.begin(), courses.cases.end());
  ASSIGN_OR_RETURN(const RunwayResult result, runway(cases, options));
  print_answer(flags.common, to_json(result), to_sheets(result));
  return 0;
}

}  // namespace

Result<RunwayCourses> runway_courses(OpenBook& book, const CommonOptions& common, const Snapshot& base, const RunwayOptions& options) {
  ASSIGN_OR_RETURN(const std::vector<Scenario> scenarios, runway_scenarios(base, options));
  RunwayCourses out;
  for (const Scenario& scenario : scenarios) {
    // Each on top of the scenario that was asked for, whose changes come first.
    ASSIGN_OR_RETURN(Snapshot changed, snapshot_with(book, common, scenario));
    out.snapshots.push_back(std::move(changed));
    out.cases.push_back({scenario.name, scenario.description, &out.snapshots.back()});
  }
  return out;
}

void add_runway(CLI::App& app, Action& action) {
  auto flags = std::make_shared<RunwayFlags>();
  CLI::App* verb = app.add_subcommand("runway", "how long the money lasts, and the first unfunded need");
  add_common_options(*verb, flags->common);
  add_prices_option(*verb, flags->common);
  verb->add_option("--futures", flags->futures, "how many courses of events the odds are of")
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  verb->add_option("--seed", flags->seed, "of the draws")->capture_default_str();
  verb->add_option("--cost", flags->costs, "what the plan costs in a month, before its needs: MONTH=AMOUNT, several")
      ->type_name("MONTH=AMOUNT");
  verb->add_flag("--alone", flags->alone, "without the scenarios drags on, largest donor lapses, prices +15 %");
  verb->footer(
      "Examples:\n  servanda runway examples/coalition\n"
      "  servanda runway examples/coalition --cost 2031-08=4000000 --format json\n"
      "  servanda runway examples/ukraine        (needs by the year only: annual cover)");
  verb->callback([flags, &action] { action = over_courses(flags->common, [flags] { return run_runway(*flags); }); });
}

}  // namespace servanda
