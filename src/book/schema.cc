#include "book/schema.h"

#include <algorithm>

namespace servanda {

const TableSchema* find_table(std::string_view name) {
  const auto* found = std::ranges::find(schema::kTables, name, &TableSchema::name);
  return found == std::end(schema::kTables) ? nullptr : found;
}

const TableSchema* find_table_of_kind(std::string_view kind) {
  const auto* found = std::ranges::find(schema::kTables, kind, &TableSchema::kind);
  return found == std::end(schema::kTables) ? nullptr : found;
}

std::optional<std::size_t> find_column(const TableSchema& table, std::string_view name) {
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  if (found == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.columns.begin());
}

std::optional<DeliveredDefinition> find_delivered_definition(std::string_view name) {
  const auto* found = std::ranges::find(kDeliveredDefinitions, name, &DeliveredDefinition::name);
  if (found == kDeliveredDefinitions.end()) return std::nullopt;
  return *found;
}

}  // namespace servanda
