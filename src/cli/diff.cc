#include "views/diff.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "cli/empty_book.h"
#include "cli/verb.h"
#include "views/effect.h"

namespace servanda {
namespace {

struct DiffFlags {
  CommonOptions common;
  std::string from;
  std::string to;
};

Result<int> run_diff(const DiffFlags& options) {
  ASSIGN_OR_RETURN(const Day from_day, parse_day_option("--from", options.from));
  ASSIGN_OR_RETURN(const Prices prices, parse_prices(options.common.prices));
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(options.common));
  ASSIGN_OR_RETURN(const Snapshot newest, make_snapshot(book, options.common));
  Day to_day = newest.as_known();
  if (!options.to.empty()) {
    ASSIGN_OR_RETURN(to_day, parse_day_option("--to", options.to));
  }
  ASSIGN_OR_RETURN(const Snapshot from, snapshot_at(book, options.common, from_day));
  ASSIGN_OR_RETURN(const Snapshot to, snapshot_at(book, options.common, to_day));
  const auto shows = [&](const TableSchema& table) { return table.table != Table::programme && to.count(table.table) > 0; };
  if (std::ranges::none_of(all_tables(), shows)) RETURN_IF_ERROR(expect_entries(to, "diff", kCountedTables));
  ASSIGN_OR_RETURN(auto effect, effect_between(from, to, prices));
  ASSIGN_OR_RETURN(const DiffResult result, diff(from, to, std::move(effect), {.head = Head::compute, .prices = prices}));
  print_answer(options.common, to_json(result), to_sheets(result));
  return 0;
}

}  // namespace

void add_diff(CLI::App& app, Action& action) {
  auto options = std::make_shared<DiffFlags>();
  CLI::App* verb = app.add_subcommand("diff", "what is new, changed or taken back between two days");
  add_common_options(*verb, options->common);
  add_prices_option(*verb, options->common);
  verb->add_option("--from", options->from, "the day of the last report")->required()->type_name("DATE");
  verb->add_option("--to", options->to, "the day of this one (default: --as-known, or the report date)")
      ->type_name("DATE");
  verb->footer("Examples:\n  servanda diff examples/ukraine --from 2025-05-26\n"
               "  servanda diff aid.book --from 2024-12-31 --to 2025-03-31 --format json");
  verb->callback([options, &action] { action = over_courses(options->common, [options] { return run_diff(*options); }); });
}

}  // namespace servanda
