#include "views/promises.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/empty_book.h"
#include "cli/verb.h"

namespace servanda {
namespace {

Result<int> run_promises(const CommonOptions& options) {
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(options));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, options));
  RETURN_IF_ERROR(expect_entries(snapshot, "promises", kCountedTables));
  ASSIGN_OR_RETURN(const PromisesResult result, promises(snapshot, {.head = Head::compute}));
  Json json = to_json(result);
  std::vector<Sheet> sheets = to_sheets(result);
  if (result.promises.empty()) {
    std::vector<MissingTable> missing;
    constexpr std::string_view kNone = "none of it is a promise with a date";
    name_empty(snapshot, {{Table::pledges, kNone}, {Table::allocations, kNone}, {Table::contracts, kNone},
                          {Table::consignments, kNone}, {Table::reports, "no series is compared with a promise"}}, missing);
    add_missing(std::move(missing), snapshot, json, sheets);
  }
  print_answer(options, json, sheets);
  return 0;
}

}  // namespace

void add_promises(CLI::App& app, Action& action) {
  auto options = std::make_shared<CommonOptions>();
  CLI::App* verb = app.add_subcommand("promises", "every dated promise: kept, late, open, broken, not checkable");
  add_common_options(*verb, *options);
  verb->footer("Examples:\n  servanda promises examples/ukraine\n"
               "  servanda promises examples/ukraine --as-known 2023-12-31 --format json");
  verb->callback([options, &action] { action = over_courses(*options, [options] { return run_promises(*options); }); });
}

}  // namespace servanda
