#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/partial_date.h"
#include "base/result.h"
#include "book/codes.h"

namespace servanda {

// The figure language: a query on one line, the same in statements, targets, reports and `--figure`.
//
//   value|quantity|tonnes|count @ STAGE [where FIELD=VALUE …] [in PERIOD | FROM..UNTIL] [as known DATE]
//   share(F, G)   change(F, 2024, 2025)   growth(F, 2024, 2025)   per_gdp(F)   per_head(F)   forecast(F within 12w)   target(ID)   report(SERIES)
//   rank(F)   need(value|quantity|tonnes|count [where FIELD=VALUE …] [in PERIOD])   price(ITEM)
//
//   STAGE   one of LANGUAGE's, or `delivered`: what the programme means by it
//   FIELD   donor, group, recipient, item, category, kind, form, instrument, supplier, country, place, course
//   VALUE   a word, or "several words"; conditions stand after each other, with or without `and`. A|B is either of them;
//           the donor DK;NO is the joint donor
//   PERIOD  a date as precise as it is meant: 2025, 2025-06, 2025-W10, 2025-06-17, or two of them: 2025-01..2025-06
//   report(SERIES) is the newest figure that a source states about a series of `reports`; it may carry `as known` and a
//   period too. rank(F) is the place, from the most down, of the one donor, receiver or supplier that F names. need(…) is what
//   the receivers ask for, of an item, a category or a place.
//
// Other bindings of a statement: holds_office(PERSON, OFFICE, DATE), event(WHAT, PLACE, DATE),
// text_contains(DOCUMENT, TERM), member_of(PARTY, GROUP, DATE). PLACE and DATE of an event may be blank.
//
// An error names the column, counted in bytes from 1, what was found there and what was expected.

enum class FigureMeasure : std::uint8_t { value, quantity, tonnes, count };
inline constexpr std::array<std::string_view, 4> kFigureMeasureNames{"value", "quantity", "tonnes", "count"};

enum class FigureField : std::uint8_t {
  donor, group, recipient, item, category, kind, form, instrument, supplier, country, place, course,
};
inline constexpr std::array<std::string_view, 12> kFigureFieldNames{
    "donor", "group", "recipient", "item", "category", "kind", "form", "instrument", "supplier", "country", "place", "course"};

struct FigurePeriod {
  PartialDate from;
  PartialDate until;
  bool operator==(const FigurePeriod&) const = default;
};
// Whether a date lies inside a period, outside, or may do either.
enum class Inside { yes, no, vague };
Inside inside(const FigurePeriod& period, PartialDate date);

struct FigureCondition {
  FigureField field;
  std::string value;
  auto operator<=>(const FigureCondition&) const = default;
};

struct Figure {
  enum class Kind : std::uint8_t { simple, share, change, growth, per_gdp, per_head, forecast, target, report, rank, need, price };
  Kind kind = Kind::simple;
  // simple; measure, where and period of need(…) too
  FigureMeasure measure = FigureMeasure::value;
  Stage stage = Stage::pledged;
  bool delivered = false;                   // the programme's definition stands for `stage`
  std::vector<FigureCondition> where = {};  // sorted
  std::optional<FigurePeriod> period = {};  // of report(…) too
  std::optional<PartialDate> as_known = {};
  // the others
  std::vector<Figure> of = {};
  int from_year = 0;  // change, growth
  int to_year = 0;
  int weeks = 0;      // forecast
  std::string name = {};  // target, report, price

  bool operator==(const Figure&) const = default;
};

// The same of one year.
Figure in_year(Figure figure, int year);

// The one donor, receiver or supplier that a figure is of; empty where it names none, or several.
const FigureCondition* party_of(const Figure& figure);

Result<Figure> parse_figure(std::string_view text);
// The canonical text: conditions sorted, one blank between words. parse_figure gives the figure back.
std::string to_string(const Figure& figure);

struct Binding {
  enum class Kind : std::uint8_t { figure, holds_office, event, text_contains, member_of };
  Kind kind = Kind::figure;
  Figure figure = {};
  std::string what = {};                // PERSON, WHAT, DOCUMENT, PARTY
  std::string which = {};               // OFFICE, PLACE, TERM, GROUP
  std::optional<PartialDate> date = {};

  bool operator==(const Binding&) const = default;
};

Result<Binding> parse_binding(std::string_view text);
std::string to_string(const Binding& binding);

}  // namespace servanda
