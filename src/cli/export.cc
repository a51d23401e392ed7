#include <CLI/CLI.hpp>
#include <memory>

#include "cli/verb.h"
#include "exchange/folder.h"
#include "views/entries.h"

namespace servanda {
namespace {

struct ExportFlags {
  CommonOptions common;
  std::string to = "folder";
  std::string output;
  std::string table = "pledges";
};

Result<int> run_export(ExportFlags& options) {
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(options.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, options.common));
  if (options.to == "folder") {
    if (options.output.empty()) return bad_usage("--to folder needs -o DIR, an empty or absent folder");
    RETURN_IF_ERROR(write_folder(snapshot, options.output, [&](const Hash& hash) { return book.blob(hash); }));
    return 0;
  }
  const TableSchema* table = find_table(options.table);
  if (table == nullptr)
    return bad_usage("--table: found '" + options.table + "', expected a table; `servanda tables` lists them");
  if (options.to == "json") {
    std::printf("%s\n", entries_json(snapshot).dump(2).c_str());
    return 0;
  }
  const std::string csv = print_csv(entries_sheet(snapshot, *table), HxlRow::on);
  std::fwrite(csv.data(), 1, csv.size(), stdout);
  return 0;
}

}  // namespace

void add_export(CLI::App& app, Action& action) {
  auto options = std::make_shared<ExportFlags>();
  CLI::App* verb = app.add_subcommand("export", "write a book out: programme folder, CSV with an HXL row, or JSON");
  add_common_options(*verb, options->common);
  verb->add_option("--to", options->to, "folder, csv (one table, to stdout) or json (all entries, to stdout)")
      ->check(CLI::IsMember({"folder", "csv", "json"}))
      ->capture_default_str();
  verb->add_option("-o,--output", options->output, "the folder to write; must be empty or absent");
  verb->add_option("--table", options->table, "the table for --to csv")->capture_default_str();
  verb->footer("A folder exported and imported again gives an equal book.\nExamples:\n"
               "  servanda export aid.book --to folder -o aid\n"
               "  servanda export examples/ukraine --to csv --table pledges > pledges.csv");
  verb->callback([options, &action] { action = [options] { return run_export(*options); }; });
}

}  // namespace servanda
