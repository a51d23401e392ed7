#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>

#include "cli/verb.h"
#include "exchange/scenario_file.h"
#include "network/infer.h"

namespace servanda {
namespace {

struct InferFlags {
  CommonOptions common;
  std::string out;
};

Status write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (file.flush()) return {};
  return store_failed("cannot write " + path.string());
}

// The rows that the changes say of a table, with the columns that any of them has.
Sheet rows_of(const Scenario& scenario, const std::string& table) {
  std::vector<std::vector<std::pair<std::string, std::string>>> rows;
  for (const ScenarioChange& change : scenario.changes) {
    if (change.table != table) continue;
    if (change.kind == ScenarioChange::Kind::add) rows.push_back(change.row);
    else rows.push_back({{"id", change.where.front().any_of.front()}, {change.column, change.value}});
  }
  Sheet sheet;
  for (const Column& column : find_table(table)->columns) {
    const auto has = [&](const auto& row) {
      return std::any_of(row.begin(), row.end(), [&](const auto& cell) { return cell.first == column.name; });
    };
    if (std::none_of(rows.begin(), rows.end(), has)) continue;
    sheet.columns.push_back({std::string(column.name)});
  }
  for (const auto& row : rows) {
    std::vector<std::string> cells;
    for (const SheetColumn& column : sheet.columns) {
      const auto found = std::find_if(row.begin(), row.end(), [&](const auto& cell) { return cell.first == column.title; });
      cells.push_back(found == row.end() ? "" : found->second);
    }
    sheet.rows.push_back(std::move(cells));
  }
  return sheet;
}

Result<int> run_infer(const InferFlags& flags) {
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(flags.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, flags.common));
  ASSIGN_OR_RETURN(const InferredNetwork inferred, infer_network(snapshot));
  std::error_code error;
  std::filesystem::create_directories(flags.out, error);
  if (error) return store_failed("cannot make the folder " + flags.out + ": " + error.message());
  const std::filesystem::path out(flags.out);
  RETURN_IF_ERROR(write(out / "network.json", scenario_json(inferred.scenario)));
  for (const std::string table : {"nodes", "links"})
    RETURN_IF_ERROR(write(out / (table + ".csv"), print_csv(rows_of(inferred.scenario, table), HxlRow::off)));
  if (!flags.common.quiet) std::fprintf(stderr, "%s\n", inferred.note().c_str());
  std::printf("%s: network.json (a scenario), nodes.csv and links.csv (to correct by hand)\n", flags.out.c_str());
  return 0;
}

}  // namespace

void add_network(CLI::App& app, Action& action) {
  auto flags = std::make_shared<InferFlags>();
  CLI::App* verb = app.add_subcommand("network", "the network of a programme");
  verb->require_subcommand(1);
  CLI::App* infer = verb->add_subcommand("infer", "links and capacities read off what was really moved");
  add_common_options(*infer, flags->common);
  infer->add_option("-o,--out", flags->out, "the folder to write network.json, nodes.csv and links.csv to")->required();
  infer->footer("How, and what it cannot know: docs/network.md.\nExample:\n"
                "  servanda network infer examples/health-supplies -o health-network\n"
                "  servanda plan examples/health-supplies --scenario health-network/network.json");
  infer->callback([flags, &action] { action = [flags] { return run_infer(*flags); }; });
}

}  // namespace servanda
