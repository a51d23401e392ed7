#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "book/interner.h"
#include "book/schema.h"

namespace servanda {

// One value of a row as 64 bits: the number of an interned text, a packed partial date, 1e-4 units of a decimal, or the
// index of a code. kNullCell = the column is blank: *not reported*, never zero.
using Cell = std::int64_t;
inline constexpr Cell kNullCell = std::numeric_limits<std::int64_t>::min();

// Parses `text` as a value of `column`. On failure returns false and writes what was expected, for people:
// "a date: 2024, 2024-05, 2024-05-17 or 2025-W10". An empty text is a blank.
bool parse_cell(const Column& column, std::string_view text, Interner& interner, Cell& cell, std::string& expected);

// The same for a column that holds no text; false for any other.
bool parse_plain_cell(const Column& column, std::string_view text, Cell& cell);

// The text of a cell as it is written; parse_cell(cell_text(c)) == c. Blank cells give "".
std::string cell_text(const Column& column, Cell cell, const Interner& interner);

// Whether a text may stand in a column of ids or references.
bool is_name(std::string_view text);

// What a column expects, for messages and `servanda tables`.
std::string expectation(const Column& column);

constexpr bool is_whole(CellType type) { return type == CellType::integer || type == CellType::rank; }

// Whether cells of this type are numbers of texts.
constexpr bool holds_text(CellType type) {
  switch (type) {
    case CellType::date:
    case CellType::decimal:
    case CellType::quantity:
    case CellType::share:
    case CellType::integer:
    case CellType::rank:
    case CellType::code:
    case CellType::flag: return false;
    default: return true;
  }
}

}  // namespace servanda
