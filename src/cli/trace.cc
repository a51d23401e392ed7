#include "views/trace.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/verb.h"

namespace servanda {
namespace {

struct TraceFlags {
  CommonOptions common;
  std::string id;
};

Result<int> run_trace(const TraceFlags& options) {
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(options.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, options.common));
  ASSIGN_OR_RETURN(const TraceResult result, trace(snapshot, {.id = options.id, .head = Head::compute}));
  print_answer(options.common, to_json(result), to_sheets(result));
  return 0;
}

}  // namespace

void add_trace(CLI::App& app, Action& action) {
  auto options = std::make_shared<TraceFlags>();
  CLI::App* verb = app.add_subcommand("trace", "where a pledge or consignment is now, and on what evidence");
  add_common_options(*verb, options->common);
  verb->add_option("ID", options->id, "the id of any entry; KIND/ID where several kinds have it")->required();
  verb->footer("Examples:\n  servanda trace examples/ukraine PROMISE-LEO2-DE\n"
               "  servanda trace examples/health-supplies consignment/ASN-8 --format json");
  verb->callback([options, &action] { action = over_courses(options->common, [options] { return run_trace(*options); }); });
}

}  // namespace servanda
