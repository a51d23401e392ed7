#include "views/figure_rows.h"

#include <algorithm>
#include <map>

#include "base/split.h"

namespace servanda {
namespace {

constexpr std::size_t kMostFigureRows = 1000;

std::map<RowIndex, std::vector<RowIndex>> events_of_consignments(const Snapshot& snapshot, const std::vector<std::pair<Table, RowIndex>>& records,
                                                                 Stage stage) {
  std::map<RowIndex, std::vector<RowIndex>> out;
  const auto kind = snapshot.history().texts().find(schema_of(Table::consignments).kind);
  if (!kind || ladder_of(stage) != Ladder::goods || stage < Stage::ready) return out;
  std::vector<RowIndex> consignments;
  std::vector<TextId> names;
  for (const auto& [table, row] : records) {
    const Cell name = table == Table::consignments ? snapshot.history().cell(table, row, kId) : kNullCell;
    if (name == kNullCell) continue;
    consignments.push_back(row);
    names.push_back(static_cast<TextId>(name));
  }
  for (const auto& [row, of] : snapshot.beneath(Table::events, names, *kind)) {
    const Row<Table::events> event(snapshot, row);
    const auto told = event.code<"stage", Stage>();
    if (event.code<"classifier", Classifier>() == Classifier::actual && told && ladder_of(*told) == Ladder::goods && *told >= stage)
      out[consignments[static_cast<std::size_t>(of)]].push_back(row);
  }
  return out;
}

}  // namespace

void settle_rows(std::vector<FigureRow>& rows) {
  std::ranges::sort(rows);
  const auto rest = std::ranges::unique(rows);
  rows.erase(rest.begin(), rest.end());
  if (rows.size() > kMostFigureRows) rows.resize(kMostFigureRows);
}

std::string FigureRow::short_name() const {
  constexpr std::size_t kKeyColumns = 5;  // of_kind, of, stage, classifier, date
  std::vector<std::string_view> parts = split(entry, '/');
  if (entry.ends_with('/')) parts.emplace_back();
  if (kind != schema_of(Table::events).kind || parts.size() != kKeyColumns) return entry;
  std::string out = parts[0] == schema_of(Table::consignments).kind ? "" : std::string(parts[0]) + " ";
  out.append(parts[1]).append(" ").append(parts[2]);
  if (parts[3] != "actual") out.append(" ").append(parts[3]);
  return parts[4].empty() ? out : out + " " + std::string(parts[4]);
}

FigureRow figure_row(const Snapshot& snapshot, Table table, RowIndex row) {
  return {std::string(schema_of(table).kind), snapshot.history().name(table, row), std::string(snapshot.source_name(snapshot.cell(table, row, kSource)))};
}

std::vector<FigureRow> rows_of(const Snapshot& snapshot, std::vector<std::pair<Table, RowIndex>> records, Stage stage) {
  const auto id = [&](const std::pair<Table, RowIndex>& record) { return snapshot.history().cell(record.first, record.second, kId); };
  const auto order = [&](const std::pair<Table, RowIndex>& record) {
    return std::pair(schema_of(record.first).kind, snapshot.history().texts().text(static_cast<TextId>(id(record))));
  };
  const auto named = [&](const auto& record) { return id(record) != kNullCell; };
  if (records.size() > kMostFigureRows && std::ranges::all_of(records, named)) {
    std::ranges::nth_element(records, records.begin() + kMostFigureRows, {}, order);
    records.resize(kMostFigureRows);
  }
  std::vector<FigureRow> rows;
  rows.reserve(records.size());
  const auto reached = events_of_consignments(snapshot, records, stage);
  for (const auto& [table, row] : records) {
    const auto events = table == Table::consignments ? reached.find(row) : reached.end();
    if (events == reached.end())
      rows.push_back(figure_row(snapshot, table, row));
    else
      for (const RowIndex event : events->second) rows.push_back(figure_row(snapshot, Table::events, event));
  }
  settle_rows(rows);
  return rows;
}

Json rows_json(const std::vector<FigureRow>& rows) {
  Json out = Json::array();
  for (const FigureRow& row : rows) out.push_back({{"entry", row.kind + " " + row.entry}, {"source", row.source}});
  return out;
}

}  // namespace servanda
