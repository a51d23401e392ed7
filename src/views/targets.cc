#include "views/targets.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "views/figure_entries.h"
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

// What entries sum to, by currency, basis and instrument.
using Parts = std::map<std::tuple<std::string, std::string, std::string>, TargetPart>;

void take_parts(const FigureValue& value, std::optional<Wide> TargetPart::*year, Parts& parts) {
  if (value.figure.kind != Figure::Kind::simple) return;
  for (const FigurePart& part : value.entries) {
    if (!part.basis || !part.instrument) continue;
    const std::string basis(name_of(*part.basis));
    const std::string instrument(name_of(*part.instrument));
    TargetPart& of = parts.try_emplace({part.number.unit, basis, instrument}, TargetPart{part.number.unit, basis, instrument, {}, {}}).first->second;
    of.*year = (of.*year).value_or(0) + part.number.value;
  }
}

std::string from_of(const FigureValue& value) { return value.from == FigureFrom::report ? "report" : "entries"; }

void stages_of(const Figure& figure, Stage delivered, std::set<Stage>& stages) {
  if (figure.kind == Figure::Kind::simple) stages.insert(figure.delivered ? delivered : figure.stage);
  for (const Figure& part : figure.of) stages_of(part, delivered, stages);
}

const Figure& innermost(const Figure& figure) { return figure.of.empty() ? figure : innermost(figure.of.front()); }

// Whether what was reached may be so much less, or so much more, that it says nothing of a target.
bool leaves_open(const FigureNumber& reached, Wide target, bool enough) {
  switch (reached.qualifier) {
    case Qualifier::exact: return false;
    case Qualifier::at_least: return !enough;
    case Qualifier::up_to: return enough;
    case Qualifier::approx: return reached.value * 95 < target * 100 && reached.value * 105 >= target * 100;
  }
  return false;
}

Status fill_target(Funnels& funnels, const Figure& figure, const Prices& prices, TargetRow& row, Parts& parts) {
  const Snapshot& snapshot = funnels.snapshot();
  const Day today = snapshot.as_known();
  ASSIGN_OR_RETURN(const FigureValue value, evaluate(funnels, figure, {.prices = prices}));
  row.reached = reached_of(value, snapshot.programme().currency);
  if (!row.reached) return {};
  row.rows = value.number ? value.rows : value.entry_rows;
  row.from = from_of(value);
  if (value.from == FigureFrom::report) row.entries = sum_of_entries(value.entries);
  take_parts(value, &TargetPart::reached, parts);
  row.gap = std::max<Wide>(row.target - row.reached->value, 0);
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
  const Day until = heart.period ? std::min(today, heart.period->until.last() + std::chrono::days(1)) : today;
  if (piles_up && since && *since < until) row.pace_had = weekly(row.reached->value, (until - *since).count());
  if (!piles_up) row.pace_needed.reset();
  const bool on_pace = !over && row.pace_had && row.pace_needed && *row.pace_had >= *row.pace_needed;
  if (value.open || leaves_open(*row.reached, row.target, *row.gap == 0 || on_pace))
    row.state = TargetState::not_checkable;
  else if (*row.gap == 0)
    row.state = TargetState::reached;
  else if (on_pace)
    row.state = TargetState::on_pace;
  else
    row.state = over ? TargetState::missed : TargetState::behind;
  return {};
}

Status fill_last_year(Funnels& funnels_then, const Figure& figure, const Prices& prices, TargetRow& row, Parts& parts) {
  const Day then = funnels_then.snapshot().as_known();
  Figure earlier = figure;
  shift_a_year(earlier);
  ASSIGN_OR_RETURN(const FigureValue value, evaluate(funnels_then, earlier, {.prices = prices, .happened_by = then}));
  row.last_year = reached_of(value, funnels_then.snapshot().programme().currency);
  if (row.last_year) row.last_year_from = from_of(value);
  take_parts(value, &TargetPart::last_year, parts);
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

bool TargetRow::last_year_compares() const {
  return from == last_year_from &&
         std::ranges::all_of(parts, [](const TargetPart& part) { return part.reached.has_value() == part.last_year.has_value(); });
}

Result<TargetsResult> targets(const Snapshot& snapshot, const TargetsOptions& options) {
  TargetsResult out;
  out.as_known = snapshot.as_known();
  out.prices = options.prices;
  if (options.head == Head::compute) out.head = snapshot.head();
  ASSIGN_OR_RETURN(const Snapshot snapshot_then, known_on(snapshot, year_earlier(snapshot.as_known())));
  Funnels now(snapshot);
  Funnels then(snapshot_then);
  std::set<Stage> stages;
  for (const auto target : snapshot.rows<Table::targets>()) {
    TargetRow row;
    row.id = target.name();
    row.figure = std::string(target.text<"figure">());
    row.by = target.date<"by">();
    row.source = std::string(target.source());
    ASSIGN_OR_RETURN(const FigureValue set, evaluate(now, {.kind = Figure::Kind::target, .name = row.id}, {.prices = options.prices}));
    if (set.number) row.target = set.number->value;
    const auto figure = parse_figure(row.figure);
    if (!figure) {
      row.figure_problem = figure.error().message;
    } else {
      row.figure = to_string(*figure);
      Parts parts;
      stages_of(*figure, snapshot.programme().delivered.stage, stages);
      if (const auto filled = fill_target(now, *figure, options.prices, row, parts); !filled) row.figure_problem = filled.error().message;
      if (const auto filled = fill_last_year(then, *figure, options.prices.by(snapshot), row, parts); !filled && row.figure_problem.empty())
        row.figure_problem = "last year: " + filled.error().message;
      for (auto& [key, part] : parts) row.parts.push_back(std::move(part));
    }
    out.targets.push_back(std::move(row));
  }
  if (out.targets.empty())
    return nothing_to_show(snapshot, "targets", Table::targets, "figures to be reached by a date",
                           {"id,figure,value,by,source", "T-01,value @ disbursed in 2031,500000000,2031-12-31,SRC-1"});
  std::ranges::sort(out.targets, {}, &TargetRow::id);
  for (const Stage stage : stages) name_empty_of_stage(snapshot, stage, out.missing);
  name_empty(snapshot, {{Table::relations, "what repeats or contains other entries is not known, so all of them count"},
                        {Table::revisions, "amounts and dates stand as first stated"},
                        {Table::reports, "no figures that sources state beside the entries"},
                        {Table::sources, "when an entry without a known date became known is not known"}}, out.missing);
  tell_first_known(snapshot, out.missing);
  return out;
}

namespace {

Json number_or_null(const std::optional<Wide>& value) { return value ? Json(number_text(*value)) : Json(); }

Json parts_json(const std::vector<TargetPart>& parts) {
  Json out = Json::array();
  for (const TargetPart& part : parts)
    out.push_back({{"unit", part.unit},
                   {"basis", part.basis},
                   {"instrument", part.instrument},
                   {"reached", number_or_null(part.reached)},
                   {"last_year", number_or_null(part.last_year)}});
  return out;
}

// By currency, basis and instrument, of the targets whose figure adds several.
Sheet parts_sheet(const TargetsResult& result) {
  Sheet sheet;
  sheet.title = "What the entries say, this year and last year on the same day, by valuation basis and instrument";
  sheet.heading = {"As known " + to_string(result.as_known) + (result.prices.constant ? ", " + result.prices.text() : "")};
  sheet.columns = {{"id", Align::left, "#meta+id"},
                   {"unit", Align::left, "#indicator+unit"},
                   {"basis", Align::left, "#meta+basis"},
                   {"instrument", Align::left, "#meta+instrument"},
                   {"this year", Align::decimal, "#value"},
                   {"last year", Align::decimal, "#value+last"}};
  const auto number = [](const std::optional<Wide>& value) { return value ? number_text(*value) : std::string("not reported"); };
  for (const TargetRow& row : result.targets) {
    if (row.parts.size() < 2) continue;
    for (const TargetPart& part : row.parts)
      sheet.rows.push_back({row.id, part.unit, part.basis, part.instrument, number(part.reached), number(part.last_year)});
  }
  sheet.footnotes = {"Only figures of one currency, basis and instrument compare; a sum of several is no more than that."};
  return sheet;
}

std::vector<std::string> notes_of(const TargetsResult& result) {
  std::vector<std::string> out;
  const auto bound = [](const TargetRow& row) { return row.reached && row.reached->qualifier == Qualifier::at_least; };
  if (std::ranges::any_of(result.targets, bound))
    out.emplace_back("Where at least so much was reached, the gap and the pace needed are at most, and the pace had at least, what is told; "
                     "not checkable: that bound decides nothing.");
  for (const TargetRow& row : result.targets)
    if (!row.last_year_from.empty() && !row.from.empty() && row.last_year_from != row.from)
      out.push_back(row.id + ": what was reached is told by " + (row.from == "report" ? "a report" : "the entries") + ", last year by " +
                    (row.last_year_from == "report" ? "a report" : "the entries") + "; the two are counted differently.");
  for (const TargetRow& row : result.targets)
    if (row.entries && row.reached)
      out.push_back(row.id + ": a report tells what was reached, " + text_of(*row.reached) + "; the entries of the same figure sum to " + text_of(*row.entries) +
                    (row.entries->value >= row.target && row.reached->value < row.target ? ", as much as the target or more." : "."));
  std::string mixed;
  for (const TargetRow& row : result.targets)
    if (row.last_year && row.from == row.last_year_from && !row.last_year_compares()) mixed += (mixed.empty() ? "" : ", ") + row.id;
  if (!mixed.empty())
    out.push_back(mixed + ": this year and last year are valued on different bases, or by different instruments: compare their parts below, "
                  "not the two sums.");
  return out;
}

}  // namespace

Json to_json(const TargetsResult& result) {
  Json targets = Json::array();
  for (const TargetRow& row : result.targets) {
    Json target{{"id", row.id},
                {"figure", row.figure},
                {"target", number_text(row.target)},
                {"by", row.by ? Json(row.by->to_string()) : Json()},
                {"state", kTargetStateNames[static_cast<std::size_t>(row.state)]},
                {"reached", row.reached ? Json(number_text(row.reached->value)) : Json()},
                {"unit", row.reached ? Json(row.reached->unit) : Json()},
                {"qualifier", row.reached ? Json(name_of(row.reached->qualifier)) : Json()},
                {"gap", number_or_null(row.gap)},
                {"pace_needed", number_or_null(row.pace_needed)},
                {"pace_had", number_or_null(row.pace_had)},
                {"pace_per", "week"},
                {"last_year", row.last_year ? Json(number_text(row.last_year->value)) : Json()},
                {"last_year_compares", row.last_year ? Json(row.last_year_compares()) : Json()},
                {"from", row.from.empty() ? Json() : Json(row.from)},
                {"last_year_from", row.last_year_from.empty() ? Json() : Json(row.last_year_from)},
                {"entries", row.entries ? Json(number_text(row.entries->value)) : Json()},
                {"parts", parts_json(row.parts)},
                {"last_year_as_known", row.last_year_known ? Json(to_string(*row.last_year_known)) : Json()},
                {"source", row.source},
                {"rows", rows_json(row.rows)}};
    if (!row.figure_problem.empty()) target["figure_problem"] = row.figure_problem;
    targets.push_back(std::move(target));
  }
  return {{"as_known", to_string(result.as_known)},
          {"head", result.head},
          {"prices", result.prices.text()},
          {"targets", std::move(targets)},
          {"missing", to_json(result.missing)}};
}

std::vector<Sheet> to_sheets(const TargetsResult& result) {
  Sheet sheet;
  sheet.title = "Targets";
  sheet.heading = {"As known " + to_string(result.as_known) + (result.prices.constant ? ", " + result.prices.text() : "") + "; paces are per week, last year as known on the same day of that year"};
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
  sheet.footnotes = notes_of(result);
  std::vector<Sheet> out{std::move(sheet)};
  if (Sheet parts = parts_sheet(result); !parts.rows.empty()) out.push_back(std::move(parts));
  for (std::string& note : footnotes_of(result.missing)) out.back().footnotes.push_back(std::move(note));
  return out;
}

}  // namespace servanda
