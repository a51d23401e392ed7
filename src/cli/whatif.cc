#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "book/scenario_reach.h"
#include "cli/planning.h"
#include "exchange/scenario_file.h"
#include "network/strangers.h"
#include "views/what_if.h"

namespace servanda {
namespace {

struct WhatIfFlags {
  CommonOptions common;
  PlanningFlags planning;
  WhatIfAsked asked;
};

Result<int> run_whatif(const WhatIfFlags& flags) {
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(flags.common));
  // The base is the book as it stands: what --scenario changes is part of the question.
  CommonOptions plain = flags.common;
  plain.scenarios.clear();
  ASSIGN_OR_RETURN(const Snapshot base, planning_snapshot(book, plain));
  Scenario scenario;
  for (const std::string& file : flags.common.scenarios) {
    ASSIGN_OR_RETURN(Scenario next, read_scenario(file));
    scenario.name += (scenario.name.empty() ? "" : ", then ") + next.name;
    scenario.description += (scenario.description.empty() ? "" : " ") + next.description;
    scenario.changes.insert(scenario.changes.end(), next.changes.begin(), next.changes.end());
  }
  ASSIGN_OR_RETURN(const Scenario asked, what_if_scenario(base, flags.asked));
  if (!asked.name.empty()) scenario.name += (scenario.name.empty() ? "" : ", then ") + asked.name;
  scenario.changes.insert(scenario.changes.end(), asked.changes.begin(), asked.changes.end());
  if (flags.common.scenarios.empty() && flags.asked.empty())
    return bad_usage("whatif: found no change, expected --close, --capacity, --ready, --add-link or --scenario");
  RETURN_IF_ERROR(check_places(base, flags.common));
  CommonOptions quiet = plain;
  quiet.quiet = true;  // the note about an inferred network was made once
  ASSIGN_OR_RETURN(const Snapshot changed, planning_snapshot(book, quiet, scenario));
  RETURN_IF_ERROR(check_places(changed, quiet));
  ASSIGN_OR_RETURN(const Planned planned, plan_with_progress(base, flags.common, flags.planning));
  const PlanResult planned_view = plan_view(base, planned);
  tell_left_out(planned_view, flags.common);
  if (!planned_view.finished) {
    PlanResult unplanned;
    unplanned.as_known = changed.as_known();
    unplanned.head = changed.head();
    unplanned.status = planned_view.status;
    unplanned.finished = false;
    const WhatIfResult result = what_if(planned_view, unplanned, scenario.name, scenario.description);
    print_answer(flags.common, to_json(result), to_sheets(result));
    return 0;
  }
  ASSIGN_OR_RETURN(const Planned then, plan_with_progress(changed, flags.common, flags.planning, &planned));
  WhatIfResult result = what_if(planned_view, plan_view(changed, then, {.head = Head::compute}),
                                scenario.name, scenario.description, touched_by(scenario));
  result.notes = strangers(changed);
  ASSIGN_OR_RETURN(const std::vector<std::string> idle, idle_changes(changed));
  result.notes.insert(result.notes.end(), idle.begin(), idle.end());
  for (const std::string& note : then.input.network.notes)
    if (std::ranges::find(planned.input.network.notes, note) == planned.input.network.notes.end()) result.notes.push_back(note);
  for (const Cargo& cargo : then.input.cargoes.cargoes)
    if (cargo.waits_for(PlanWait::ramp) && std::ranges::any_of(flags.asked.ready, [&](const std::string& one) { return one.starts_with(cargo.consignment + "="); }))
      result.notes.push_back(line_name(cargo.consignment, cargo.part) + " is held by what " + cargo.origin + " makes (ramps.csv), and not by its own ready date alone");
  result.asks_nothing = planned.input.instance == then.input.instance;
  print_answer(flags.common, to_json(result), to_sheets(result));
  return 0;
}

}  // namespace

void add_whatif(CLI::App& app, Action& action) {
  auto flags = std::make_shared<WhatIfFlags>();
  CLI::App* verb = app.add_subcommand("whatif", "what slips if a place closes, a capacity changes, something is late");
  add_common_options(*verb, flags->common);
  add_planning_options(*verb, flags->planning);
  verb->add_option("--close", flags->asked.close, "a node or link has no capacity, or SHARE of it")
      ->type_name("PLACE:FROM..UNTIL[=SHARE]");
  verb->add_option("--capacity", flags->asked.capacity, "a node, link or resource has more or less of it; of a node its handling, or NODE.storage, NODE.hazardous, SITE.ramp")
      ->type_name("PLACE[.LIMIT]=+20%|-10%|350");
  verb->add_option("--ready", flags->asked.ready, "a consignment is ready on another day")->type_name("ID=DATE");
  verb->add_option("--add-link", flags->asked.add_links, "one link more, with columns of the table links")
      ->type_name("FROM:TO:COLUMN=VALUE,…");
  verb->footer("Each option may be given several times; all changes hold at once. Nothing is recorded.\n"
               "Lines that pay stand first, then those that gain, then those that go another way and arrive as planned.\n" + std::string(kReasonsHelp) + "Examples:\n"
               "  servanda whatif examples/coalition --close P-EST:2031-W30..2031-W31\n"
               "  servanda whatif examples/coalition --capacity HUB-N=+20% --ready G-183=2031-08-04\n"
               "  servanda whatif examples/coalition --add-link "
               "HUB-N:SITE-MAR:mode=rail,transit_days=2,capacity_t_week=100,cost_per_t=26,currency=EUR\n"
               "  servanda whatif examples/coalition --scenario examples/coalition/scenarios/2-drags-on.json");
  verb->callback([flags, &action] { action = telling_unread(flags->common, [flags] { return run_whatif(*flags); }); });
}

}  // namespace servanda
