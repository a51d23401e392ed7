#include "views/entries.h"

#include <algorithm>
#include <vector>

namespace servanda {
namespace {

struct NamedRow {
  std::string name;
  RowIndex row;
};

std::vector<NamedRow> rows_by_name(const Snapshot& snapshot, Table table) {
  std::vector<NamedRow> rows;
  for (RowIndex row = 0; row < snapshot.history().rows(table); ++row)
    if (snapshot.visible(table, row)) rows.push_back({snapshot.history().name(table, row), row});
  std::ranges::sort(rows, {}, &NamedRow::name);
  return rows;
}

// HXL hashtags of columns that have one; others are #meta with the column's name as attribute (HXL 1.1).
std::string hashtag(const Column& column) {
  if (column.name == "amount" || column.name == "value") return "#value";
  if (column.name == "currency") return "#currency";
  if (column.name == "date") return "#date";
  if (column.name == "donors" || column.name == "donor") return "#org+funder";
  if (column.name == "recipient" || column.name == "country") return "#country+code+v_iso2";
  if (column.name == "description" || column.name == "title") return "#description";
  if (column.name == "quantity") return "#indicator+num";
  return "#meta+" + std::string(column.name);
}

}  // namespace

Sheet entries_sheet(const Snapshot& snapshot, const TableSchema& table) {
  Sheet sheet;
  sheet.title = std::string(table.name);
  sheet.heading = {"as known " + to_string(snapshot.as_known())};
  for (const Column& column : table.columns) {
    const bool number = !holds_text(column.type) && column.type != CellType::date && column.type != CellType::code &&
                        column.type != CellType::flag;
    sheet.columns.push_back({std::string(column.name), number ? Align::decimal : Align::left, hashtag(column)});
  }
  for (const NamedRow& named : rows_by_name(snapshot, table.table)) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < table.columns.size(); ++i) cells.push_back(snapshot.text(table.table, named.row, i));
    sheet.rows.push_back(std::move(cells));
  }
  return sheet;
}

Json entries_json(const Snapshot& snapshot) {
  Json entries = Json::array();
  for (const TableSchema& table : all_tables()) {
    for (const NamedRow& named : rows_by_name(snapshot, table.table)) {
      Json fields = Json::object();
      for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (std::string text = snapshot.text(table.table, named.row, i); !text.empty())
          fields[std::string(table.columns[i].name)] = std::move(text);
      entries.push_back({{"kind", table.kind}, {"entry", named.name}, {"fields", std::move(fields)}});
    }
  }
  return Json{
      {"as_known", to_string(snapshot.as_known())}, {"head", snapshot.head()}, {"entries", std::move(entries)}};
}

}  // namespace servanda
