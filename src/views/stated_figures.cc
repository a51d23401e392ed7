#include "views/stated_figures.h"

#include <algorithm>
#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "views/bounds.h"
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
          std::string(report.source())};
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

Bounds bounds_of(const Row<Table::reports>& report) {
  return bounds_of(report.decimal<"value">()->units(), report.code<"qualifier", Qualifier>().value_or(Qualifier::exact));
}

// All that has to be equal for two reports to tell of one figure.
auto told_of(const Row<Table::reports>& report) {
  return std::tuple(report.cell<"series">(), report.cell<"date">(), report.cell<"unit">(), report.cell<"donors">(), report.cell<"figure">(),
                    report.cell<"measure">(), report.cell<"classifier">(), report.cell<"from">(), report.cell<"until">(),
                    report.cell<"due">());
}

// The entries that conflicts_with joins, and the reports of one figure and day that exclude each other; as "pledge P1",
// and where each stands.
class Disagreeing {
 public:
  Disagreeing(const Snapshot& snapshot, const Netting& netting) : snapshot_(snapshot) {
    join_related();
    join_reports(netting);
  }
  std::vector<std::vector<std::string>> groups() { return groups_.groups(); }
  std::pair<Table, RowIndex> place(const std::string& label) const { return places_.at(label); }

 private:
  void join_related() {
    const Snapshot& snapshot = snapshot_;
    for (const auto relation : snapshot.rows<Table::relations>()) {
      if (relation.code<"kind", RelationKind>() != RelationKind::conflicts_with) continue;
      const std::string from = label(relation.text<"from_kind">(), relation.text<"from">());
      const std::string to = label(relation.text<"to_kind">(), relation.text<"to">());
      if (!from.empty() && !to.empty()) groups_.join(from, to);
    }
  }

  // What a later report restates, and what a total already holds, is no second opinion.
  void join_reports(const Netting& netting) {
    struct Told {
      decltype(told_of(std::declval<Row<Table::reports>>())) of;
      Row<Table::reports> report;
    };
    std::vector<Told> told;
    for (const auto report : snapshot_.rows<Table::reports>())
      if (report.decimal<"value">() && report.date<"date">() && !report.text<"series">().empty() && report.cell<"source">() != kNullCell)
        told.push_back({told_of(report), report});
    std::ranges::stable_sort(told, {}, &Told::of);
    const auto restated = restated_reports();
    for (auto first = told.begin(); first != told.end();) {
      const auto end = std::find_if(first, told.end(), [&](const Told& other) { return other.of != first->of; });
      for (auto one = first; one != end; ++one)
        for (auto other = one + 1; other != end; ++other) {
          const auto& a = one->report;
          const auto& b = other->report;
          if (a.cell<"source">() == b.cell<"source">() || !exclude_each_other(bounds_of(a), bounds_of(b))) continue;
          const auto aside = [&](RowIndex row) { return restated.contains(row) || netting.contains(Table::reports, row); };
          if (aside(a.index()) || aside(b.index())) continue;
          groups_.join(label("report", a.name()), label("report", b.name()));
        }
      first = end;
    }
  }

  std::set<RowIndex> restated_reports() const {
    std::set<RowIndex> out;
    for (const auto relation : snapshot_.rows<Table::relations>())
      if (relation.code<"kind", RelationKind>() == RelationKind::restates && relation.text<"to_kind">() == "report")
        out.insert(snapshot_.find_row(Table::reports, relation.text<"to">()));
    return out;
  }

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

std::set<RowIndex> reports_held(const Snapshot& snapshot) {
  std::set<RowIndex> out;
  for (const auto relation : snapshot.rows<Table::relations>()) {
    const auto kind = relation.code<"kind", RelationKind>();
    const bool replaces = kind == RelationKind::replaces;
    if (relation.text<"from_kind">() != "report" || relation.text<"to_kind">() != "report") continue;
    if (replaces || kind == RelationKind::part_of) out.insert(snapshot.find_row(Table::reports, replaces ? relation.text<"to">() : relation.text<"from">()));
  }
  return out;
}

namespace {

// Equal values, and sources that say otherwise whose they are: each value with its donors.
void tell_whose(const Snapshot& snapshot, const Disagreeing& entries, Conflict& conflict) {
  for (Conflict::Value& value : conflict.values) {
    const auto [table, row] = entries.place(value.entry);
    const auto donors = find_column(schema_of(table), "donors");
    if (donors && !value.value.empty() && snapshot.cell(table, row, *donors) != kNullCell) value.value += " of " + snapshot.text(table, row, *donors);
  }
}

}  // namespace

std::vector<Conflict> disagreements(const Snapshot& snapshot, const Netting& netting) {
  std::vector<Conflict> conflicts;
  Disagreeing entries(snapshot, netting);
  const std::set<RowIndex> held = reports_held(snapshot);
  for (const auto& group : entries.groups()) {
    Conflict conflict;
    conflict.figure = figure_of(snapshot, entries, group);
    std::optional<Grade> best;
    for (const std::string& label : group) {
      const auto [table, row] = entries.place(label);
      conflict.values.push_back({label, std::string(snapshot.source_name(snapshot.cell(table, row, kSource))), stated_value(snapshot, table, row)});
      if (table == Table::reports ? held.contains(row) : netting.contains(table, row)) continue;
      const auto graded = grade(snapshot, table, row);
      if (best == graded) conflict.chosen.clear();
      if (best && !(graded < *best)) continue;
      best = graded;
      conflict.chosen = label;
    }
    const auto differs = [&](const Conflict::Value& one) { return one.value != conflict.values.front().value; };
    if (!std::ranges::any_of(conflict.values, differs)) tell_whose(snapshot, entries, conflict);
    if (std::ranges::any_of(conflict.values, differs)) conflicts.push_back(std::move(conflict));
  }
  return conflicts;
}

}  // namespace servanda
