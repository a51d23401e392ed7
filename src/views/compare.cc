#include "views/compare.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "views/side_by_side.h"

namespace servanda {
namespace {

// The sections of which a course has every figure as the first course has it.
std::vector<std::string> unchanged_sections(const CompareResult& result, std::size_t column) {
  std::vector<std::string> sections;
  std::set<std::string> changed;
  for (const CompareRow& row : result.rows) {
    if (std::ranges::find(sections, row.section) == sections.end()) sections.push_back(row.section);
    const bool told = !result.columns[column].lacks(row.section) && !result.columns.front().lacks(row.section);
    if (!told || row.values[column] != row.values.front()) changed.insert(row.section);
  }
  std::erase_if(sections, [&](const std::string& section) { return changed.contains(section); });
  std::ranges::sort(sections);
  return sections;
}

Sheet compared_sheet(const CompareResult& result, bool differs) {
  Sheet sheet;
  sheet.title = differs ? "What differs" : "What stays the same";
  sheet.heading = {"As known " + to_string(result.as_known)};
  sheet.columns = {{"of", Align::left, "#meta+view"}, {"figure", Align::left, "#indicator+name"},
                   {"unit", Align::left, "#indicator+unit"}};
  for (std::size_t i = 0; i < result.columns.size(); ++i) {
    sheet.columns.push_back({result.columns[i].name, Align::decimal, "#indicator+value+num"});
    if (differs && i > 0) sheet.columns.push_back({"change", Align::decimal, "#indicator+change+num"});
  }
  for (const CompareRow& row : result.rows) {
    if (row.differs != differs) continue;
    std::vector<std::string> cells{row.section, row.what, row.unit};
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      cells.push_back(row.values[i].value_or("not reported"));
      if (differs && i > 0) cells.push_back(change_cell(row.changes[i], row.values.front(), row.values[i]));
    }
    sheet.rows.push_back(std::move(cells));
  }
  if (differs && sheet.rows.empty()) sheet.footnotes = {"No figure differs."};
  return sheet;
}

}  // namespace

bool ComparedColumn::lacks(const std::string& section) const {
  return std::ranges::any_of(missing, [&](const MissingSection& one) { return one.section == section; });
}

CompareResult compare(Day as_known, std::string head, std::vector<ComparedColumn> columns) {
  CompareResult out{as_known, std::move(head), {}, {}};
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> row_of;
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (const ComparedFigure& figure : columns[i].figures) {
      const auto [found, added] = row_of.try_emplace({figure.section, figure.what, figure.unit}, out.rows.size());
      if (added) {
        out.rows.push_back({figure.section, figure.what, figure.unit, {}, {}, false});
        out.rows.back().values.resize(columns.size());
      }
      out.rows[found->second].values[i] = figure.value;
    }
  for (CompareRow& row : out.rows) {
    const std::optional<std::string>* first = nullptr;  // of the columns that have the section
    for (std::size_t i = 0; i < columns.size(); ++i) {
      row.changes.push_back(change_between(row.values.front(), row.values[i]));
      if (columns[i].lacks(row.section)) continue;
      if (first == nullptr) first = &row.values[i];
      row.differs = row.differs || row.values[i] != *first;
    }
  }
  std::stable_partition(out.rows.begin(), out.rows.end(), [](const CompareRow& row) { return row.differs; });
  for (ComparedColumn& column : columns) {
    column.figures.clear();
    out.columns.push_back(std::move(column));
  }
  return out;
}

Json to_json(const CompareResult& result) {
  Json out{{"as_known", to_string(result.as_known)}, {"head", result.head}};
  Json columns = Json::array();
  for (std::size_t i = 0; i < result.columns.size(); ++i) {
    const ComparedColumn& column = result.columns[i];
    Json missing = Json::array();
    for (const MissingSection& one : column.missing) missing.push_back({{"section", one.section}, {"why", one.why}});
    columns.push_back({{"name", column.name}, {"description", column.description}, {"missing", std::move(missing)},
                       {"plan_status", column.plan_status.empty() ? Json() : Json(column.plan_status)}});
    if (i > 0) columns.back()["changes_nothing_of"] = unchanged_sections(result, i);
  }
  out["columns"] = std::move(columns);
  Json rows = Json::array();
  for (const CompareRow& row : result.rows) {
    Json values = Json::array();
    Json changes = Json::array();
    for (const auto& value : row.values) values.push_back(value ? Json(*value) : Json());
    for (const auto& value : row.changes) changes.push_back(value ? Json(*value) : Json());
    rows.push_back({{"section", row.section}, {"figure", row.what}, {"unit", row.unit}, {"values", std::move(values)},
                    {"changes", std::move(changes)}, {"differs", row.differs}});
  }
  out["rows"] = std::move(rows);
  return out;
}

std::vector<Sheet> to_sheets(const CompareResult& result) {
  Sheet courses;
  courses.title = "Courses compared";
  courses.columns = {{"course", Align::left, "#meta+scenario"}, {"what it changes", Align::left, "#description"}};
  for (std::size_t i = 0; i < result.columns.size(); ++i) {
    const ComparedColumn& column = result.columns[i];
    courses.rows.push_back({column.name, column.description});
    for (const MissingSection& one : column.missing)
      courses.footnotes.push_back(column.name + " has no figures of " + one.section + ": " + one.why);
    std::string unchanged;
    if (i > 0)
      for (const std::string& section : unchanged_sections(result, i)) unchanged += (unchanged.empty() ? "" : ", ") + section;
    if (!unchanged.empty()) courses.footnotes.push_back(column.name + " changes no figure of " + unchanged + " from " + result.columns.front().name + ".");
  }
  return {courses, compared_sheet(result, true), compared_sheet(result, false)};
}

}  // namespace servanda
