#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "book/codes.h"

namespace servanda {

// The tables of a programme folder and their columns (INTERFACES), said once: `servanda tables`, the reader, the
// column store, the import and the templates all read this list.

enum class CellType : std::uint8_t {
  text,       // any UTF-8
  id,         // a name others refer to: no blanks at the ends, no ';'
  reference,  // the id of an entry of another table, or a place's country
  list,       // ids separated by ';', kept together
  date,       // partial date
  decimal,    // fixed point
  quantity,   // fixed point, not negative
  share,      // fixed point, from 0 to 1
  integer,    // whole, not negative
  rank,       // whole, from 1
  currency,   // ISO 4217
  country,    // ISO 3166-1 alpha-2, with what the standard leaves to its users
  code,       // one of `codes`
  flag,       // yes or no
  label,      // LEVEL[; REL A|B][; HANDLING X][; NOT-BEFORE t]
};

struct Column {
  std::string_view name;
  CellType type = CellType::text;
  bool key = false;
  std::span<const std::string_view> codes = {};
};

// Every table begins with these.
enum CommonColumn : std::uint8_t {
  kId, kSource, kReliability, kCredibility, kLabel, kKnownDate, kValidFrom, kValidTo, kNote, kCommonColumns
};

// In the order of INTERFACES; `programme` holds what a folder's datapackage.json says.
enum class Table : std::uint8_t {
  programme, parties, memberships, attribution, offices, sources, items, needs, pledges, allocations, contracts, lines,
  funding, covers, relations, revisions, consignments, events, reports, nodes, links, resources, uses, closures, ramps,
  pairs, funds, economy, projects, courses, statements, documents, document_facts, happenings, targets, readers,
  field_reports, plans, forecasts,
};
inline constexpr std::size_t kTableCount = 39;

struct TableSchema {
  Table table;
  std::string_view name;      // `pledges`
  std::string_view kind;      // `pledge`: how of_kind and relations name one of its entries
  std::string_view purpose;   // one line for people
  bool id_is_key = false;     // declares id* itself; elsewhere an id is optional and is the key where given
  std::span<const Column> columns = {};  // common ones first
};

namespace schema {
#include "book/schema_tables.inc"
}  // namespace schema

constexpr const TableSchema& schema_of(Table table) { return schema::kTables[static_cast<std::size_t>(table)]; }
inline constexpr std::span<const TableSchema, kTableCount> all_tables() { return schema::kTables; }

const TableSchema* find_table(std::string_view name);          // by `pledges`
const TableSchema* find_table_of_kind(std::string_view kind);  // by `pledge`
std::optional<std::size_t> find_column(const TableSchema& table, std::string_view name);

// The index of a column by its name at compile time; a name that the table lacks does not compile.
consteval std::size_t column_index(Table table, std::string_view name) {
  const auto columns = schema_of(table).columns;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == name) return i;
  throw "no such column";
}

}  // namespace servanda
