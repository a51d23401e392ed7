#include <CLI/CLI.hpp>
#include <memory>

#include "cli/verb.h"

namespace servanda {
namespace {

Json tables_json(const std::string& only) {
  Json out = Json::array();
  for (const TableSchema& table : all_tables()) {
    if (!only.empty() && table.name != only) continue;
    Json columns = Json::array();
    for (const Column& column : table.columns)
      columns.push_back({{"name", column.name}, {"key", column.key}, {"expected", expectation(column)}});
    out.push_back({{"table", table.name}, {"kind", table.kind}, {"purpose", table.purpose}, {"columns", columns}});
  }
  return Json{{"tables", std::move(out)}};
}

std::vector<Sheet> tables_sheets(const std::string& only) {
  std::vector<Sheet> sheets;
  for (const TableSchema& table : all_tables()) {
    if (!only.empty() && table.name != only) continue;
    Sheet sheet;
    sheet.title = std::string(table.name) + ": " + std::string(table.purpose);
    sheet.heading = {"one entry is a " + std::string(table.kind) + "; * marks the key"};
    sheet.columns = {{"column"}, {"expected"}};
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Column& column = table.columns[i];
      const bool own = i >= kCommonColumns || column.key || !only.empty();
      if (own) sheet.rows.push_back({std::string(column.name) + (column.key ? "*" : ""), expectation(column)});
    }
    sheets.push_back(std::move(sheet));
  }
  return sheets;
}

}  // namespace

void add_tables(CLI::App& app, Action& action) {
  struct TablesFlags {
    CommonOptions common;
    std::string table;
  };
  auto options = std::make_shared<TablesFlags>();
  CLI::App* verb = app.add_subcommand("tables", "the tables of a programme folder, their columns and what they take");
  verb->add_option("TABLE", options->table, "only this one, with the columns that every table may carry");
  verb->add_option("--format", options->common.format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str();
  verb->footer("Examples:\n  servanda tables\n  servanda tables pledges");
  verb->callback([options, &action] {
    action = [options]() -> Result<int> {
      if (!options->table.empty() && find_table(options->table) == nullptr)
        return bad_usage("found '" + options->table + "', expected a table; `servanda tables` lists them");
      print_answer(options->common, tables_json(options->table), tables_sheets(options->table));
      return 0;
    };
  });
}

}  // namespace servanda
