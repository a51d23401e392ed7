#include "views/side_by_side.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/check.h"
#include "base/decimal.h"
#include "base/partial_date.h"
#include "base/wide.h"

namespace servanda {
namespace {

using RowKey = std::vector<std::string>;

// All sheets of one title, by course; null where a course has none.
struct SheetGroup {
  std::vector<const Sheet*> by_course;
  const Sheet& first() const { return **std::ranges::find_if(by_course, [](const Sheet* sheet) { return sheet != nullptr; }); }
};

std::vector<SheetGroup> grouped_sheets(const std::vector<ComparedCourse>& courses) {
  std::vector<SheetGroup> out;
  std::map<std::string, std::size_t> place_of;
  for (std::size_t i = 0; i < courses.size(); ++i)
    for (const Sheet& sheet : courses[i].sheets) {
      const auto [found, added] = place_of.try_emplace(sheet.title, out.size());
      if (added) out.push_back({std::vector<const Sheet*>(courses.size(), nullptr)});
      out[found->second].by_course[i] = &sheet;
    }
  return out;
}

RowKey key_of(const std::vector<std::string>& row, const std::vector<std::size_t>& columns) {
  RowKey out;
  for (const std::size_t column : columns) out.push_back(row[column]);
  return out;
}

// Over all courses, how many rows these columns tell apart.
std::size_t told_apart(const SheetGroup& group, const std::vector<std::size_t>& columns) {
  std::size_t out = 0;
  for (const Sheet* sheet : group.by_course) {
    if (sheet == nullptr) continue;
    std::set<RowKey> keys;
    for (const auto& row : sheet->rows) keys.insert(key_of(row, columns));
    out += keys.size();
  }
  return out;
}

// Rule 1.
std::vector<std::size_t> key_columns(const SheetGroup& group) {
  std::size_t rows = 0;
  for (const Sheet* sheet : group.by_course) rows += sheet == nullptr ? 0 : sheet->rows.size();
  std::vector<std::size_t> out;
  std::size_t apart = told_apart(group, out);
  const std::vector<SheetColumn>& columns = group.first().columns;
  for (std::size_t column = 0; column < columns.size() && (apart < rows || out.empty()); ++column) {
    if (!is_text(columns[column].align)) continue;
    out.push_back(column);
    const std::size_t now = told_apart(group, out);
    if (now > apart || out.size() == 1)
      apart = now;
    else
      out.pop_back();
  }
  return out;
}

// Rule 2: a text that is the same wherever its row stands says nothing more about a row that a course lacks.
bool is_text_beside(const ComparedCell& row, const std::vector<SheetColumn>& columns) {
  const auto column = std::ranges::find(columns, row.figure, &SheetColumn::title);
  if (column == columns.end() || column->align != Align::left) return false;
  const std::optional<std::string>* first = nullptr;
  bool lacking = false;
  for (const auto& value : row.values) {
    lacking = lacking || !value;
    if (value && first == nullptr) first = &value;
    if (value && value != *first) return false;
  }
  return lacking;
}

bool says_nothing(const ComparedCell& row) {
  return std::ranges::all_of(row.values, [](const auto& value) { return !value || value->empty(); });
}

class RowsAligned {
 public:
  RowsAligned(const SheetGroup& group, std::vector<ComparedCell>& out)
      : group_(group), keys_(key_columns(group)), columns_(group.first().columns), out_(out) {}

  void add() {
    const std::size_t begin = out_.size();
    for (std::size_t course = 0; course < group_.by_course.size(); ++course) {
      const Sheet* sheet = group_.by_course[course];
      if (sheet == nullptr) continue;
      CHECK(sheet->columns.size() == columns_.size());
      std::map<RowKey, std::size_t> seen;
      for (const auto& row : sheet->rows) add_row(course, row, seen);
    }
    drop_texts_beside(begin);
  }

 private:
  // Of a row that some course lacks, its first figure stays in any case.
  void drop_texts_beside(std::size_t begin) {
    std::map<std::vector<std::pair<std::string, std::string>>, std::size_t> kept;
    for (std::size_t i = begin; i < out_.size(); ++i)
      if (!says_nothing(out_[i]) && !is_text_beside(out_[i], columns_)) ++kept[out_[i].key];
    const auto drops = [&](const ComparedCell& row) {
      return says_nothing(row) || (is_text_beside(row, columns_) && kept[row.key]++ > 0);
    };
    const auto rest = std::remove_if(out_.begin() + static_cast<std::ptrdiff_t>(begin), out_.end(), drops);
    out_.erase(rest, out_.end());
  }

  void add_row(std::size_t course, const std::vector<std::string>& row, std::map<RowKey, std::size_t>& seen) {
    RowKey key = key_of(row, keys_);
    const std::size_t number = ++seen[key];
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      if (std::ranges::find(keys_, column) != keys_.end()) continue;
      figure(key, number, column).values[course] = row[column];
    }
  }

  ComparedCell& figure(const RowKey& key, std::size_t number, std::size_t column) {
    const auto [found, added] = places_.try_emplace({key, number, column}, out_.size());
    if (added) {
      ComparedCell& row = out_.emplace_back();
      row.sheet = group_.first().title;
      row.figure = columns_[column].title;
      row.values.resize(group_.by_course.size());
      for (std::size_t i = 0; i < keys_.size(); ++i) row.key.emplace_back(columns_[keys_[i]].title, key[i]);
      if (number > 1) row.key.emplace_back("number", std::to_string(number));
    }
    return out_[found->second];
  }

  const SheetGroup& group_;
  std::vector<std::size_t> keys_;
  const std::vector<SheetColumn>& columns_;
  std::vector<ComparedCell>& out_;
  std::map<std::tuple<RowKey, std::size_t, std::size_t>, std::size_t> places_;
};

// Those that can be compared: a course without an answer differs from nothing.
void mark_differences(const std::vector<ComparedCourse>& courses, ComparedCell& row) {
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    row.changes.push_back(change_between(row.values.front(), row.values[i]));
    if (courses[i].problem.empty()) row.differs = row.differs || row.values[i] != row.values.front();
  }
}

std::string row_text(const ComparedCell& row) {
  std::string out;
  for (const auto& [column, text] : row.key) {
    if (text.empty()) continue;
    out += (out.empty() ? "" : " · ") + (column == "number" ? "(" + text + ")" : text);
  }
  return out;
}

Sheet figures_sheet(const CoursesCompared& result, bool differs) {
  Sheet sheet;
  sheet.title = differs ? "What differs" : "What stays the same";
  sheet.heading = result.heading;
  sheet.columns = {{"of", Align::left, "#meta+view"}, {"row", Align::left, "#indicator+row"}, {"figure", Align::left, "#indicator+name"}};
  for (std::size_t i = 0; i < result.courses.size(); ++i) {
    sheet.columns.push_back({result.courses[i].name, Align::decimal, "#indicator+value"});
    if (differs && i > 0) sheet.columns.push_back({"change", Align::decimal, "#indicator+change"});
  }
  for (const ComparedCell& row : result.rows) {
    if (row.differs != differs) continue;
    std::vector<std::string> cells{row.sheet, row_text(row), row.figure};
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      cells.push_back(row.values[i].value_or(result.courses[i].problem.empty() ? "no such row" : "no answer"));
      if (differs && i > 0) cells.push_back(change_cell(row.changes[i], row.values.front(), row.values[i]));
    }
    sheet.rows.push_back(std::move(cells));
  }
  if (differs && sheet.rows.empty()) sheet.columns.clear();
  if (differs && sheet.rows.empty()) sheet.footnotes = {"No figure differs."};
  return sheet;
}

}  // namespace

std::optional<std::string> change_between(const std::optional<std::string>& from, const std::optional<std::string>& to) {
  if (!from || !to || *from == *to) return std::nullopt;
  const auto a = Decimal::parse(*from);
  const auto b = Decimal::parse(*to);
  if (a && b) {
    const Wide difference = Wide{b->units()} - a->units();
    return (difference > 0 ? "+" : "") + decimal_text(difference);
  }
  const auto was = PartialDate::parse(*from);
  const auto is = PartialDate::parse(*to);
  if (!was || !is || was->precision() != is->precision()) return std::nullopt;
  const bool weeks = was->precision() == DatePrecision::week;
  if (!weeks && was->precision() != DatePrecision::day) return std::nullopt;
  const auto between = (is->first() - was->first()).count() / (weeks ? 7 : 1);
  const std::string unit = weeks ? " week" : " day";
  return (between > 0 ? "+" : "") + std::to_string(between) + unit + (between == 1 || between == -1 ? "" : "s");
}

std::string change_cell(const std::optional<std::string>& change, const std::optional<std::string>& from, const std::optional<std::string>& to) {
  if (change || !from || from != to) return change.value_or("");
  return Decimal::parse(*to) ? "0" : "the same";
}

CoursesCompared side_by_side(std::vector<ComparedCourse> courses) {
  CoursesCompared out;
  for (const ComparedCourse& course : courses)
    if (out.heading.empty() && !course.sheets.empty()) out.heading = course.sheets.front().heading;
  for (const SheetGroup& group : grouped_sheets(courses)) RowsAligned(group, out.rows).add();
  for (ComparedCell& row : out.rows) mark_differences(courses, row);
  std::ranges::stable_partition(out.rows, [](const ComparedCell& row) { return row.differs; });
  for (ComparedCourse& course : courses)
    out.courses.push_back({std::move(course.name), std::move(course.description), {}, std::move(course.problem)});
  return out;
}

Json to_json(const CoursesCompared& result) {
  Json courses = Json::array();
  for (const ComparedCourse& course : result.courses)
    courses.push_back({{"name", course.name},
                       {"description", course.description},
                       {"problem", course.problem.empty() ? Json() : Json(course.problem)}});
  Json rows = Json::array();
  for (const ComparedCell& row : result.rows) {
    Json key = Json::object();
    for (const auto& [column, text] : row.key) key[column] = text;
    Json values = Json::array();
    Json changes = Json::array();
    for (const auto& value : row.values) values.push_back(value ? Json(*value) : Json());
    for (const auto& change : row.changes) changes.push_back(change ? Json(*change) : Json());
    rows.push_back({{"sheet", row.sheet}, {"key", std::move(key)}, {"figure", row.figure}, {"values", std::move(values)},
                    {"changes", std::move(changes)}, {"differs", row.differs}});
  }
  return {{"courses", std::move(courses)}, {"rows", std::move(rows)}};
}

std::vector<Sheet> to_sheets(const CoursesCompared& result, SameFigures same) {
  Sheet courses;
  courses.title = "Courses compared";
  courses.columns = {{"course", Align::left, "#meta+scenario"}, {"what it changes", Align::left, "#description"}};
  for (const ComparedCourse& course : result.courses)
    courses.rows.push_back({course.name, course.problem.empty() ? course.description : "No answer: " + course.problem});
  std::vector<Sheet> out{std::move(courses), figures_sheet(result, true)};
  if (same == SameFigures::listed) {
    out.push_back(figures_sheet(result, false));
    return out;
  }
  const auto count = std::ranges::count(result.rows, false, &ComparedCell::differs);
  out.back().footnotes.push_back(std::to_string(count) + (count == 1 ? " figure is" : " figures are") +
                          " the same in every course (--format json and csv list them).");
  return out;
}

}  // namespace servanda
