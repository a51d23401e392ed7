#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "views/json.h"
#include "views/sheet.h"

namespace servanda {

// Any view of several courses side by side, differences first: what its sheets say, one column a course.
//
// Rules
//   1. A sheet is found again in another course by its title. A row is found again by its key: of the sheet's texts from left
//      to right, those that are needed to tell its rows apart in every course. Rows that no text tells apart count through.
//   2. Each other column of a row is one figure. Where a course has no such row, it says so, and that is a difference; of such a
//      row, the texts that are the same wherever it stands are left out, and so is every figure that is blank in all courses.
//   3. Figures that differ come first, then those that are the same in every course; both in the order in which the courses
//      first state them.
//   4. All are compared with the first course. Where a value and the first one are both numbers, `change` is their difference;
//      where both are days or both weeks, what lies between them.
//   5. A course that has no answer says why, and its column is empty.
struct ComparedCourse {
  std::string name;
  std::string description = {};
  std::vector<Sheet> sheets = {};
  std::string problem = {};  // why there is no answer
};

struct ComparedCell {
  std::string sheet;
  std::vector<std::pair<std::string, std::string>> key;  // column, text
  std::string figure;                                    // the column's title
  std::vector<std::optional<std::string>> values;        // by course; empty where it has no such row
  std::vector<std::optional<std::string>> changes;       // by course; empty where there is none to state
  bool differs = false;
};

struct CoursesCompared {
  std::vector<std::string> heading;  // of the first course's first sheet
  std::vector<ComparedCourse> courses;       // without their sheets
  std::vector<ComparedCell> rows;
};

CoursesCompared side_by_side(std::vector<ComparedCourse> courses);
Json to_json(const CoursesCompared& result);

// What stays the same is a sheet of its own, or a number.
enum class SameFigures { listed, counted };
std::vector<Sheet> to_sheets(const CoursesCompared& result, SameFigures same);

// "+12.5", "+28 days" or "-2 weeks"; empty where the texts are the same or not both numbers, both days or both weeks.
std::optional<std::string> change_between(const std::optional<std::string>& from, const std::optional<std::string>& to);

// How a table tells the change: "0" or "the same" where there is none, since a column of blanks would be left out.
std::string change_cell(const std::optional<std::string>& change, const std::optional<std::string>& from, const std::optional<std::string>& to);

}  // namespace servanda
