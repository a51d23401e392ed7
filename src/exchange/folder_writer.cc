#include <algorithm>
#include <nlohmann/json.hpp>

#include "exchange/csv.h"
#include "exchange/document_file.h"
#include "exchange/file_bytes.h"
#include "exchange/folder.h"

namespace servanda {
namespace {

namespace fs = std::filesystem;
using OrderedJson = nlohmann::ordered_json;

// A row of a table file as it is written; the key decides the order, and nothing else does.
std::string csv_record(const Snapshot& snapshot, const TableSchema& table, const std::vector<std::size_t>& columns,
                       RowIndex row) {
  std::string out;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += ',';
    append_csv_field(snapshot.history().text(table.table, row, columns[i]), FormulaGuard::off, out);
  }
  return out + '\n';
}

std::vector<RowIndex> visible_rows(const Snapshot& snapshot, Table table) {
  std::vector<RowIndex> rows;
  for (RowIndex row = 0; row < snapshot.history().rows(table); ++row)
    if (snapshot.visible(table, row)) rows.push_back(row);
  return rows;
}

// The table's own columns first, in the order of the schema, then those common ones that any row fills.
std::vector<std::size_t> columns_to_write(const Snapshot& snapshot, const TableSchema& table,
                                          const std::vector<RowIndex>& rows) {
  std::vector<std::size_t> columns;
  const auto used = [&](std::size_t column) {
    return std::ranges::any_of(
        rows, [&](RowIndex row) { return snapshot.history().cell(table.table, row, column) != kNullCell; });
  };
  if (table.id_is_key || used(kId)) columns.push_back(kId);
  for (std::size_t i = kCommonColumns; i < table.columns.size(); ++i) columns.push_back(i);
  for (std::size_t i = kSource; i < kCommonColumns; ++i)
    if (table.columns[i].key || used(i)) columns.push_back(i);
  return columns;
}

std::string table_text(const Snapshot& snapshot, const TableSchema& table, const std::vector<RowIndex>& rows) {
  const auto columns = columns_to_write(snapshot, table, rows);
  std::string out;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += ',';
    out += table.columns[columns[i]].name;
  }
  out += '\n';
  std::vector<std::pair<std::string, std::string>> records;  // by name of the entry
  for (const RowIndex row : rows)
    records.emplace_back(snapshot.history().name(table.table, row), csv_record(snapshot, table, columns, row));
  std::ranges::sort(records);
  for (const auto& [name, record] : records) out += record;
  return out;
}

OrderedJson programme_json(const Snapshot& snapshot) {
  const TableSchema& schema = schema_of(Table::programme);
  const RowIndex row = snapshot.find_row(Table::programme, "programme");
  OrderedJson out = OrderedJson::object();
  for (std::size_t i = kSource; i < schema.columns.size(); ++i) {
    const std::string text = snapshot.history().text(Table::programme, row, i);
    if (text.empty()) continue;
    const std::string name(schema.columns[i].name);
    if (schema.columns[i].type == CellType::flag)
      out[name] = text == "yes";
    else if (schema.columns[i].type == CellType::list)
      out[name] = snapshot.programme().recipients;
    else
      out[name] = text;
  }
  return out;
}

Status create_folder(const fs::path& folder) {
  std::error_code problem;
  if (fs::exists(folder, problem) && (!fs::is_directory(folder, problem) || !fs::is_empty(folder, problem)))
    return Error{ErrorCode::bad_usage, "found something there already, expected an empty or absent folder; choose "
                                       "another name", folder.string(), 0, {}};
  fs::create_directories(folder, problem);
  if (problem)
    return Error{ErrorCode::bad_input, "creating the folder failed: " + problem.message() + "; choose another place",
                 folder.string(), 0, {}};
  return {};
}

OrderedJson package_json(const std::string& name, const std::string& title, OrderedJson resources, OrderedJson programme) {
  return OrderedJson{{"profile", "data-package"},
              {"name", name},
              {"title", title},
              {"resources", std::move(resources)},
              {"servanda", std::move(programme)}};
}

OrderedJson resource_json(const TableSchema& table) {
  return OrderedJson{{"name", table.name}, {"path", std::string(table.name) + ".csv"}};
}

// A value that the column takes, for the commented rows of a template.
std::string sample_value(const TableSchema& table, const Column& column, int number) {
  const std::string n = std::to_string(number);
  switch (column.type) {
    case CellType::id: return std::string(table.kind) + "-" + n;
    case CellType::date: return "2025-0" + n + "-15";
    case CellType::decimal:
    case CellType::quantity: return n + "000";
    case CellType::share: return "0." + n;
    case CellType::integer:
    case CellType::rank: return n;
    case CellType::currency: return "EUR";
    case CellType::country: return "DE";
    case CellType::code:
    case CellType::flag: return std::string(column.codes[static_cast<std::size_t>(number - 1) % column.codes.size()]);
    case CellType::label: return "PUBLIC";
    case CellType::list: return number == 3 ? "DK;NO;SE" : "DE";
    case CellType::reference: return "name of an entry";
    case CellType::text: return std::string(column.name) + " " + n;
  }
  return {};
}

std::string template_text(const TableSchema& table) {
  std::vector<const Column*> columns;
  if (table.id_is_key) columns.push_back(&table.columns[kId]);
  for (std::size_t i = kCommonColumns; i < table.columns.size(); ++i) columns.push_back(&table.columns[i]);
  columns.push_back(&table.columns[kSource]);
  columns.push_back(&table.columns[kKnownDate]);
  std::string out;
  for (const Column* column : columns) out += (column == columns.front() ? "" : ",") + std::string(column->name);
  out += '\n';
  for (int number = 1; number <= 3; ++number) {
    std::string row;
    for (const Column* column : columns) {
      if (!row.empty()) row += ',';
      append_csv_field((row.empty() ? "# " : "") + sample_value(table, *column, number), FormulaGuard::off, row);
    }
    out += row + '\n';
  }
  return out;
}

// The texts that documents commit to, each under its path.
Status write_documents(const Snapshot& snapshot, const fs::path& folder, const BlobReader& blob) {
  for (const auto document : snapshot.rows<Table::documents>()) {
    const std::string_view file = document.text<"file">();
    const std::size_t mark = file.find(kDigestMark);
    if (mark == std::string_view::npos) continue;
    const auto hash = parse_hex(file.substr(mark + kDigestMark.size()));
    if (!hash) return bad_input("document '" + document.name() + "' has a bad digest");
    ASSIGN_OR_RETURN(const std::string bytes, blob(*hash));
    const fs::path path = folder / file.substr(0, mark);
    std::error_code problem;
    fs::create_directories(path.parent_path(), problem);
    RETURN_IF_ERROR(write_file_bytes(path, bytes));
  }
  return {};
}

}  // namespace

Status write_folder(const Snapshot& snapshot, const fs::path& folder, const BlobReader& blob) {
  RETURN_IF_ERROR(create_folder(folder));
  RETURN_IF_ERROR(write_documents(snapshot, folder, blob));
  OrderedJson resources = OrderedJson::array();
  for (const TableSchema& table : all_tables()) {
    if (table.table == Table::programme) continue;
    const auto rows = visible_rows(snapshot, table.table);
    if (rows.empty()) continue;
    resources.push_back(resource_json(table));
    RETURN_IF_ERROR(
        write_file_bytes(folder / (std::string(table.name) + ".csv"), table_text(snapshot, table, rows)));
  }
  const OrderedJson package = package_json("programme", snapshot.programme().name, resources, programme_json(snapshot));
  return write_file_bytes(folder / "datapackage.json", package.dump(2) + "\n");
}

Status write_template(const fs::path& folder) {
  RETURN_IF_ERROR(create_folder(folder));
  OrderedJson resources = OrderedJson::array();
  for (const TableSchema& table : all_tables()) {
    if (table.table == Table::programme) continue;
    resources.push_back(resource_json(table));
    RETURN_IF_ERROR(write_file_bytes(folder / (std::string(table.name) + ".csv"), template_text(table)));
  }
  const OrderedJson programme{{"name", "Name of the programme"},
                       {"recipients", OrderedJson::array({"UA"})},
                       {"reporting_currency", "EUR"},
                       {"start", "2025"},
                       {"end", "2026"},
                       {"report_date", "2025-06-30"},
                       {"delivered", "recipient-confirmed"},
                       {"label", "PUBLIC"}};
  const OrderedJson package = package_json("programme", "Name of the programme", resources, programme);
  return write_file_bytes(folder / "datapackage.json", package.dump(2) + "\n");
}

}  // namespace servanda
