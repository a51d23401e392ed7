#include "brief/brief.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "cli/courses.h"
#include "cli/planning.h"
#include "cli/verb.h"
#include "exchange/file_bytes.h"
#include "exchange/scenario_file.h"
#include "views/plan_view.h"

namespace servanda {
namespace {

struct BriefFlags {
  CommonOptions common;
  std::string output;
  std::vector<std::string> compare;
};

// The scenarios that stand beside a programme folder, by name; none of a .book.
std::vector<std::string> scenarios_beside(const std::string& book) {
  std::vector<std::string> out;
  std::error_code ignored;  // no such folder: no scenarios
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(book) / "scenarios", ignored))
    if (entry.path().extension() == ".json") out.push_back(entry.path().string());
  std::ranges::sort(out);
  return out;
}

Result<RunwayCourses> courses_to_compare(OpenBook& book, const BriefFlags& options) {
  RunwayCourses out;
  std::vector<std::string> files = options.compare;
  // A scenario may name what a reader must not see, so theirs are compared only where they are asked for.
  if (files.empty() && options.common.label_as.empty()) files = scenarios_beside(options.common.book);
  for (const std::string& file : files) {
    ASSIGN_OR_RETURN(const Scenario scenario, read_scenario(file));
    ASSIGN_OR_RETURN(Snapshot changed, snapshot_with(book, options.common, scenario));
    out.snapshots.push_back(std::move(changed));
    out.cases.push_back({scenario.name, scenario.description, &out.snapshots.back()});
  }
  return out;
}

// Says on stderr what is being done, once the work has taken longer than a second.
class Progress {
 public:
  explicit Progress(bool quiet) : quiet_(quiet), begin_(std::chrono::steady_clock::now()) {}
  void say(const char* what) const {
    if (!quiet_ && std::chrono::steady_clock::now() - begin_ > std::chrono::seconds(1)) std::fprintf(stderr, "%s …\n", what);
  }

 private:
  bool quiet_;
  std::chrono::steady_clock::time_point begin_;
};

// The plan as `servanda plan` makes it, or what it would take to have one.
struct BookPlan {
  std::optional<Planned> planned;
  Json json = {};
  std::string missing;
};

Result<BookPlan> ask_planner(OpenBook& book, const CommonOptions& common, const Snapshot& asked) {
  BookPlan out;
  if (asked.count(Table::consignments) == 0) {
    out.missing = "the table consignments is empty; consignments with a ready and a due week, and the tables nodes and links, make a plan.";
    return out;
  }
  Result<Snapshot> snapshot = planning_snapshot(book, common);
  Result<Planned> planned = snapshot ? plan_with_progress(*snapshot, common, {}) : Result<Planned>(snapshot.error());
  if (planned) {
    out.json = to_json(plan_view(*snapshot, *planned));
    out.planned.emplace(std::move(*planned));
    return out;
  }
  if (planned.error().code != ErrorCode::nothing_to_do) return planned.error();
  out.missing = asked.count(Table::links) == 0
                    ? "the table links is empty; `servanda plan` shows samples of the tables nodes and links."
                    : "no open consignment can be planned; `servanda plan` says what each lacks.";
  return out;
}

Result<int> run_brief(const BriefFlags& options) {
  const Progress progress(options.common.quiet);
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(options.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, options.common));
  ASSIGN_OR_RETURN(const RunwayCourses runway, runway_courses(book, options.common, snapshot, {}));
  ASSIGN_OR_RETURN(const RunwayCourses compared, courses_to_compare(book, options));
  progress.say("planning");
  ASSIGN_OR_RETURN(BookPlan plan, ask_planner(book, options.common, snapshot));
  progress.say("asking the views");
  ASSIGN_OR_RETURN(BriefInput input, gather_brief(snapshot, {document_text(book), runway.cases, compared.cases, book.defects,
                                                                    plan.planned ? &*plan.planned : nullptr}));
  input.plan.json = std::move(plan.json);
  input.plan_missing = std::move(plan.missing);
  progress.say("writing the page");
  ASSIGN_OR_RETURN(const std::string page, brief_html(input));
  RETURN_IF_ERROR(write_file_bytes(options.output, page));
  options.common.unread->taken.add(book.history->unread()->tables());  // by one part or another
  std::printf("%s: briefing on %s as known %s, %zu kB; open it in a browser\n", options.output.c_str(),
              snapshot.programme().name.c_str(), to_string(snapshot.as_known()).c_str(), (page.size() + 999) / 1000);
  return 0;
}

}  // namespace

void add_brief(CLI::App& app, Action& action) {
  auto options = std::make_shared<BriefFlags>();
  CLI::App* verb = app.add_subcommand("brief", "one self-contained page with every view: the main job");
  add_common_options(*verb, options->common);
  verb->add_option("-o,--output", options->output, "the HTML file to write")->required()->type_name("FILE.html");
  verb->add_option("--compare", options->compare, "scenario files whose courses are compared (default: those in BOOK/scenarios)")->type_name("FILE");
  verb->footer("The page needs no network and no script, and prints on A4. The same book and day give the same bytes.\nExamples:\n"
               "  servanda brief examples/ukraine -o briefing.html\n"
               "  servanda brief aid.book -o briefing.html --as-known 2024-12-31");
  verb->callback([options, &action] { action = telling_unread(options->common, [options] { return run_brief(*options); }); });
}

}  // namespace servanda
