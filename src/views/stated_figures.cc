#include "views/stated_figures.h"

#include <algorithm>
#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "views/grade.h"

namespace servanda {
namespace {

// The end of what a report tells about, then its grade; the greater is the newer.
std::tuple<std::optional<Day>, Grade> newness(const Snapshot& snapshot, const Row<Table::reports>& report) {
  const auto until = report.date<"until">();
  const auto date = until ? until : report.date<"date">();
  const auto [credibility, reliability, known] = grade(snapshot, Table::reports, report.index());
  return {date ? std::optional(date->last()) : std::nullopt, {-credibility, -reliability, -known}};
}

SeriesFigure series_figure(const Row<Table::reports>& report) {
  const auto date = [](std::optional<PartialDate> value) { return value ? value->to_string() : std::string(); };
  const auto measure = report.code<"measure", Measure>();
  const auto qualifier = report.code<"qualifier", Qualifier>();
  return {std::string(report.text<"series">()),
          std::string(report.text<"donors">()),
          measure ? std::string(kMeasureNames[static_cast<std::size_t>(*measure)]) : std::string(),
          report.decimal<"value">()->to_string(),
          qualifier ? std::string(name_of(*qualifier)) : std::string(),
          std::string(report.text<"unit">()),
          date(report.date<"from">()),
          date(report.date<"until">()),
          date(report.date<"date">()),
          report.name(),
          std::string(report.text<"source">())};
}

// Groups of entries joined by conflicts_with; each group with the value that every entry gives.
class ConflictGroups {
 public:
  void join(const std::string& a, const std::string& b) { parent_[root(a)] = root(b); }

  std::vector<std::vector<std::string>> groups() {
    std::map<std::string, std::vector<std::string>> by_root;
    std::vector<std::string> members;
    for (const auto& [member, parent] : parent_) members.push_back(member);
    for (const std::string& member : members) by_root[root(member)].push_back(member);
    std::vector<std::vector<std::string>> out;
    for (auto& [name, group] : by_root) {
      std::ranges::sort(group);
      if (group.size() > 1) out.push_back(std::move(group));
    }
    std::ranges::sort(out);
    return out;
  }

 private:
  std::string root(const std::string& name) {
    std::string at = name;
    while (true) {
      const auto found = parent_.try_emplace(at, at).first;
      if (found->second == at) return at;
      at = found->second;
    }
  }
  std::map<std::string, std::string> parent_;
};

std::string stated_value(const Snapshot& snapshot, Table table, RowIndex row) {
  const TableSchema& schema = schema_of(table);
  const auto text = [&](std::string_view name) {
    const auto column = find_column(schema, name);
    return column ? snapshot.text(table, row, *column) : std::string();
  };
  for (const auto& [value, unit] : {std::pair{"amount", "currency"}, std::pair{"value", "unit"}})
    if (const std::string figure = text(value); !figure.empty()) return figure + " " + text(unit);
  return {};
}

// The entries that conflicts_with joins, as "pledge P1", and where each stands.
class Disagreeing {
 public:
  explicit Disagreeing(const Snapshot& snapshot) : snapshot_(snapshot) {
    for (const auto relation : snapshot.rows<Table::relations>()) {
      if (relation.code<"kind", RelationKind>() != RelationKind::conflicts_with) continue;
      const std::string from = label(relation.text<"from_kind">(), relation.text<"from">());
      const std::string to = label(relation.text<"to_kind">(), relation.text<"to">());
      if (!from.empty() && !to.empty()) groups_.join(from, to);
    }
  }
  std::vector<std::vector<std::string>> groups() { return groups_.groups(); }
  std::pair<Table, RowIndex> place(const std::string& label) const { return places_.at(label); }

 private:
  std::string label(std::string_view kind, std::string_view name) {
    const TableSchema* table = find_table_of_kind(kind);
    const RowIndex row = table == nullptr ? kNoRow : snapshot_.find_row(table->table, name);
    if (row == kNoRow) return {};
    std::string text = std::string(kind) + " " + std::string(name);
    places_[text] = {table->table, row};
    return text;
  }
  const Snapshot& snapshot_;
  ConflictGroups groups_;
  std::map<std::string, std::pair<Table, RowIndex>> places_;
};

// The series that the entries are of; where they are of none, the amount of the first.
std::string figure_of(const Snapshot& snapshot, const Disagreeing& entries, const std::vector<std::string>& group) {
  std::set<std::string> series;
  for (const std::string& label : group) {
    const auto [table, row] = entries.place(label);
    const auto column = find_column(schema_of(table), "series");
    if (column) series.insert(snapshot.text(table, row, *column));
  }
  std::string figure;
  for (const std::string& one : series) figure += (figure.empty() ? "" : ";") + one;
  return figure.empty() ? "amount of " + group.front() : figure;
}

}  // namespace

std::vector<SeriesFigure> newest_reports(const Snapshot& snapshot) {
  std::map<std::string_view, std::vector<Row<Table::reports>>> newest;
  for (const auto report : snapshot.rows<Table::reports>()) {
    if (report.code<"classifier", ReportClassifier>() != ReportClassifier::actual) continue;
    if (!report.decimal<"value">()) continue;
    auto& kept = newest[report.text<"series">()];
    const auto order = kept.empty() ? std::strong_ordering::greater
                                    : newness(snapshot, report) <=> newness(snapshot, kept.front());
    if (order > 0) kept.clear();
    if (order >= 0) kept.push_back(report);
  }
  std::vector<SeriesFigure> figures;
  for (const auto& [series, reports] : newest)
    for (const auto& report : reports) figures.push_back(series_figure(report));
  std::ranges::sort(figures, {}, [](const SeriesFigure& one) {
    return std::tie(one.series, one.donors, one.measure, one.value, one.unit, one.report);
  });
  return figures;
}

std::vector<Conflict> disagreements(const Snapshot& snapshot, const Netting& netting) {
  std::vector<Conflict> conflicts;
  Disagreeing entries(snapshot);
  for (const auto& group : entries.groups()) {
    Conflict& conflict = conflicts.emplace_back();
    conflict.figure = figure_of(snapshot, entries, group);
    std::optional<Grade> best;
    for (const std::string& label : group) {
      const auto [table, row] = entries.place(label);
      conflict.values.push_back({label, snapshot.text(table, row, kSource), stated_value(snapshot, table, row)});
      if (netting.contains(table, row)) continue;
      const auto graded = grade(snapshot, table, row);
      if (best == graded) conflict.chosen.clear();
      if (best && !(graded < *best)) continue;
      best = graded;
      conflict.chosen = label;
    }
  }
  return conflicts;
}

}  // namespace servanda
