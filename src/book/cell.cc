#include "book/cell.h"

#include <algorithm>
#include <vector>

#include "base/country.h"
#include "base/currency.h"
#include "base/decimal.h"
#include "base/partial_date.h"
#include "base/split.h"
#include "book/label.h"

namespace servanda {
namespace {

// `NO; DK;SE` -> `DK;NO;SE`: sorted, without repeats, so that equal lists are equal texts.
std::string canonical_list(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::string_view part : split(text, ';')) {
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.push_back(part);
  }
  std::ranges::sort(parts);
  const auto repeats = std::ranges::unique(parts);
  parts.erase(repeats.begin(), repeats.end());
  std::string out;
  for (const std::string_view part : parts) {
    if (!out.empty()) out += ';';
    out += part;
  }
  return out;
}

std::string join_codes(std::span<const std::string_view> codes) {
  std::string out;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (i > 0) out += i + 1 == codes.size() ? " or " : ", ";
    out += codes[i];
  }
  return out;
}

constexpr std::size_t kMostDigits = 14;  // before the point

// A number that is written as it should be, and is beyond what a cell holds.
bool is_too_large(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  return point > kMostDigits && text.find_first_not_of("0123456789.") == std::string_view::npos && text.find('.', point + 1) == std::string_view::npos;
}

bool parse_number(CellType type, std::string_view text, Cell& cell) {
  const auto value = Decimal::parse(text);
  if (!value) return false;
  if (type != CellType::decimal && value->units() < 0) return false;
  if (type == CellType::share && value->units() > Decimal::kUnit) return false;
  if (is_whole(type) && value->units() % Decimal::kUnit != 0) return false;
  if (type == CellType::rank && value->units() == 0) return false;
  cell = value->units();
  return true;
}

bool parse_text(CellType type, std::string_view text, Interner& interner, Cell& cell) {
  switch (type) {
    case CellType::id:
    case CellType::reference:
      if (!is_name(text)) return false;
      break;
    case CellType::currency:
      if (!Currency::parse(text)) return false;
      break;
    case CellType::country:
      if (!is_country_code(text)) return false;
      break;
    case CellType::label: {
      const auto label = parse_label(text);
      if (!label) return false;
      cell = interner.intern(label->text());
      return true;
    }
    case CellType::list: cell = interner.intern(canonical_list(text)); return true;
    default: break;
  }
  cell = interner.intern(text);
  return true;
}

}  // namespace

bool is_name(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  return std::ranges::none_of(text, [](char c) { return c == ';' || c == '\n' || c == '\r' || c == '\t'; });
}

bool parse_plain_cell(const Column& column, std::string_view text, Cell& cell) {
  switch (column.type) {
    case CellType::date: {
      const auto date = PartialDate::parse(text);
      if (date) cell = date->packed();
      return date.has_value();
    }
    case CellType::decimal:
    case CellType::quantity:
    case CellType::share:
    case CellType::integer:
    case CellType::rank: return parse_number(column.type, text, cell);
    case CellType::code:
    case CellType::flag: {
      const auto found = std::ranges::find(column.codes, text);
      cell = found - column.codes.begin();
      return found != column.codes.end();
    }
    default: return false;
  }
}

std::string expectation(const Column& column) {
  switch (column.type) {
    case CellType::text: return "any text";
    case CellType::id: return "a name without ';' and without blanks at its ends";
    case CellType::reference: return "the id of an entry";
    case CellType::list: return "ids separated by ';'";
    case CellType::date: return "a date: 2024, 2024-05, 2024-05-17 or 2025-W10";
    case CellType::decimal: return "a number with a decimal point and at most four places, such as 1250.5";
    case CellType::quantity: return "a number of zero or more with a decimal point and at most four places";
    case CellType::share: return "a share from 0 to 1, such as 0.25";
    case CellType::integer: return "a whole number of zero or more";
    case CellType::rank: return "a whole number from 1, which is the first";
    case CellType::currency: return "an ISO 4217 currency code such as EUR";
    case CellType::country: return "an ISO 3166-1 alpha-2 country code such as DE";
    case CellType::code:
    case CellType::flag: return join_codes(column.codes);
    case CellType::label:
      return "a label: LEVEL[; REL A|B][; HANDLING X][; NOT-BEFORE date], LEVEL one of PUBLIC, EMBARGOED, PARTNER, "
             "RESTRICTED, SOURCE";
  }
  return {};
}

bool parse_cell(const Column& column, std::string_view text, Interner& interner, Cell& cell, std::string& expected) {
  if (text.empty()) {
    cell = kNullCell;
    return true;
  }
  if (holds_text(column.type) ? parse_text(column.type, text, interner, cell) : parse_plain_cell(column, text, cell))
    return true;
  expected = expectation(column);
  const bool amount = column.type == CellType::decimal || column.type == CellType::quantity || column.type == CellType::integer;
  if (amount && is_too_large(text)) expected += "; it is too large: a number has at most " + std::to_string(kMostDigits) + " digits before its point";
  return false;
}

std::string cell_text(const Column& column, Cell cell, const Interner& interner) {
  if (cell == kNullCell) return {};
  switch (column.type) {
    case CellType::date: return PartialDate::from_packed(static_cast<std::int32_t>(cell)).to_string();
    case CellType::decimal:
    case CellType::quantity:
    case CellType::share:
    case CellType::integer:
    case CellType::rank: return Decimal::from_units(cell).to_string();
    case CellType::code:
    case CellType::flag: return std::string(column.codes[static_cast<std::size_t>(cell)]);
    default: return std::string(interner.text(static_cast<TextId>(cell)));
  }
}

}  // namespace servanda
