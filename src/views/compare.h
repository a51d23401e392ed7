#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/partial_date.h"
#include "views/json.h"
#include "views/sheet.h"

namespace servanda {

// Several courses side by side, differences first: one column a scenario, one row a figure of some view.
//
// Rules
//   1. A figure is found again in another column by its section, what it is of, and its unit. Where a column lacks it, it
//      is not reported there, and that is a difference.
//   2. Rows that differ come first, then those that are the same in every column; both in the order in which the columns
//      first state them. Texts are compared as they are written.
//      Where a column lacks the whole section, as its view has nothing to say, that is none.
//   3. A view that has nothing to say of a column says why: `missing`.
//   4. `against` is the first column; where a value and the first one are both numbers, both days or both weeks, `change` is their
//      difference.
struct ComparedFigure {
  std::string section;  // "plan"
  std::string what;     // "delivered by due week, weighted"
  std::string unit;
  std::string value;
};

// A section without figures in a column, and why.
struct MissingSection {
  std::string section;
  std::string why;
};

struct ComparedColumn {
  std::string name;
  std::string description = {};
  std::vector<ComparedFigure> figures = {};
  std::vector<MissingSection> missing = {};
  std::string plan_status = {};  // how its plan ended; blank: none was made

  bool lacks(const std::string& section) const;
};

struct CompareRow {
  std::string section;
  std::string what;
  std::string unit;
  std::vector<std::optional<std::string>> values;   // by column
  std::vector<std::optional<std::string>> changes;  // by column; empty where there is none to state
  bool differs = false;
};

struct CompareResult {
  Day as_known;
  std::string head;
  std::vector<ComparedColumn> columns;  // without their figures
  std::vector<CompareRow> rows;
};

CompareResult compare(Day as_known, std::string head, std::vector<ComparedColumn> columns);
Json to_json(const CompareResult& result);
std::vector<Sheet> to_sheets(const CompareResult& result);

}  // namespace servanda
