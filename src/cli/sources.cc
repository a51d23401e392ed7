#include "views/sources.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/verb.h"

namespace servanda {
namespace {

Result<int> run_sources(const CommonOptions& options) {
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(options));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, options));
  ASSIGN_OR_RETURN(const auto result, sources(snapshot, {.head = Head::compute}));
  print_answer(options, to_json(result), to_sheets(result));
  return 0;
}

}  // namespace

void add_sources(CLI::App& app, Action& action) {
  auto options = std::make_shared<CommonOptions>();
  CLI::App* verb = app.add_subcommand("sources", "where sources disagree, what was chosen and why; each source and its record");
  add_common_options(*verb, *options);
  verb->footer("Examples:\n  servanda sources examples/coalition\n  servanda sources examples/ukraine --format json");
  verb->callback([options, &action] { action = over_courses(*options, [options] { return run_sources(*options); }); });
}

}  // namespace servanda
