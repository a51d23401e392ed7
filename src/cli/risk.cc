#include "views/risk.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "cli/planning.h"

namespace servanda {
namespace {

struct RiskFlags {
  CommonOptions common;
  PlanningFlags planning;
  std::size_t exact = 20;
};

// Whether the scenarios leave what is planned as it was.
Result<bool> asks_nothing(OpenBook& book, const RiskFlags& flags, const Planned& planned) {
  CommonOptions plain = flags.common;
  plain.scenarios.clear();
  plain.quiet = true;  // the note about an inferred network was made once
  ASSIGN_OR_RETURN(const Snapshot base, planning_snapshot(book, plain));
  const auto input = planning_input(base, flags.planning);
  return input && input->instance == planned.input.instance;
}

// The plan may take nine tenths of the time limit: places are screened in what is left.
PlanningFlags leaving_time(PlanningFlags flags) {
  if (const auto limit = Decimal::parse(flags.time_limit)) flags.time_limit = Decimal::from_units(limit->units() / 10 * 9 + limit->units() % 10).to_string();
  return flags;
}

Result<int> run_risk(const RiskFlags& flags) {
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(flags.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, planning_snapshot(book, flags.common));
  RETURN_IF_ERROR(check_places(snapshot, flags.common));
  ASSIGN_OR_RETURN(const Planned planned, plan_with_progress(snapshot, flags.common, leaving_time(flags.planning)));
  RiskOptions options{.exact = flags.exact, .head = Head::compute, .plan = {}};
  ASSIGN_OR_RETURN(options.plan, planning_options(flags.planning, flags.common.quiet));
  const PlanResult view = plan_view(snapshot, planned);
  tell_left_out(view, flags.common);
  ASSIGN_OR_RETURN(RiskResult result, risk(snapshot, planned, options));
  if (!flags.common.scenarios.empty()) {
    ASSIGN_OR_RETURN(result.asks_nothing, asks_nothing(book, flags, planned));
  }
  print_answer(flags.common, to_json(result), to_sheets(result));
  if (planned.plan.status != PlanStatus::infeasible) return 0;
  std::fprintf(stderr, "servanda: %s\n", nothing_moves_text(view, planned).c_str());
  return 4;
}

}  // namespace

void add_risk(CLI::App& app, Action& action) {
  auto flags = std::make_shared<RiskFlags>();
  CLI::App* verb = app.add_subcommand("risk", "places that much depends on, and what two weeks without them cost");
  add_common_options(*verb, flags->common);
  add_planning_options(*verb, flags->planning);
  verb->add_option("--exact", flags->exact, "how many places are judged by planning anew without them")
      ->type_name("N")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  verb->footer("The plan may take nine tenths of --time-limit; where it is not finished by then, places are screened in the best plan so far.\nExit status 4: nothing to plan, or nothing can move; stderr says why.\n" + std::string(kReasonsHelp) + "Examples:\n  servanda risk examples/coalition\n  servanda risk examples/coalition --exact 5 --format json");
  verb->callback([flags, &action] { action = over_courses(flags->common, [flags] { return run_risk(*flags); }); });
}

}  // namespace servanda
