#include "views/compare.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "cli/planning.h"
#include "exchange/scenario_file.h"
#include "network/strangers.h"
#include "views/compared_figures.h"

namespace servanda {
namespace {

struct CompareFlags {
  CommonOptions common;
  PlanningFlags planning;
  std::vector<std::string> files;
};

// Courses are planned as a what-if plans them: each from the plan of the book without any scenario.
class Courses {
 public:
  Courses(OpenBook& book, const CompareFlags& flags) : book_(book), flags_(flags) {}

  Result<ComparedColumn> column_of(const Snapshot& snapshot, std::string name, std::string description) {
    return compared_column(snapshot, std::move(name), std::move(description), [&](const Snapshot& of) -> Result<Planned> {
      RETURN_IF_ERROR(plan_the_book());
      return plan_with_progress(of, flags_.common, flags_.planning, base_ ? &*base_ : nullptr);
    });
  }

 private:
  // Once; a book that has nothing to plan leaves each course to be planned by itself.
  Status plan_the_book() {
    if (asked_) return {};
    asked_ = true;
    CommonOptions plain = flags_.common;
    plain.scenarios.clear();
    ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book_, plain));
    Result<Planned> planned = plan_with_progress(snapshot, flags_.common, flags_.planning);
    if (planned) base_.emplace(std::move(*planned));
    else if (planned.error().code != ErrorCode::nothing_to_do) return planned.error();
    return {};
  }

  OpenBook& book_;
  const CompareFlags& flags_;
  bool asked_ = false;
  std::optional<Planned> base_;
};

Result<int> run_compare(const CompareFlags& flags) {
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(flags.common));
  ASSIGN_OR_RETURN(const Snapshot base, make_snapshot(book, flags.common));
  RETURN_IF_ERROR(check_places(base, flags.common));
  std::vector<std::pair<Scenario, Snapshot>> scenarios;  // all are read before the first is planned
  for (const std::string& file : flags.files) {
    ASSIGN_OR_RETURN(Scenario scenario, read_scenario(file));
    CommonOptions options = flags.common;
    options.scenarios.push_back(file);
    ASSIGN_OR_RETURN(Snapshot snapshot, make_snapshot(book, options));
    RETURN_IF_ERROR(check_added_places(snapshot));
    scenarios.emplace_back(std::move(scenario), std::move(snapshot));
  }
  Courses courses(book, flags);
  std::vector<ComparedColumn> columns;
  if (flags.files.size() == 1) {
    ASSIGN_OR_RETURN(ComparedColumn column, courses.column_of(base, "as it stands", "the book, without the scenario"));
    columns.push_back(std::move(column));
  }
  for (const auto& [scenario, snapshot] : scenarios) {
    ASSIGN_OR_RETURN(ComparedColumn column, courses.column_of(snapshot, scenario.name, scenario.description));
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
  verb->footer("The first scenario is what the others are compared against; --scenario changes all of them.\n" + std::string(kReasonsHelp) + "Examples:\n"
               "  servanda compare examples/coalition examples/coalition/scenarios/1-as-planned.json "
               "examples/coalition/scenarios/3-one-large-donor-stops.json\n"
               "  servanda compare examples/coalition examples/coalition/scenarios/2-drags-on.json --format json");
  verb->callback([flags, &action] { action = telling_unread(flags->common, [flags] { return run_compare(*flags); }); });
}

}  // namespace servanda
