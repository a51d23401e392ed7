#include "views/plan_view.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>

#include "base/sha256.h"
#include "book/recording.h"
#include "cli/planning.h"
#include "views/exact_worth.h"

namespace servanda {
namespace {

struct PlanFlags {
  CommonOptions common;
  PlanningFlags planning;
  std::string planned_as;
  std::size_t exact = 0;
  bool accept = false;
};

// Records the plan as an entry of the table plans, under the label of everything that it rests on.
Status accept(OpenBook& book, const CommonOptions& common, const PlanResult& result, const StagedScenario* scenario) {
  if (book.store == nullptr)
    return bad_usage("--accept: '" + common.book + "' is a folder; import it into a .book file first, which can keep plans");
  PlanResult kept = result;
  kept.seconds.reset();
  kept.head.clear();  // of the book before it kept this plan: the same plan again would differ
  Json told = to_json(kept);
  if (scenario != nullptr) told["scenario"] = scenario->name();
  const std::string content = told.dump();
  const TableSchema& table = schema_of(Table::plans);
  History staged;
  std::vector<Cell> cells(table.columns.size(), kNullCell);
  const std::string id = "plan-" + to_string(result.as_known) + "-" + hex(sha256(content)).substr(0, 12);
  for (const auto& [name, text] :
       {std::pair<std::string_view, std::string>{"id", id}, {"label", result.label.text()}, {"engine", std::string(kPlanEngine)},
        {"known_date", to_string(result.as_known)}, {"seed", "0"}, {"content", content}}) {
    const std::size_t column = *find_column(table, name);
    std::string expected;
    if (!parse_cell(table.columns[column], text, staged.texts(), cells[column], expected))
      return bad_input("a plan's " + std::string(name) + " cannot be kept: expected " + expected);
  }
  staged.append_new(Table::plans, cells);
  ASSIGN_OR_RETURN(const ImportSummary summary,
                   import_into(*book.store, *book.history, staged, {}, {.keep_programme = true}));
  std::fprintf(stderr, "%s: %s as entry %u\n", summary.added == 0 ? "kept already" : "accepted", id.c_str(), summary.head);
  return {};
}

Result<int> run_plan(const PlanFlags& flags) {
  if (flags.accept && flags.common.answer != nullptr)
    return bad_usage("--accept: found several --scenario, expected one at most: one plan is kept");
  CommonOptions planning = flags.common;
  if (!flags.planned_as.empty()) planning.label_as = flags.planned_as == "owner" ? "" : flags.planned_as;
  ASSIGN_OR_RETURN(OpenBook book, flags.accept ? open_book(flags.common.book, OpenMode::write) : open_for_reading(planning));
  ASSIGN_OR_RETURN(const Snapshot snapshot, planning_snapshot(book, planning));
  RETURN_IF_ERROR(check_places(snapshot, planning));
  const auto started = std::chrono::steady_clock::now();
  ASSIGN_OR_RETURN(const Planned planned, plan_with_progress(snapshot, flags.common, flags.planning));
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started).count();
  const bool by_clock = planned.plan.status == PlanStatus::time_limit || planned.plan.status == PlanStatus::interrupted;
  PlanResult result = plan_view(snapshot, planned,
                                {.head = Head::compute, .endless = by_clock,
                                 .seconds = Decimal::from_units(milliseconds * (Decimal::kUnit / 1000))});
  if (flags.exact > 0) {
    ASSIGN_OR_RETURN(const PlanOptions options, planning_options(flags.planning, flags.common.quiet));
    RETURN_IF_ERROR(state_exact_worth(planned, flags.exact, options, result));
  }
  if (flags.accept) RETURN_IF_ERROR(accept(book, flags.common, result, snapshot.options().scenario));
  if (!flags.planned_as.empty() && !flags.common.label_as.empty()) {
    ASSIGN_OR_RETURN(const Snapshot seen, make_snapshot(book, flags.common));
    result = restricted_to(std::move(result), *seen.options().reader, snapshot.programme().report_date);
    result.head = seen.head();
  }
  tell_left_out(result, flags.common);
  print_answer(flags.common, to_json(result), to_sheets(result));
  if (planned.plan.status != PlanStatus::infeasible) return 0;
  std::fprintf(stderr, "servanda: %s\n", nothing_moves_text(result, planned).c_str());
  return 4;
}

}  // namespace

void add_plan(CLI::App& app, Action& action) {
  auto flags = std::make_shared<PlanFlags>();
  CLI::App* verb = app.add_subcommand("plan", "which consignment goes which way in which weeks, with a proven bound");
  add_common_options(*verb, flags->common);
  add_planning_options(*verb, flags->planning);
  verb->add_option("--planned-as", flags->planned_as,
                   "plan with what this reader knows (or: owner), and show the lines that --label-as may see")
      ->type_name("READER");
  verb->add_option("--exact", flags->exact, "of how many bottlenecks, and of how many readier consignments, the worth is found by planning anew")
      ->type_name("N")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  verb->add_flag("--accept", flags->accept, "keep the plan in the book (table plans)");
  verb->footer("What was due before the as-known day is late whatever is planned: its reason holds for the weeks after the soonest possible.\n"
               "Ctrl-C ends with the best plan so far and its bound. How a book becomes a network: docs/network.md.\n"
               "Exit status 4: nothing to plan, or nothing can move; stderr says why.\n" + std::string(kReasonsHelp) + "Examples:\n"
               "  servanda plan examples/coalition\n"
               "  servanda plan examples/coalition --gap 0.01 --format json\n"
               "  servanda plan examples/coalition --horizon 2032-W26\n"
               "  servanda plan examples/health-supplies --time-limit 60\n"
               "  servanda plan examples/coalition --scenario examples/coalition/scenarios/6-the-other-corridor.json\n"
               "  servanda plan examples/coalition --planned-as owner --label-as press");
  verb->callback([flags, &action] { action = over_courses(flags->common, [flags] { return run_plan(*flags); }); });
}

}  // namespace servanda
