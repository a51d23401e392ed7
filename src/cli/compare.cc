#include "views/compare.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/planning.h"
#include "exchange/scenario_file.h"
#include "views/compared_figures.h"

namespace servanda {
namespace {

struct CompareFlags {
  CommonOptions common;
  PlanningFlags planning;
  std::vector<std::string> files;
};

Result<ComparedColumn> column_of(const CompareFlags& flags, const Snapshot& snapshot, std::string name, std::string description) {
  return compared_column(snapshot, std::move(name), std::move(description), [&](const Snapshot& of) {
    return plan_with_progress(of, flags.common, flags.planning);
  });
}

Result<int> run_compare(const CompareFlags& flags) {
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(flags.common));
  ASSIGN_OR_RETURN(const Snapshot base, make_snapshot(book, flags.common));
  std::vector<ComparedColumn> columns;
  if (flags.files.size() == 1) {
    ASSIGN_OR_RETURN(ComparedColumn column, column_of(flags, base, "as it stands", "the book, without the scenario"));
    columns.push_back(std::move(column));
  }
  for (const std::string& file : flags.files) {
    ASSIGN_OR_RETURN(const Scenario scenario, read_scenario(file));
    CommonOptions options = flags.common;
    options.scenarios.push_back(file);
    ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, options));
    ASSIGN_OR_RETURN(ComparedColumn column, column_of(flags, snapshot, scenario.name, scenario.description));
    columns.push_back(std::move(column));
  }
  const CompareResult result = compare(base.as_known(), base.head(), std::move(columns));
  print_answer(flags.common, to_json(result), to_sheets(result));
  return 0;
}

}  // namespace

void add_compare(CLI::App& app, Action& action) {
  auto flags = std::make_shared<CompareFlags>();
  CLI::App* verb = app.add_subcommand("compare", "several scenarios side by side, differences first");
  add_common_options(*verb, flags->common);
  add_planning_options(*verb, flags->planning);
  verb->add_option("SCENARIOS", flags->files, "scenario files (docs/scenarios.md); one alone is compared with the book")
      ->required();
  verb->footer("The first scenario is what the others are compared against; --scenario changes all of them.\nExamples:\n"
               "  servanda compare examples/coalition examples/coalition/scenarios/1-as-planned.json "
               "examples/coalition/scenarios/3-one-large-donor-stops.json\n"
               "  servanda compare examples/coalition examples/coalition/scenarios/2-drags-on.json --format json");
  verb->callback([flags, &action] { action = [flags] { return run_compare(*flags); }; });
}

}  // namespace servanda
