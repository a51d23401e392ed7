#include "views/targets.h"

#include <algorithm>

#include "views/funnels.h"
#include "views/judging.h"

namespace servanda {
namespace {

constexpr int kDaysOfWeek = 7;

Wide weekly(Wide amount, std::int64_t days) { return multiply_divide(amount, kDaysOfWeek, std::max<std::int64_t>(days, 1)); }

// The same calendar day a year earlier; 29 February becomes the 28th.
Day year_earlier(Day day) {
  const std::chrono::year_month_day date(day);
  const std::chrono::year_month_day earlier(date.year() - std::chrono::years(1), date.month(), date.day());
  return earlier.ok() ? Day(earlier) : Day(earlier.year() / earlier.month() / std::chrono::last);
}

PartialDate date_year_earlier(PartialDate date) {
  const std::chrono::year_month_day day(date.first());
  switch (date.precision()) {
    case DatePrecision::year: return PartialDate::of_year(date.year() - std::chrono::years(1));
    case DatePrecision::month: return PartialDate::of_month(std::chrono::year_month(day.year() - std::chrono::years(1), day.month()));
    default: return PartialDate::of_day(year_earlier(date.first()));
  }
}

void shift_a_year(Figure& figure) {
  if (figure.period) figure.period = FigurePeriod{date_year_earlier(figure.period->from), date_year_earlier(figure.period->until)};
  for (Figure& part : figure.of) shift_a_year(part);
}

const Figure& innermost(const Figure& figure) { return figure.of.empty() ? figure : innermost(figure.of.front()); }

Status fill_target(Funnels& funnels, const Figure& figure, TargetRow& row) {
  const Snapshot& snapshot = funnels.snapshot();
  const Day today = snapshot.as_known();
  ASSIGN_OR_RETURN(const FigureValue value, evaluate(funnels, figure));
  row.reached = reached_of(value, snapshot.programme().currency);
  if (!row.reached) return {};
  row.rows = value.number ? value.rows : value.entry_rows;
  row.gap = std::max<Wide>(row.target - row.reached->value, 0);
  if (!value.number) {
    if (*row.gap == 0) row.state = TargetState::reached;
    else row.gap.reset();
    return {};
  }
  const bool over = row.by && row.by->last() < today;
  if (*row.gap > 0 && row.by && !over) row.pace_needed = weekly(*row.gap, (row.by->last() - today).count());
  const Figure& heart = innermost(figure);
  std::optional<Day> since;
  if (heart.period)
    since = heart.period->from.first();
  else if (snapshot.programme().start)
    since = snapshot.programme().start->first();
  // A share or a change does not pile up, so it has no pace.
  const bool piles_up = figure.kind == Figure::Kind::simple;
  if (piles_up && since && *since < today) row.pace_had = weekly(value.number->value, (today - *since).count());
  if (!piles_up) row.pace_needed.reset();
  if (*row.gap == 0)
    row.state = TargetState::reached;
  else if (over)
    row.state = TargetState::missed;
  else
    row.state = row.pace_had && row.pace_needed && *row.pace_had >= *row.pace_needed ? TargetState::on_pace : TargetState::behind;
  return {};
}

Status fill_last_year(Funnels& funnels_then, const Figure& figure, TargetRow& row) {
  const Day then = funnels_then.snapshot().as_known();
  Figure earlier = figure;
  shift_a_year(earlier);
  ASSIGN_OR_RETURN(const FigureValue value, evaluate(funnels_then, earlier, {.happened_by = then}));
  row.last_year = reached_of(value, funnels_then.snapshot().programme().currency);
  row.last_year_known = then;
  return {};
}

}  // namespace

std::optional<FigureNumber> reached_of(const FigureValue& value, Currency own) {
  if (value.number) return value.number;
  std::optional<FigureNumber> out;
  for (const FigurePart& part : value.entries) {
    if (part.number.unit != own.code()) continue;
    if (!out) out = FigureNumber{0, part.number.unit, Qualifier::at_least};
    out->value += part.number.value;
    out->qualifier = weaker_qualifier(out->qualifier, part.number.qualifier);
  }
  return out;
}

Result<TargetsResult> targets(const Snapshot& snapshot, const TargetsOptions& options) {
  TargetsResult out;
  out.as_known = snapshot.as_known();
  if (options.head == Head::compute) out.head = snapshot.head();
  ASSIGN_OR_RETURN(const Snapshot snapshot_then, known_on(snapshot, year_earlier(snapshot.as_known())));
  Funnels now(snapshot);
  Funnels then(snapshot_then);
  for (const auto target : snapshot.rows<Table::targets>()) {
    TargetRow row;
    row.id = target.name();
    row.figure = std::string(target.text<"figure">());
    row.by = target.date<"by">();
    row.source = std::string(target.text<"source">());
    if (const auto value = target.decimal<"value">()) row.target = number_of_units(value->units());
    const auto figure = parse_figure(row.figure);
    if (!figure) {
      row.figure_problem = figure.error().message;
    } else {
      row.figure = to_string(*figure);
      if (const auto filled = fill_target(now, *figure, row); !filled) row.figure_problem = filled.error().message;
      if (const auto filled = fill_last_year(then, *figure, row); !filled && row.figure_problem.empty())
        row.figure_problem = "last year: " + filled.error().message;
    }
    out.targets.push_back(std::move(row));
  }
  if (out.targets.empty())
    return Error{ErrorCode::nothing_to_do,
                 "found no targets, expected rows in the table targets; a sample:\n  id,figure,value,by,source\n"
                 "  T-01,value @ disbursed in 2031,500000000,2031-12-31,SRC-1"};
  std::ranges::sort(out.targets, {}, &TargetRow::id);
  return out;
}

Json to_json(const TargetsResult& result) {
  Json targets = Json::array();
  const auto number = [](const std::optional<Wide>& value) { return value ? Json(number_text(*value)) : Json(); };
  for (const TargetRow& row : result.targets) {
    Json target{{"id", row.id},
                {"figure", row.figure},
                {"target", number_text(row.target)},
                {"by", row.by ? Json(row.by->to_string()) : Json()},
                {"state", kTargetStateNames[static_cast<std::size_t>(row.state)]},
                {"reached", row.reached ? Json(number_text(row.reached->value)) : Json()},
                {"unit", row.reached ? Json(row.reached->unit) : Json()},
                {"qualifier", row.reached ? Json(name_of(row.reached->qualifier)) : Json()},
                {"gap", number(row.gap)},
                {"pace_needed", number(row.pace_needed)},
                {"pace_had", number(row.pace_had)},
                {"pace_per", "week"},
                {"last_year", row.last_year ? Json(number_text(row.last_year->value)) : Json()},
                {"last_year_as_known", row.last_year_known ? Json(to_string(*row.last_year_known)) : Json()},
                {"source", row.source},
                {"rows", rows_json(row.rows)}};
    if (!row.figure_problem.empty()) target["figure_problem"] = row.figure_problem;
    targets.push_back(std::move(target));
  }
  return {{"as_known", to_string(result.as_known)}, {"head", result.head}, {"targets", std::move(targets)}};
}

std::vector<Sheet> to_sheets(const TargetsResult& result) {
  Sheet sheet;
  sheet.title = "Targets";
  sheet.heading = {"As known " + to_string(result.as_known) + "; paces are per week, last year as known on the same day of that year"};
  sheet.columns = {{"id", Align::left, "#meta+id"},         {"state", Align::left, "#status"},
                   {"by", Align::left, "#date+by"},         {"target", Align::decimal, "#value+target"},
                   {"reached", Align::decimal, "#value"},   {"unit", Align::left, "#indicator+unit"},
                   {"qualifier", Align::left, "#meta+qualifier"},
                   {"gap", Align::decimal, "#value+gap"},   {"pace needed", Align::decimal, "#value+needed"},
                   {"pace had", Align::decimal, "#value+had"}, {"last year", Align::decimal, "#value+last"},
                   {"figure", Align::left, "#description"}, {"source", Align::left, "#meta+source"}};
  const auto number = [](const std::optional<Wide>& value) { return value ? number_text(*value) : std::string(); };
  // A pace is read at a glance: two places.
  const auto pace = [](const std::optional<Wide>& value) {
    return value ? decimal_text(multiply_divide(*value, 100, kNumberUnit) * (Decimal::kUnit / 100)) : std::string();
  };
  for (const TargetRow& row : result.targets)
    sheet.rows.push_back({row.id, std::string(kTargetStateNames[static_cast<std::size_t>(row.state)]), row.by ? row.by->to_string() : "",
                          number_text(row.target), row.reached ? number_text(row.reached->value) : "not reported",
                          row.reached ? row.reached->unit : "", row.reached ? std::string(name_of(row.reached->qualifier)) : "", number(row.gap), pace(row.pace_needed), pace(row.pace_had),
                          row.last_year ? number_text(row.last_year->value) : "not reported",
                          row.figure_problem.empty() ? row.figure : row.figure + ": " + row.figure_problem, row.source});
  return {sheet};
}

}  // namespace servanda
